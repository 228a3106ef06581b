// What a person does to connections: one command to one or several, and one answer that says how many it
// was carried out on, and why not on the others.

import type { Answer, ConnectionCommand, Payload, Refused } from '../protocol/commands.ts';
import type { Problem } from '../protocol/problem.ts';
import * as messages from './sending-messages.ts';
import { SentFile } from './sent-file.ts';
import type { Connection } from './tcp/connection.ts';

/** @param find an open connection by its name */
export async function control(
  command: ConnectionCommand,
  find: (id: string) => Connection | null,
): Promise<Answer> {
  if (command.type === 'send') return send(command.payload, command.connections, find);
  return carryOut(command.connections, find, (connection) => steer(connection, command));
}

function steer(
  connection: Connection,
  command: Exclude<ConnectionCommand, { readonly type: 'send' }>,
): Problem | null {
  switch (command.type) {
    case 'set-reading':
      connection.byHand.setReading(command.reading);
      return null;
    case 'half-close':
      return connection.byHand.halfClose();
    case 'reset':
      connection.reset();
      return null;
    case 'disconnect':
      connection.end('kicked');
      return null;
    case 'set-service':
      if (connection.relayed !== null) return messages.relayAnswersNothing(connection.id);
      return connection.byHand.setService(command.service);
    case 'set-delay':
      if (connection.relayed !== null) return messages.relayAnswersNothing(connection.id);
      connection.byHand.setDelay(command.delayMs);
      return null;
  }
}

async function send(
  payload: Payload,
  connections: readonly string[],
  find: (id: string) => Connection | null,
): Promise<Answer> {
  if (payload.of === 'bytes') {
    const data = Buffer.from(payload.data, 'base64');
    return carryOut(connections, find, (connection) => connection.byHand.send(data));
  }
  const file = await SentFile.open(payload.path);
  if (!(file instanceof SentFile)) return { ok: false, problem: file };
  try {
    return carryOut(connections, find, (connection) => connection.byHand.sendFile(file));
  } finally {
    file.release();
  }
}

function carryOut(
  connections: readonly string[],
  find: (id: string) => Connection | null,
  act: (connection: Connection) => Problem | null,
): Answer {
  const byReason = new Map<string, Refused>();
  let done = 0;
  for (const id of connections) {
    const connection = find(id);
    const problem = connection === null ? messages.noConnection(id) : act(connection);
    if (problem === null) {
      done += 1;
      continue;
    }
    const before = byReason.get(problem.code);
    byReason.set(problem.code, {
      problem: before?.problem ?? problem,
      count: (before?.count ?? 0) + 1,
    });
  }
  const refused = [...byReason.values()];
  if (done > 0) return { ok: true, done, ...(refused.length > 0 ? { refused } : {}) };
  const first = refused[0]?.problem ?? messages.nobodyNamed();
  return {
    ok: false,
    problem: connections.length > 1 ? messages.noneOf(connections.length, first) : first,
  };
}
