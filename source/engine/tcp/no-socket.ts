// What a closed connection has in the place of its socket: Node's own, with its streams, is kilobytes, and
// a row outlives its connection by a minute.

import { Socket } from 'node:net';

export const NO_SOCKET = new Socket().destroy();
