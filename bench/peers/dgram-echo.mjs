// The UDP echo server that a person would write with node:dgram. `dgram-echo.mjs <port> <receive buffer>`

import { createSocket } from 'node:dgram';

const [port, recvBufferSize] = process.argv.slice(2).map(Number);
const socket = createSocket({ type: 'udp4', recvBufferSize });
socket.on('message', (data, { port, address }) => socket.send(data, port, address));
socket.bind(port, '127.0.0.1');
