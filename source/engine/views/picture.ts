// One picture of everything, from which a view is cut: live, or as it was when it was frozen.

import type {
  DatagramRow,
  Detail,
  DetailRequest,
  ListenRow,
  PayloadChunk,
  Totals,
  View,
  ViewRequest,
} from '../../protocol/views.ts';
import { SORT_COLUMNS } from '../../protocol/views.ts';
import type { ClientSource } from '../client-source.ts';
import type { Journal } from '../journal.ts';
import { clientList, frozenClient } from './client-list.ts';
import { DatagramList, type Owner } from './datagram-list.ts';
import { endpointList } from './endpoint-list.ts';
import { cutWindow } from './list.ts';

/** What the engine lets itself be asked for a picture. */
export interface PictureSource {
  now(): number;
  totals(rows: readonly ListenRow[]): Totals;
  listenRows(): readonly ListenRow[];
  clients(): readonly ClientSource[];
  detail(request: DetailRequest): Detail | null;
  readonly datagrams: Kept;
  readonly multicast: Kept;
}

/** A journal, and what its owner numbers mean: each journal counts its own. */
export interface Kept {
  readonly journal: Journal;
  readonly owners: ReadonlyMap<number, Owner>;
}

interface Frozen {
  readonly time: number;
  readonly totals: Totals;
  readonly listen: readonly ListenRow[];
  readonly clients: readonly ClientSource[];
  readonly datagramsEnd: number;
  readonly trafficEnd: number;
}

export class Picture {
  readonly #source: PictureSource;
  readonly #datagrams: DatagramList;
  readonly #traffic: DatagramList;
  #frozen: Frozen | null = null;

  constructor(source: PictureSource) {
    this.#source = source;
    this.#datagrams = new DatagramList(source.datagrams.journal, source.datagrams.owners);
    this.#traffic = new DatagramList(source.multicast.journal, source.multicast.owners);
  }

  /** A filter is still looking through a journal: another view will show more. */
  get searching(): boolean {
    return this.#frozen === null && (this.#datagrams.searching || this.#traffic.searching);
  }

  view(request: ViewRequest): View {
    const source = this.#source;
    if (!request.frozen) this.#frozen = null;
    else this.#frozen ??= this.#freeze();
    const frozen = this.#frozen;

    const listen = frozen?.listen ?? source.listenRows();
    const groups = listen.filter((row) => row.kind === 'multicast');
    const clients = frozen?.clients ?? source.clients();
    const { lists } = request;
    const shownClients = cutWindow(
      clientList(clients, lists.clients, frozen === null),
      lists.clients,
    );
    const selected = shownClients.rows[shownClients.cursor - shownClients.top];
    return {
      serial: request.serial,
      time: frozen?.time ?? source.now(),
      frozen: frozen !== null,
      totals: frozen?.totals ?? source.totals(listen),
      lists: {
        listen: cutWindow(endpointList(listen, lists.listen), lists.listen),
        clients: shownClients,
        datagrams: cutWindow(
          this.#datagrams.list(
            lists.datagrams.filter,
            frozen?.datagramsEnd ?? source.datagrams.journal.next,
          ),
          lists.datagrams,
        ),
        groups: cutWindow(endpointList(groups, lists.groups), lists.groups),
        traffic: cutWindow(
          this.#traffic.list(
            lists.traffic.filter,
            frozen?.trafficEnd ?? source.multicast.journal.next,
          ),
          lists.traffic,
        ),
      },
      clientServer: listen.find(({ key }) => key === selected?.endpoint) ?? null,
      detail: request.detail === null ? null : this.#detail(request.detail),
    };
  }

  #detail(request: DetailRequest): Detail | null {
    if (request.of !== 'datagram') return this.#source.detail(request);
    const source = this.#source;
    const { journal } = request.list === 'traffic' ? source.multicast : source.datagrams;
    const list = request.list === 'traffic' ? this.#traffic : this.#datagrams;
    const sequence = Number(request.key);
    const entry = journal.entry(sequence);
    if (entry === null) return { of: 'gone', key: request.key };
    const row: DatagramRow = list.row(sequence);
    const local = this.#source.listenRows().find(({ key }) => key === row.endpoint)?.local;
    const chunk: PayloadChunk = {
      time: entry.time,
      direction: entry.direction,
      bytes: entry.bytes,
      offset: 0,
      data: journal.payload(sequence).toString('latin1'),
    };
    return { of: 'datagram', row, local: local ?? null, chunks: [chunk] };
  }

  #freeze(): Frozen {
    const source = this.#source;
    const listen = source.listenRows();
    return {
      time: source.now(),
      totals: source.totals(listen),
      listen,
      clients: source.clients().map((client) => frozenClient(client, SORT_COLUMNS.clients)),
      datagramsEnd: source.datagrams.journal.next,
      trafficEnd: source.multicast.journal.next,
    };
  }
}
