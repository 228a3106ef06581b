// The receiver that a person would write with node:dgram. `dgram-sink.mjs <address> <port> <receive buffer>`;
// at SIGTERM it writes {"received":datagrams,"bytes":…} and ends.

import { createSocket } from 'node:dgram';

const [address, port, recvBufferSize] = process.argv.slice(2);
let received = 0;
let bytes = 0;
const socket = createSocket({ type: 'udp4', recvBufferSize: Number(recvBufferSize) });
socket.on('message', (data) => {
  received += 1;
  bytes += data.length;
});
socket.bind(Number(port), address, () => {
  if (address.startsWith('239.')) socket.addMembership(address, '127.0.0.1');
});
process.once('SIGTERM', () => {
  console.log(JSON.stringify({ received, bytes }));
  process.exit();
});
