// The echo server that a person would write with node:net. `net-echo.mjs <port> <backlog>`

import { createServer } from 'node:net';

const [port, backlog] = process.argv.slice(2).map(Number);
createServer((socket) => {
  socket.on('error', () => {});
  socket.pipe(socket);
}).listen({ port, host: '127.0.0.1', backlog });
