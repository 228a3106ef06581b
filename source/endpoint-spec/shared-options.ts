// Options that several kinds have.

import { readInterface } from './host.ts';
import {
  durationOption,
  numberOption,
  type Option,
  sizeOption,
  textOption,
  wordOption,
} from './option.ts';

/** listen(2) takes an int; the kernel cuts it to net.core.somaxconn, and the endpoint shows what is in force. */
const LARGEST_BACKLOG = 2 ** 31 - 1;
/** Above the descriptors that a process can have on any Linux in use (fs.nr_open). */
const MOST_CLIENTS = 1_048_576;

export const mode = wordOption(
  { name: 'mode', field: 'mode', default: 'concurrent', meaning: 'when clients are accepted' },
  ['concurrent', 'sequential', 'manual'],
);

export const backlog = numberOption(
  { name: 'backlog', field: 'backlog', default: '128', meaning: 'the number given to listen()' },
  1,
  LARGEST_BACKLOG,
);

export const maxClients = (most: string, meaning: string): Option =>
  numberOption(
    { name: 'max-clients', field: 'maxClients', default: most, meaning },
    1,
    MOST_CLIENTS,
  );

export const connectTimeout = durationOption(
  {
    name: 'connect-timeout',
    field: 'connectTimeoutMs',
    default: '10s',
    meaning: 'patience with each address',
  },
  1,
);

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
