// One picture of everything, from which a view is cut: live, or as it was when it was frozen.

import type { Address } from '../../protocol/address.ts';
import { TRANSPORT } from '../../protocol/spec.ts';
import type {
  DatagramRow,
  Detail,
  DetailRequest,
  ListenRow,
  ListWindow,
  PayloadChunk,
  Totals,
  View,
  ViewRequest,
} from '../../protocol/views.ts';
import { groupColumns, listenColumns } from '../filter/endpoint-columns.ts';
import { LastFilter } from '../filter/last-filter.ts';
import type { Journal } from '../journal.ts';
import type { ClientList } from './client-list.ts';
import { DatagramList, type Owner } from './datagram-list.ts';
import { endpointList } from './endpoint-list.ts';
import { cutWindow } from './list.ts';
import type { Counted } from './totals.ts';
import { Unseen } from './unseen.ts';

/** What the engine lets itself be asked for a picture. */
export interface PictureSource {
  now(): number;
  totals(rows: readonly ListenRow[]): Counted;
  listenRows(): readonly ListenRow[];
  detail(request: DetailRequest): Detail | null;
  readonly clients: ClientList;
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
  readonly datagramsEnd: number;
  readonly trafficEnd: number;
}

export class Picture {
  readonly #source: PictureSource;
  readonly #datagrams: DatagramList;
  readonly #traffic: DatagramList;
  readonly #listenFilter = new LastFilter(listenColumns);
  readonly #groupFilter = new LastFilter(groupColumns);
  readonly #unseen = { udp: new Unseen(), multicast: new Unseen() };
  #frozen: Frozen | null = null;

  constructor(source: PictureSource) {
    this.#source = source;
    this.#datagrams = new DatagramList(source.datagrams.journal, source.datagrams.owners);
    this.#traffic = new DatagramList(source.multicast.journal, source.multicast.owners);
  }

  /** A filter or a sorting still looks through rows: another view will show more. */
  get searching(): boolean {
    return this.#searched().some(({ searching }) => searching);
  }

  /** Goes on with that, a bounded piece of it in each list. */
  search(): void {
    for (const list of this.#searched()) list.search();
  }

  #searched() {
    return [this.#source.clients, this.#datagrams, this.#traffic];
  }

  view(request: ViewRequest): View {
    const source = this.#source;
    if (request.frozen) this.#frozen ??= this.#freeze();
    else if (this.#frozen !== null) this.#thaw();
    const frozen = this.#frozen;

    const listen = frozen?.listen ?? source.listenRows();
    const groups = listen.filter((row) => row.kind === 'multicast');
    const { lists } = request;
    const shownClients = cutWindow(source.clients.list(lists.clients), lists.clients);
    const selected = shownClients.rows[shownClients.cursor - shownClients.top];
    const datagrams = cutWindow(
      this.#datagrams.list(
        lists.datagrams.filter,
        frozen?.datagramsEnd ?? source.datagrams.journal.next,
      ),
      lists.datagrams,
    );
    const traffic = cutWindow(
      this.#traffic.list(lists.traffic.filter, frozen?.trafficEnd ?? source.multicast.journal.next),
      lists.traffic,
    );
    this.#countUnseen(request, datagrams, traffic, listen);
    return {
      serial: request.serial,
      time: frozen?.time ?? source.now(),
      frozen: frozen !== null,
      reach: frozen === null ? null : this.#reach(frozen),
      totals: frozen?.totals ?? this.#totals(listen),
      lists: {
        listen: cutWindow(
          endpointList(listen, lists.listen, this.#listenFilter.of(lists.listen.filter)),
          lists.listen,
        ),
        clients: shownClients,
        datagrams,
        groups: cutWindow(
          endpointList(groups, lists.groups, this.#groupFilter.of(lists.groups.filter)),
          lists.groups,
        ),
        traffic,
      },
      clientServer: listen.find(({ key }) => key === selected?.endpoint) ?? null,
      detail: request.detail === null ? null : this.#detail(request.detail),
    };
  }

  #totals(listen: readonly ListenRow[]): Totals {
    const { udp, multicast } = this.#unseen;
    const seen = { unseen: udp.total, multicastUnseen: multicast.total };
    return { ...this.#source.totals(listen), ...seen };
  }

  #countUnseen(
    { lists, frozen }: ViewRequest,
    datagrams: ListWindow<DatagramRow>,
    traffic: ListWindow<DatagramRow>,
    listen: readonly ListenRow[],
  ): void {
    const { udp, multicast } = this.#unseen;
    if (frozen) {
      udp.rest();
      multicast.rest();
      return;
    }
    const source = this.#source;
    const of = (transport: 'udp' | 'multicast') =>
      listen.filter(({ kind }) => TRANSPORT[kind] === transport);
    udp.shown(datagrams, lists.datagrams, source.datagrams.journal.next, of('udp'));
    multicast.shown(traffic, lists.traffic, source.multicast.journal.next, of('multicast'));
  }

  /** Older datagrams than those shown can be gone to, as long as the engine has not forgotten them. */
  #reach({ datagramsEnd, trafficEnd }: Frozen): number | null {
    const { datagrams, multicast } = this.#source;
    const times = [
      timeOfFirst(datagrams.journal, datagramsEnd),
      timeOfFirst(multicast.journal, trafficEnd),
    ].filter((time) => time !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  #detail(request: DetailRequest): Detail | null {
    if (request.of !== 'datagram') return this.#withUnseen(this.#source.detail(request));
    const source = this.#source;
    const { journal } = request.list === 'traffic' ? source.multicast : source.datagrams;
    const list = request.list === 'traffic' ? this.#traffic : this.#datagrams;
    const sequence = Number(request.key);
    const entry = journal.entry(sequence);
    if (entry === null) return { of: 'gone', key: request.key };
    const row: DatagramRow = list.row(sequence);
    const endpoint = this.#source.listenRows().find(({ key }) => key === row.endpoint);
    const chunk: PayloadChunk = {
      time: entry.time,
      direction: entry.direction,
      bytes: entry.bytes,
      offset: 0,
      data: journal.payload(sequence).toString('latin1'),
    };
    return { of: 'datagram', row, local: localOf(endpoint), chunks: [chunk] };
  }

  #withUnseen(detail: Detail | null): Detail | null {
    if (detail?.of !== 'endpoint') return detail;
    const transport = TRANSPORT[detail.row.kind];
    if (transport === 'tcp') return detail;
    return { ...detail, unseen: this.#unseen[transport].of(detail.row.key) };
  }

  #freeze(): Frozen {
    const source = this.#source;
    const listen = source.listenRows();
    source.clients.freeze();
    return {
      time: source.now(),
      totals: this.#totals(listen),
      listen,
      datagramsEnd: source.datagrams.journal.next,
      trafficEnd: source.multicast.journal.next,
    };
  }

  #thaw(): void {
    this.#frozen = null;
    this.#source.clients.thaw();
  }
}

/** Of the oldest entry before `end`. */
function timeOfFirst(journal: Journal, end: number): number | null {
  return journal.first < end ? (journal.entry(journal.first)?.time ?? null) : null;
}

/** Of several sockets it is not known which one a datagram went through. */
function localOf(endpoint: ListenRow | undefined): Address | null {
  if (endpoint === undefined) return null;
  return endpoint.remote !== null && endpoint.clients !== 1 ? null : endpoint.local;
}
