// Cost as the work grows: what one view, one sample and one look at the accept queue cost with more
// connections, journal rows and endpoints. The candidates are the sizes; a column that stays the same
// from line to line is what is claimed. All of it on the engine's thread alone, in microseconds.

import type { Engine } from '../../source/engine/engine.ts';
import { DATAGRAM_JOURNAL, Journal, STREAM_JOURNAL } from '../../source/engine/journal.ts';
import { chooseLayer } from '../../source/engine/kernel/choose.ts';
import { dump, stateBit } from '../../source/engine/kernel/linux/sock-diag.ts';
import { encodeSockaddr } from '../../source/engine/kernel/sockaddr.ts';
import { ClientList } from '../../source/engine/views/client-list.ts';
import { PastTotals } from '../../source/engine/views/past-totals.ts';
import { Picture } from '../../source/engine/views/picture.ts';
import { addUp } from '../../source/engine/views/totals.ts';
import { type ListRequest, SORT_COLUMNS, type ViewRequest } from '../../source/protocol/views.ts';
import type { Candidate, Figure, Measured, Plan } from '../lib/compare.ts';
import {
  HeldClients,
  liveBytes,
  microseconds,
  once,
  open,
  settled,
  viewRequest,
  withEngine,
} from '../lib/in-process.ts';
import { until } from '../lib/processes.ts';
import type { Part } from './index.ts';

const CONNECTIONS = [1, 10, 100, 1000, 10_000];
const JOURNAL_ROWS = [1, 10, 100, 1000, 10_000, 100_000, 500_000];
const ENDPOINTS = [1, 10, 100, 200];
/** Clients left in the queue while it is looked at. */
const WAITING = 5;
/** Too few to tell what one of them takes. */
const FEW = 100;
/** Views for one time. */
const VIEWS = 40;

export const growth: Part = {
  name: 'growth',
  title: 'cost as the work grows',
  plans: () => [sortedViews, keyPresses, kernelLooks, journals, endpoints],
};

const micros = (...titles: readonly string[]): Figure[] =>
  titles.map((title) => ({ key: title, title, unit: ' µs' }));

const sizes = (
  counts: readonly number[],
  what: string,
  measure: (count: number) => Promise<Measured>,
): Candidate[] =>
  counts.map((count) => ({
    name: `${count.toLocaleString('en-US')} ${what}`,
    measure: () => measure(count),
  }));

/** Few of them are lost in what else comes and goes on the heap: then it is not known. */
const bytesEach = (bytes: number, count: number): Measured =>
  count < FEW ? {} : { bytes: bytes / count };

/**
 * An engine with so many connections to one server.
 * @param use told what was alive before they came, in bytes
 */
function withConnections(
  count: number,
  use: (engine: Engine, clients: HeldClients, before: number) => Measured | Promise<Measured>,
): Promise<Measured> {
  const spec = 'tcp:0,backlog=4096,max-clients=20000,service=discard';
  return withEngine([spec], async (engine) => {
    const port = engine.view(viewRequest()).lists.listen.rows[0]?.local.port ?? 0;
    const before = liveBytes();
    const clients = await HeldClients.connect(port, count);
    try {
      await until('all to be accepted', () => {
        return engine.view(viewRequest()).totals.clients === count || null;
      });
      return await use(engine, clients, before);
    } finally {
      await clients.end();
    }
  });
}

const by = (column: string) => viewRequest({ clients: { sort: { column, descending: true } } });
const filtered = viewRequest({ clients: { filter: '127.0.0.1:4' } });

const sortedViews: Plan = {
  title: 'One view of so many connections',
  figures: micros('plain', ...SORT_COLUMNS.clients, 'filtered', 'in, all talking'),
  candidates: sizes(CONNECTIONS, 'connections', (count) =>
    withConnections(count, async (engine, clients) => {
      const measured: Record<string, number> = {
        plain: microseconds(VIEWS, () => engine.view(viewRequest())),
      };
      for (const column of SORT_COLUMNS.clients) {
        settled(engine, by(column));
        measured[column] = microseconds(VIEWS, () => engine.view(by(column)));
      }
      settled(engine, filtered);
      measured.filtered = microseconds(VIEWS, () => engine.view(filtered));

      settled(engine, by('in'));
      const bytes = await clients.talk();
      await until('all bytes', () => {
        return engine.view(viewRequest()).totals.bytesReceived === bytes || null;
      });
      // All have moved since they were sorted: each view puts some in their places, the first ones most.
      settled(engine, by('port'));
      engine.view(by('in'));
      const views = Math.ceil(count / 1000);
      let all = 0;
      for (let view = 0; view < views; view += 1) all += once(() => engine.view(by('in')));
      measured['in, all talking'] = all / views;
      return measured;
    }),
  ),
};

const keyPresses: Plan = {
  title: 'What a key begins, with so many connections: its first view, and all of it in pieces',
  figures: [
    ...micros('sort: first', 'sort: all', 'filter: first', 'filter: all', 'freeze', 'follow'),
    { key: 'bytes', title: 'heap each', unit: ' B' },
  ],
  candidates: sizes(CONNECTIONS, 'connections', (count) =>
    withConnections(count, (engine, _clients, before) => {
      engine.view(viewRequest());
      const bytes = bytesEach(liveBytes() - before, count);
      for (let warm = 0; warm < 10; warm += 1) {
        settled(engine, by('remote'));
        settled(engine, filtered);
      }
      engine.view(viewRequest());
      const sort = once(() => engine.view(by('remote')));
      const sorted = sort + once(() => settled(engine, by('remote')));
      const filter = once(() => engine.view(filtered));
      const found = filter + once(() => settled(engine, filtered));
      const cursor = { at: 'row', key: `c${count}`, index: 0 } as const;
      return {
        ...bytes,
        'sort: first': sort,
        'sort: all': sorted,
        'filter: first': filter,
        'filter: all': found,
        freeze: once(() => engine.view(viewRequest({}, true))),
        follow: microseconds(VIEWS, () => engine.view(viewRequest({ clients: { cursor } }))),
      };
    }),
  ),
};

const kernelLooks: Plan = {
  title: `Asking the kernel, with so many connections and ${WAITING} in the accept queue`,
  // The kernel walks its table of all the host's sockets, TIME_WAIT as well, for whatever it is asked: that
  // part is measured alone, by asking for a state that none of ours is in.
  figures: micros('TCP_INFO of one', 'queue length', 'who waits', 'of that the table alone'),
  candidates: sizes(CONNECTIONS, 'connections', async (count) => {
    const sockets = await chooseLayer('auto');
    const accepted: Parameters<typeof sockets.sample>[0][] = [];
    const at = { address: '127.0.0.1', port: 0, family: 'IPv4' } as const;
    const listener = await sockets.listenTcp(at, 4096, {
      accepted: (socket) => accepted.push(socket.on('error', () => {})),
      failed: () => {},
    });
    listener.setGate('open');
    const held = await HeldClients.connect(listener.local.port, count);
    await until('all to be accepted', () => accepted.length === count || null);
    listener.setGate('closed');
    const waiting = await HeldClients.connect(listener.local.port, WAITING);
    try {
      let turn = 0;
      return {
        'TCP_INFO of one': microseconds(1000, () => {
          turn += 1;
          const socket = accepted[turn % count];
          if (socket === undefined || sockets.sample(socket) === null) throw new Error('no sample');
        }),
        'queue length': microseconds(1000, () => listener.queue()),
        'who waits': microseconds(10, () => {
          if (listener.waiting(4096)?.length !== WAITING) throw new Error('not all who wait');
        }),
        'of that the table alone': microseconds(10, () => {
          dump('tcp', 'IPv4', listener.local.port, stateBit('CLOSING'), 1);
        }),
      };
    } finally {
      await waiting.end();
      await held.end();
      listener.close();
      for (const socket of accepted) socket.destroy();
    }
  }),
};

/** A picture over two journals, half of the rows in each, as udp and multicast have them. */
function pictureOf(rows: number) {
  const from = encodeSockaddr({ address: '127.0.0.1', port: 4711, family: 'IPv4' });
  const kept = (count: number) => {
    const journal = new Journal(DATAGRAM_JOURNAL);
    const owner = journal.addOwner();
    const data = Buffer.from('datagram 0000000 of a sender that counts what it sends, 64 byte');
    for (let row = 0; row < count; row += 1) {
      data.write(String(row).padStart(7, '0'), 9);
      journal.append(owner, 'in', row, data.length, data, 0, data.length, from, 0);
    }
    return { journal, owners: new Map([[owner, { endpoint: 'udp-1', group: null }]]) };
  };
  const layer = { name: 'linux', queuePlace: 'kernel' } as const;
  const past = new PastTotals();
  const streams = new Journal(STREAM_JOURNAL);
  return new Picture({
    now: () => 0,
    totals: (listen) => ({
      ...addUp(listen, past, layer),
      history: { clients: [], datagrams: [], multicast: [] },
    }),
    listenRows: () => [],
    detail: () => null,
    clients: new ClientList(() => 0, streams),
    streams,
    datagrams: kept(Math.ceil(rows / 2)),
    multicast: kept(Math.floor(rows / 2)),
  });
}

const journals: Plan = {
  title: 'One view of so many datagrams, half of them in each journal',
  figures: micros('at the end', 'in the middle', 'filtered', 'filter: first', 'filter: all'),
  candidates: sizes(JOURNAL_ROWS, 'rows', async (rows) => {
    const picture = pictureOf(rows);
    const both = (part: Partial<ListRequest>) => viewRequest({ datagrams: part, traffic: part });
    const time = (request: ViewRequest) => microseconds(VIEWS, () => picture.view(request));
    const end = { at: 'end' } as const;
    const middle = { at: 'row', key: `${Math.floor(rows / 4)}`, index: 3 } as const;
    const atTheEnd = time(both({ cursor: end }));
    const inTheMiddle = time(both({ cursor: middle }));
    const found = both({ cursor: end, filter: '5' });
    const first = once(() => picture.view(found));
    const all = first + once(() => settled(picture, found));
    return {
      'at the end': atTheEnd,
      'in the middle': inTheMiddle,
      'filter: first': first,
      'filter: all': all,
      filtered: time(found),
    };
  }),
};

const endpoints: Plan = {
  title: 'So many endpoints, half of them TCP and half UDP',
  figures: [
    ...micros('view', 'by queue', 'filtered', 'look at the kernel'),
    { key: 'bytes', title: 'heap each', unit: ' B' },
  ],
  candidates: sizes(ENDPOINTS, 'endpoints', async (count) => {
    const specs = Array.from({ length: count }, (_, i) =>
      i % 2 === 0 ? 'tcp:0' : 'udp:0,buffer=64KiB',
    );
    return withEngine([], async (engine) => {
      const before = liveBytes();
      for (const spec of specs) await open(engine, spec);
      const byQueue = viewRequest({ listen: { sort: { column: 'queue', descending: true } } });
      const tcp = viewRequest({ listen: { filter: 'tcp' } });
      return {
        ...bytesEach(liveBytes() - before, count),
        view: microseconds(VIEWS, () => engine.view(viewRequest())),
        'by queue': microseconds(VIEWS, () => engine.view(byQueue)),
        filtered: microseconds(VIEWS, () => engine.view(tcp)),
        'look at the kernel': microseconds(VIEWS, () => engine.sample()),
      };
    });
  }),
};
