// The options of `service=file-receive`.

import {
  durationOption,
  type Option,
  orNone,
  pathOption,
  sizeOption,
  wordOption,
} from './option.ts';

/** Far above any disk that a file of the course's protocols would fill. */
const LARGEST_FILE = 1024 ** 4;

const service = 'file-receive';

export const receiving: readonly Option[] = [
  {
    ...pathOption(
      {
        name: 'dir',
        field: 'directory',
        default: 'received',
        meaning: 'file-receive: where files go',
      },
      'received, ~/files',
    ),
    service,
  },
  {
    ...orNone(
      'off',
      sizeOption(
        {
          name: 'max-size',
          field: 'maxSizeBytes',
          default: '',
          meaning: 'file-receive: bytes of a file at most',
        },
        LARGEST_FILE,
      ),
    ),
    default: '4GiB',
    service,
  },
  {
    ...durationOption(
      {
        name: 'stall',
        field: 'stallMs',
        default: '30s',
        meaning: 'file-receive: patience with silence',
      },
      1,
    ),
    service,
  },
];

export const receiveProtocol: Option = {
  ...wordOption(
    {
      name: 'protocol',
      field: 'protocol',
      default: 'auto',
      meaning: 'file-receive: auto goes by the bytes',
    },
    ['auto', 'udp-eof', 'udp-ack'],
  ),
  service,
};
