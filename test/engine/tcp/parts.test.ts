// The parts of a TCP server that need no socket, with a clock of their own.

import { describe, expect, test, vi } from 'vitest';
import { Dating } from '../../../source/engine/dating.ts';
import { DESCRIPTOR_RESERVE, DescriptorBudget } from '../../../source/engine/descriptors.ts';
import { toProblem } from '../../../source/engine/endpoints/problems.ts';
import type { TcpListener, WaitingClient } from '../../../source/engine/kernel/layer.ts';
import { DelayedReplies } from '../../../source/engine/tcp/delayed-replies.ts';
import { WaitingRoom } from '../../../source/engine/tcp/waiting-room.ts';
import { systemClock } from '../../../source/engine/world.ts';
import type { Address } from '../../../source/protocol/address.ts';

const at = (port: number): Address => ({ address: '127.0.0.1', port, family: 'IPv4' });

const waitingClient = (port: number, part: Partial<WaitingClient> = {}): WaitingClient => ({
  remote: at(port),
  local: at(7000),
  bytesSent: 0,
  ended: false,
  halfOpen: false,
  ...part,
});

/** A listener whose queue a test fills; asking who waits takes `cost` milliseconds. */
function queueOf(cost: number) {
  let now = 0;
  const state = { clients: [] as WaitingClient[], asked: 0 };
  const depth = () => state.clients.filter(({ halfOpen }) => !halfOpen).length;
  const listener: TcpListener = {
    local: at(7000),
    descriptor: null,
    setGate: () => {},
    queue: () => ({ depth: depth(), backlog: 5 }),
    waiting: () => {
      state.asked += 1;
      now += cost;
      return state.clients;
    },
    halfOpen: () => {
      state.asked += 1;
      now += cost;
      return state.clients.filter(({ halfOpen }) => halfOpen);
    },
    close: () => {},
  };
  const clock = { now: () => now, monotonic: () => now };
  const room = new WaitingRoom('tcp-1', clock, new Dating(clock), { moved: () => {} });
  const look = () => room.refresh(listener, depth());
  const letIn = (waiting: number) => room.letIn(listener, waiting);
  const pass = (ms: number) => {
    now += ms;
  };
  const ports = () => [...room.rows()].map(({ remote }) => remote.port);
  const states = () => [...room.rows()].map((row) => row.row().state);
  return { state, room, look, letIn, pass, ports, states };
}

describe('the waiting room', () => {
  test('keeps clients in the order they were first seen, whatever order the kernel lists them in', () => {
    const { state, look, pass, ports, room } = queueOf(1);
    state.clients = [waitingClient(1)];
    expect(look().map(({ remote }) => remote.port)).toEqual([1]);
    pass(100);
    state.clients = [waitingClient(3), waitingClient(1, { bytesSent: 5 })];
    expect(look().map(({ remote }) => remote.port)).toEqual([3]);
    expect(ports()).toEqual([1, 3]);
    expect([...room.rows()][0]?.bytesSent).toBe(5);
    pass(100);
    state.clients = [waitingClient(3)];
    expect(look()).toEqual([]);
    expect(ports()).toEqual([3]);
  });

  test('tells how long somebody waited, once', () => {
    const { state, look, pass, room } = queueOf(0);
    state.clients = [waitingClient(1)];
    look();
    pass(250);
    expect(room.leave(at(1))?.waitedMs(250)).toBe(250);
    expect(room.leave(at(1))).toBeNull();
    expect(room.leave(at(2))).toBeNull();
  });

  test('asks more rarely as asking grows dear, and not at all for an empty queue', () => {
    const { state, look, pass } = queueOf(10);
    look();
    expect(state.asked).toBe(0);
    state.clients = [waitingClient(1)];
    for (let i = 0; i < 2000; i += 1) {
      look();
      pass(1);
    }
    // 5 % of the time at 10 ms each: once in 200 ms.
    expect(state.asked).toBeGreaterThanOrEqual(9);
    expect(state.asked).toBeLessThanOrEqual(12);
  });

  test('when everyone is let in, those who were seen are known until they are accepted', () => {
    const { state, look, letIn, pass, ports, room } = queueOf(0);
    state.clients = [waitingClient(1), waitingClient(2)];
    look();
    pass(100);
    letIn(2);
    expect(room.leave(at(1))?.key).toBe('tcp-1/127.0.0.1:1');
    expect(ports()).toEqual([2]);
    // A turn of the loop later the other one is not there any more.
    letIn(5);
    expect(ports()).toEqual([]);
    look();
    expect(ports()).toEqual([1, 2]);
    letIn(0);
    expect(ports()).toEqual([]);
  });

  test('a half-open client is no waiting one until its handshake is done', () => {
    const { state, look, pass, room } = queueOf(0);
    state.clients = [waitingClient(1), waitingClient(2, { halfOpen: true })];
    expect(look().map(({ remote }) => remote.port)).toEqual([1]);
    expect([...room.rows()].map((row) => row.row().state)).toEqual(['QUEUED', 'SYN_RECV']);
    pass(100);
    state.clients = [waitingClient(1), waitingClient(2)];
    expect(look().map(({ remote }) => remote.port)).toEqual([2]);
    expect(room.leave(at(2))?.waitedMs(110)).toBe(10);
  });
});

describe('handshakes that hang', () => {
  test('are looked for once answers to SYNs were sent again, while nobody else waits', () => {
    const { state, look, pass, room, states } = queueOf(1);
    state.clients = [waitingClient(2, { halfOpen: true })];
    look();
    expect([states(), state.asked]).toEqual([[], 0]);
    room.handshakesHang();
    expect(look()).toEqual([]);
    expect(states()).toEqual(['SYN_RECV']);
    pass(100);
    state.clients = [];
    look();
    expect([states(), state.asked]).toEqual([[], 2]);
    // None is left: no more looking.
    pass(100);
    look();
    expect(state.asked).toBe(2);
  });

  test('stay in sight while everyone is let in, and as the queue fills and empties', () => {
    const { state, look, letIn, pass, room, states } = queueOf(1);
    state.clients = [waitingClient(2, { halfOpen: true })];
    letIn(0);
    room.handshakesHang();
    letIn(0);
    expect(states()).toEqual(['SYN_RECV']);
    pass(100);
    letIn(3);
    expect(states()).toEqual(['SYN_RECV']);
    pass(100);
    state.clients = [waitingClient(1), waitingClient(2, { halfOpen: true })];
    look();
    expect(states().toSorted()).toEqual(['QUEUED', 'SYN_RECV']);
    pass(100);
    state.clients = [waitingClient(2, { halfOpen: true })];
    look();
    expect(states()).toEqual(['SYN_RECV']);
    room.clear();
    expect(states()).toEqual([]);
  });
});

describe('delayed replies', () => {
  test('leave in order, each after its time, and none after clear', () => {
    vi.useFakeTimers();
    try {
      const sent: string[] = [];
      const replies = new DelayedReplies(
        { now: () => Date.now(), monotonic: () => Date.now() },
        (reply) => sent.push(String(reply)),
      );
      replies.add(Buffer.from('a'), 100);
      vi.advanceTimersByTime(60);
      replies.add(Buffer.from('b'), 100);
      vi.advanceTimersByTime(60);
      expect(sent).toEqual(['a']);
      expect(replies.empty).toBe(false);
      vi.advanceTimersByTime(60);
      expect(sent).toEqual(['a', 'b']);
      expect(replies.empty).toBe(true);
      replies.add(Buffer.from('c'), 100);
      replies.clear();
      vi.advanceTimersByTime(1000);
      expect(sent).toEqual(['a', 'b']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('one that ends the connection takes the rest with it', () => {
    vi.useFakeTimers();
    try {
      const sent: string[] = [];
      const replies = new DelayedReplies({ ...systemClock, monotonic: () => Date.now() }, (r) => {
        sent.push(String(r));
        replies.clear();
      });
      replies.add(Buffer.from('a'), 10);
      replies.add(Buffer.from('b'), 10);
      vi.advanceTimersByTime(100);
      expect(sent).toEqual(['a']);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the descriptor budget', () => {
  test('keeps a reserve, at most half of a small limit', () => {
    expect(new DescriptorBudget(4096).free).toBe(4096 - DESCRIPTOR_RESERVE);
    expect(new DescriptorBudget(20).free).toBe(10);
    expect(new DescriptorBudget(1).free).toBe(0);
    expect(new DescriptorBudget(null).free).toBe(Number.POSITIVE_INFINITY);
  });

  test('keeps those of the open endpoints beside half of a small limit', () => {
    let endpoints = 1;
    const budget = new DescriptorBudget(64, () => endpoints);
    expect(budget.free).toBe(64 - 32 - 2);
    endpoints = 20;
    expect(budget.free).toBeLessThan(1);
    expect(new DescriptorBudget(4096, () => 256).free).toBe(4096 - DESCRIPTOR_RESERVE);
  });

  test('counts what is taken and given', () => {
    const budget = new DescriptorBudget(4);
    budget.take();
    budget.take();
    expect(budget.free).toBe(0);
    budget.give();
    expect(budget.free).toBe(1);
  });
});

describe('problems', () => {
  const context = { operation: 'bind', address: at(80), holder: null };
  const error = (code: string, errno?: number) => Object.assign(new Error(code), { code, errno });

  test('name code, operation and address, with a sentence and a way out', () => {
    const { message, ...rest } = toProblem(error('EACCES', -13), context);
    expect(rest).toEqual({ code: 'EACCES', operation: 'bind', address: '127.0.0.1:80' });
    expect(message).toContain('1024');
  });

  test('the holder of a port is named where he is known', () => {
    const known = toProblem(error('EADDRINUSE'), { ...context, holder: 'python3 (pid 4711)' });
    expect(known.message).toContain('python3 (pid 4711)');
    expect(toProblem(error('EADDRINUSE'), context).message).not.toContain('null');
  });

  test('the system call of the error goes before the step', () => {
    const failed = Object.assign(error('ENOTFOUND'), { syscall: 'getaddrinfo' });
    expect(toProblem(failed, context).operation).toBe('getaddrinfo');
  });

  test('an error without a sentence of its own is explained by the system', () => {
    expect(toProblem(error('EPIPE', -32), context).message).toContain('broken pipe (EPIPE)');
    expect(toProblem(error('EWHATEVER'), context).message).toContain('EWHATEVER');
  });

  test.each([undefined, null, 'text', new Error('plain')])('%s is a problem too', (thrown) => {
    expect(toProblem(thrown, context)).toMatchObject({ code: 'EUNKNOWN', operation: 'bind' });
  });
});
