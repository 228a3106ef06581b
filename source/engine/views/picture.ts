// One picture of everything, from which a view is cut: live, or as it was when it was frozen.

import type { Address } from '../../protocol/address.ts';
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
import { DatagramList } from './datagram-list.ts';
import { endpointList } from './endpoint-list.ts';
import { FrozenPicture, type Scene } from './frozen-picture.ts';
import { cutWindow } from './list.ts';
import { Notes } from './notes.ts';
import type { PictureSource } from './picture-source.ts';
import { Unseen } from './unseen.ts';

export class Picture {
  readonly #source: PictureSource;
  readonly #datagrams: DatagramList;
  readonly #traffic: DatagramList;
  readonly #listenFilter = new LastFilter(listenColumns);
  readonly #groupFilter = new LastFilter(groupColumns);
  readonly #unseen = { udp: new Unseen(), multicast: new Unseen() };
  readonly #notes = new Notes();
  /** Somebody looks: there will be pictures to go back in. */
  #looked = false;
  #frozen: FrozenPicture | null = null;

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
    if (!this.#looked) {
      this.#looked = true;
      this.note();
    }
    if (request.frozen) this.#frozen ??= this.#freeze();
    else if (this.#frozen !== null) this.#thaw();
    const frozen = this.#frozen;
    const scene = frozen === null ? this.#live() : frozen.at(request.moment);
    const past = frozen !== null && scene !== frozen.last;

    const { listen, time } = scene;
    const groups = listen.filter((row) => row.kind === 'multicast');
    const { lists } = request;
    const { clients } = this.#source;
    const shownClients = cutWindow(
      (past ? clients.listAt(lists.clients, time) : null) ?? clients.list(lists.clients),
      lists.clients,
    );
    const selected = shownClients.rows[shownClients.cursor - shownClients.top];
    const datagrams = cutWindow(
      this.#datagrams.list(lists.datagrams.filter, scene.datagramsEnd, past),
      lists.datagrams,
    );
    const traffic = cutWindow(
      this.#traffic.list(lists.traffic.filter, scene.trafficEnd, past),
      lists.traffic,
    );
    this.#countUnseen(request, datagrams, traffic, listen);
    return {
      serial: request.serial,
      time,
      frozen: frozen !== null,
      frozenAt: frozen?.last.time ?? null,
      reach: frozen?.reach ?? null,
      notedAt: past ? scene.notedAt : null,
      totals: this.#totalsOf(scene, past),
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
      detail:
        request.detail === null
          ? null
          : this.#detail(request.detail, frozen === null ? Number.POSITIVE_INFINITY : time),
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
      listen.filter((row) => row.transport === transport);
    udp.shown(datagrams, lists.datagrams, source.datagrams.journal.next, of('udp'));
    multicast.shown(traffic, lists.traffic, source.multicast.journal.next, of('multicast'));
  }

  /** @param until milliseconds since the epoch: of a life, what was later is left out */
  #detail(request: DetailRequest, until: number): Detail | null {
    if (request.of !== 'datagram') {
      return this.#withUnseen(this.#source.detail(request, until));
    }
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
    const { transport } = detail.row;
    if (transport === 'tcp') return detail;
    return { ...detail, unseen: this.#unseen[transport].of(detail.row.key) };
  }

  /** Called a few times a second: what can't be asked later is noted. */
  note(): void {
    if (!this.#looked) return;
    this.#notes.note(this.#source.now(), () => {
      const listen = this.#source.listenRows();
      return { listen, totals: this.#totals(listen) };
    });
  }

  /** Its totals are added up once the view has counted what it leaves out. */
  #live(): Scene {
    const { datagrams, multicast } = this.#source;
    const listen = this.#source.listenRows();
    const time = this.#source.now();
    return {
      time,
      notedAt: time,
      totals: null,
      listen,
      datagramsEnd: datagrams.journal.next,
      trafficEnd: multicast.journal.next,
    };
  }

  #totalsOf({ totals, listen }: Scene, past: boolean): Totals {
    if (totals === null) return this.#totals(listen);
    if (!past) return totals;
    // They were noted a little before; who was there just then is known.
    const counts = this.#source.clients.history?.counts ?? null;
    return { ...totals, ...(counts ?? { clients: null, waiting: null, outgoing: null }) };
  }

  #freeze(): FrozenPicture {
    const live = this.#live();
    const scene = { ...live, totals: this.#totals(live.listen) };
    this.#source.clients.freeze();
    return new FrozenPicture(this.#source, this.#notes.all(), scene);
  }

  #thaw(): void {
    this.#frozen = null;
    this.#source.clients.thaw();
  }
}

/** Of several sockets it is not known which one a datagram went through. */
function localOf(endpoint: ListenRow | undefined): Address | null {
  if (endpoint === undefined) return null;
  return endpoint.remote !== null && endpoint.clients !== 1 ? null : endpoint.local;
}
