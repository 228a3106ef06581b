// Options that kinds on both sides have.

import { readInterface } from './host.ts';
import { type Option, sizeOption, textOption } from './option.ts';

export const buffer = sizeOption({
  name: 'buffer',
  field: 'bufferBytes',
  default: '4MiB',
  meaning: 'receive buffer asked of the kernel',
});

export const multicastInterface = (meaning: string): Option =>
  textOption(
    { name: 'interface', field: 'interface', default: 'all', meaning },
    'name | address | loopback | all',
    readInterface,
    (value) => value ?? 'all',
  );
