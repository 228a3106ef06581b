// Programs that nobody here wrote, and a plain client in another process, talking to an endpoint.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { DEADLINE_MS, until } from './wait.ts';

/**
 * Runs a program to its end with `input` on its stdin; gives its stdout.
 * @param endsAfterAnswer its stdin ends when it has printed something, for those that end with it
 */
export function exchange(
  command: string,
  args: readonly string[],
  input: string | Buffer = '',
  endsAfterAnswer = false,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { timeout: DEADLINE_MS, encoding: 'buffer', maxBuffer: 64 << 20 } as const;
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command} ${args.join(' ')}: ${error.message}\n${stderr}`));
    });
    // Who ends before reading everything is no failure of ours.
    child.stdin?.on('error', () => {});
    child.stdin?.write(input);
    if (endsAfterAnswer) child.stdout?.once('data', () => child.stdin?.end());
    else child.stdin?.end();
  });
}

/** A client of `node:net` in a process of its own: its stdin goes to the socket, the answer to stdout. */
export class NetClient {
  readonly #child: ChildProcess;
  #received = Buffer.alloc(0);
  #ended = false;
  #localPort: number | null = null;

  constructor(port: number, host = '127.0.0.1') {
    this.#child = spawn(process.execPath, ['-e', CLIENT, `${port}`, host], {
      stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    });
    this.#child.on('message', (port) => {
      this.#localPort = Number(port);
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
    });
    this.#child.once('close', () => {
      this.#ended = true;
    });
  }

  /** Its own port, once the handshake is done. */
  localPort(): Promise<number> {
    return until('a connection', () => this.#localPort);
  }

  send(data: string | Buffer): void {
    this.#child.stdin?.write(data);
  }

  /** Ends our direction (FIN). */
  end(): void {
    this.#child.stdin?.end();
  }

  /** Waits until this many bytes were answered, and gives them. */
  received(bytes: number): Promise<Buffer> {
    return until(
      `${bytes} bytes at the client`,
      () => (this.#received.length >= bytes ? this.#received : null),
      () => `${this.#received.length} came`,
    );
  }

  /** Waits until the connection has ended. */
  ended(): Promise<Buffer> {
    return until('the end of the client', () => (this.#ended ? this.#received : null));
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}

// Ends with the connection, whichever side ended it, once all that came is printed.
const CLIENT = `
const [port, host] = process.argv.slice(1);
const socket = require('node:net').connect({ port: Number(port), host });
socket.on('connect', () => process.send(socket.localPort, () => process.disconnect()));
process.stdin.pipe(socket);
socket.pipe(process.stdout, { end: false });
socket.on('error', () => {});
socket.on('close', () => process.stdout.write('', () => process.exit(0)));
`;
