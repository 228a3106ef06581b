// Clients that stay: `hold-clients.mjs <port> <count>` connects so many to 127.0.0.1, forty at a time,
// and says `held`. Told `talk`, each sends from 1 to 999 bytes and it says `talked <bytes in all>`. At
// the end of its stdin it resets them, so that none is left in TIME_WAIT.

import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const AT_ONCE = 40;
const [port, count] = process.argv.slice(2).map(Number);
const clients = [];

const join = () =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => resolve(socket));
    socket.on('error', reject);
    socket.resume();
  });

while (clients.length < count) {
  const more = Math.min(AT_ONCE, count - clients.length);
  clients.push(...(await Promise.all(Array.from({ length: more }, join))));
}
console.log('held');

const lines = createInterface({ input: process.stdin });
lines.on('line', () => {
  let bytes = 0;
  for (const [i, client] of clients.entries()) {
    const size = 1 + ((i * 7919) % 999);
    client.write(Buffer.alloc(size));
    bytes += size;
  }
  console.log(`talked ${bytes}`);
});
lines.on('close', () => {
  for (const client of clients) client.resetAndDestroy();
});
