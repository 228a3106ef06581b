// The clients that a filter lets through, in the order of a column: one that stands still while the list
// changes. Who comes and goes is taken in at once. All others are looked at in turns, a bounded number at
// each view, at first to find out who belongs here, then to see whose state or value has changed:
//
//   exact at every view   who is in the list; the place by address, port, endpoint and age; what the
//                         rows themselves say
//   up to a turn late     the place by state, bytes and round-trip time, and a filter by these
//
// A turn is one view for up to CLIENTS_A_VIEW clients and a second for twelve times as many; what is in
// the window is looked at with every view. `settling` tells the screen where it takes longer.

import type { Problem } from '../../protocol/problem.ts';
import { type ListRequest, VIEWS_PER_SECOND } from '../../protocol/views.ts';
import { STEADY_COLUMNS } from '../client-source.ts';
import { clientColumns, type JudgedClient } from '../filter/client-columns.ts';
import { RowFilter } from '../filter/row-filter.ts';
import type { StreamSearches } from '../filter/stream-searches.ts';
import type { TurnoverMap } from '../turnover-map.ts';
import { byStanding, type ClientEntry } from './client-entry.ts';
import { RankedList } from './ranked-list.ts';

/** To look at one costs 0.1 µs, the first time 2 µs. */
const CLIENTS_A_VIEW = 1000;
/** Where looking means to ask the kernel, 3 µs each. */
const SAMPLES_A_VIEW = 250;

export class ClientSelection {
  readonly shown: RankedList<ClientEntry>;
  readonly #filter: RowFilter<JudgedClient>;
  readonly #searches: StreamSearches;
  readonly #sort: ListRequest['sort'];
  readonly #entries: TurnoverMap<string, ClientEntry>;
  readonly #clientsAView: number;
  /** Who was looked at once need not be looked at again. */
  readonly #steady: boolean;
  /** A client may pass or not though neither its place nor its state has changed. */
  readonly #byMore: boolean;
  readonly #byRtt: boolean;
  /** Goes round the entries; who comes meanwhile may be missed, who goes may be met. */
  #round: Iterator<ClientEntry>;
  /** Entries that were not looked at yet. */
  #unseen: number;
  /** All that was carried by now has been looked through once. */
  #ready = false;

  constructor(
    filter: string,
    sort: ListRequest['sort'],
    entries: TurnoverMap<string, ClientEntry>,
    searches: StreamSearches,
  ) {
    searches.begin(filter);
    this.#searches = searches;
    this.#filter = new RowFilter(filter, clientColumns(searches));
    this.#sort = sort;
    this.#entries = entries;
    this.#byMore = this.#filter.terms.some(({ test }) => ['number', 'payload'].includes(test.of));
    this.#byRtt = this.#filter.terms.some(
      ({ test }) => test.of === 'number' && test.name === 'rtt',
    );
    this.#clientsAView = this.#byRtt || sort?.column === 'rtt' ? SAMPLES_A_VIEW : CLIENTS_A_VIEW;
    this.#steady = this.#filter.empty && (sort === null || STEADY_COLUMNS.has(sort.column));
    this.#round = entries.values();
    this.#unseen = entries.size;
    this.shown = new RankedList(sort === null ? byStanding : byValue(sort.descending));
  }

  isOf(filter: string, sort: ListRequest['sort']): boolean {
    return (
      filter === this.#filter.text &&
      sort?.column === this.#sort?.column &&
      sort?.descending === this.#sort?.descending
    );
  }

  /** Why the filter lets nobody more through. */
  get problem(): Problem | null {
    return this.#filter.problem;
  }

  /** Some were not looked at yet, or not all that they carried. */
  get searching(): boolean {
    return this.#unseen > 0 || this.#searches.behind;
  }

  /** What is here may lag by more than a second behind what the rows say. */
  get settling(): boolean {
    if (this.#steady) return this.searching;
    return this.searching || this.#entries.size > this.#clientsAView * VIEWS_PER_SECOND;
  }

  add(entries: readonly ClientEntry[]): void {
    this.#unseen += entries.length;
    this.lookAt(entries);
  }

  remove(entry: ClientEntry): void {
    const { selected } = entry;
    if (selected.by !== this) this.#unseen -= 1;
    else if (selected.shown) this.shown.remove(entry);
    selected.by = null;
  }

  /** The next ones in turn. */
  lookAtSome(): void {
    this.#searches.goOn();
    if (this.#steady && !this.searching) return;
    const count = Math.min(this.#clientsAView, this.#entries.size);
    const met: ClientEntry[] = [];
    for (let looked = 0; looked < count; looked += 1) {
      let next = this.#round.next();
      if (next.done) {
        this.#round = this.#entries.values();
        next = this.#round.next();
      }
      if (!next.done && this.#isHere(next.value)) met.push(next.value);
    }
    this.lookAt(met);
  }

  #isHere(entry: ClientEntry): boolean {
    return this.#entries.get(entry.source.key) === entry;
  }

  /** Those where the window was last. */
  lookAtWindow(top: number, height: number): void {
    const inSight: ClientEntry[] = [];
    for (let index = top; index < top + height; index += 1) {
      const entry = this.shown.at(index);
      if (entry !== undefined) inSight.push(entry);
    }
    this.lookAt(inSight);
  }

  lookAt(entries: readonly ClientEntry[]): void {
    // Nobody is judged by half of what there is; what comes later is looked at in turns.
    this.#ready ||= !this.#searches.behind;
    if (!this.#ready) return;
    const changed = entries.filter((entry) => this.#hasChanged(entry));
    const passes = this.#filter.empty ? null : this.#filter.judge(changed.map(judged));
    for (const [i, entry] of changed.entries()) this.#take(entry, passes?.[i] ?? true);
  }

  /** Whether it is to be judged anew; what it is judged and placed by is noted. */
  #hasChanged(entry: ClientEntry): boolean {
    const { client, selected } = entry;
    const value = this.#sort === null ? null : client.sortValue(this.#sort.column);
    // Its row then says so.
    if (this.#byRtt && this.#sort?.column !== 'rtt') client.sortValue('rtt');
    const state = this.#filter.empty ? null : client.sortValue('state');
    const known = selected.by === this;
    if (known && value === selected.value && state === selected.state) return this.#byMore;
    if (!known) this.#unseen -= 1;
    // Out of its place before that is another one.
    else if (selected.shown) this.shown.remove(entry);
    entry.selected = { by: this, shown: false, value, state };
    return true;
  }

  #take(entry: ClientEntry, passes: boolean): void {
    if (passes === entry.selected.shown) return;
    entry.selected.shown = passes;
    if (passes) this.shown.add(entry);
    else this.shown.remove(entry);
  }
}

const judged = ({ client }: ClientEntry): JudgedClient => ({
  row: client.row(false),
  stream: client.stream,
});

/** By what the selection holds of them: null last either way, equals in the list's own order. */
function byValue(descending: boolean): (a: ClientEntry, b: ClientEntry) => number {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [left, right] = [a.selected.value, b.selected.value];
    if (left === right) return byStanding(a, b);
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -sign : sign;
  };
}
