// A network namespace of a test's own: interfaces that come and go, IPv6 groups that are routed, a second
// host at the end of a cable, and nothing that leaves it. Gone with its process.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { DEADLINE_MS, until } from './wait.ts';

const run = promisify(execFile);

/** /sys must be the namespace's too: it lists the interfaces. */
const SETUP = 'mount -t sysfs sysfs /sys && ip link set lo up && echo ready && exec sleep 600';

const SEND = `
import socket, sys
group, port, interface, text = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
index = socket.if_nametoindex(interface)
if ':' in group:
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    s.sendto(text.encode(), (group, port, 0, index))
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, bytes(8) + index.to_bytes(4, sys.byteorder))
    s.sendto(text.encode(), (group, port))
`;

export class Namespace {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** Null where this user may not make one, or the programs are missing. */
  static make(): Promise<Namespace | null> {
    return Namespace.#hold(['unshare', '-rnm', 'sh', '-c', SETUP]);
  }

  /** Another host at the other end of a cable; both ends are up. */
  async neighbour(one: string, other: string): Promise<Namespace> {
    const next = await Namespace.#hold([...this.prefix, 'unshare', '-nm', 'sh', '-c', SETUP]);
    if (next === null) throw new Error('no second namespace beside the first');
    await this.ip(`link add ${one} type veth peer name ${other} netns ${next.#holder.pid}`);
    await this.ip(`link set ${one} up`);
    await next.ip(`link set ${other} up`);
    return next;
  }

  static async #hold([command = '', ...words]: readonly string[]): Promise<Namespace | null> {
    const holder = spawn(command, words, { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    let ended = false;
    holder.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    holder.once('error', () => {
      ended = true;
    });
    holder.once('exit', () => {
      ended = true;
    });
    await until('a network namespace', () => ended || said.includes('ready') || null);
    return ended ? null : new Namespace(holder);
  }

  /** The words that run a program in there. */
  get prefix(): readonly string[] {
    return ['nsenter', '-t', `${this.#holder.pid}`, '-U', '-n', '-m', '--preserve-credentials'];
  }

  /** Runs a program in there to its end. */
  async run(command: string, ...args: string[]): Promise<string> {
    const [program = '', ...rest] = [...this.prefix, command, ...args];
    return (await run(program, rest, { timeout: DEADLINE_MS })).stdout;
  }

  /** ip(8) with its words as one text. */
  async ip(words: string): Promise<void> {
    await this.run('ip', ...words.split(' '));
  }

  /** Sends IPv6 groups through the loopback, as Linux does for IPv4 by itself. */
  async routeIPv6Groups(): Promise<void> {
    await this.ip('-6 route add local ff00::/8 dev lo table local');
  }

  /** Two interfaces joined by a cable, up. */
  async cable(one: string, other: string): Promise<void> {
    await this.ip(`link add ${one} type veth peer name ${other}`);
    for (const name of [one, other]) await this.ip(`link set ${name} up`);
  }

  /** Sends one datagram to a group, out of an interface. */
  async sendToGroup(group: string, port: number, on: string, text: string): Promise<void> {
    await this.run('python3', '-c', SEND, group, `${port}`, on, text);
  }

  /** Its link-local address, once the kernel has made sure that nobody else has it. */
  linkLocal(name: string): Promise<string> {
    return until(`a link-local address of ${name}`, async () => {
      const shown = await this.run('ip', '-6', '-o', 'addr', 'show', 'dev', name, '-tentative');
      return /inet6 (fe80::[0-9a-f:]+)/.exec(shown)?.[1];
    });
  }

  close(): void {
    this.#holder.kill('SIGKILL');
  }
}
