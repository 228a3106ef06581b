// Clients that stay and say a line now and then, each answer checked: a class at work.
//   tcp-talk.mjs <port> <clients> <lines a second, each> <seconds>
// Writes {"lines":answered,"lost":connections that ended by themselves}; status 1 if an answer was wrong.

import { connect } from 'node:net';

const [port, count, rate, seconds] = process.argv.slice(2).map(Number);
let lines = 0;
let lost = 0;
let ending = false;

const sockets = Array.from({ length: count }, (_, client) => {
  const socket = connect({ port, host: '127.0.0.1' }).setEncoding('utf8');
  let awaited = '';
  let serial = 0;
  socket.on('error', () => {});
  socket.on('close', () => {
    if (!ending) lost += 1;
  });
  socket.on('data', (text) => {
    if (!awaited.startsWith(text)) {
      console.error(`client ${client} was answered ${JSON.stringify(text)}`);
      process.exit(1);
    }
    awaited = awaited.slice(text.length);
    if (awaited === '') lines += 1;
  });
  const timer = setInterval(() => {
    if (socket.readyState !== 'open' || awaited !== '') return;
    awaited = `client ${client} says ${serial}: ${'lorem ipsum '.repeat(1 + (serial % 4))}\n`;
    serial += 1;
    socket.write(awaited);
  }, 1000 / rate);
  socket.once('close', () => clearInterval(timer));
  return socket;
});

setTimeout(() => {
  ending = true;
  for (const socket of sockets) socket.destroy();
  console.log(JSON.stringify({ lines, lost }));
}, seconds * 1000);
