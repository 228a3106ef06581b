// What the screen shows right now, and how it asks for it. The engine filters, sorts and cuts to the
// window; a view holds what fits the panes, never all there is. The rows are in rows.ts, the details of
// one of them in details.ts; both are given on from here.

import type { Detail } from './details.ts';
import type { Problem } from './problem.ts';
import type { ClientRow, DatagramRow, ListenRow, QueuePlace } from './rows.ts';

export type * from './details.ts';
export type * from './rows.ts';
export type * from './timeline.ts';

/** The lists a view can carry. Pane 4 shows `groups` above `traffic`. */
export type ListName = 'listen' | 'clients' | 'datagrams' | 'groups' | 'traffic';

export interface ListWindow<Row> {
  /** Rows there are after filtering, and before. */
  readonly total: number;
  readonly all: number;
  /**
   * Not all rows were looked at within the last second, for the filter or the column it is sorted by: the
   * total or the order may still change though nothing happens.
   */
  readonly settling: boolean;
  /** Of a moment that is past: some of those that were here then are no longer known, or all. */
  readonly forgotten?: boolean;
  /**
   * The filter looks for payload, and older than this, in milliseconds since the epoch, some was forgotten;
   * absent where nothing was.
   */
  readonly since?: number;
  /** Why the filter was given up, with what it had found until then; absent while it goes on. */
  readonly problem?: Problem;
  /** Index of the first row that is here. */
  readonly top: number;
  readonly rows: readonly Row[];
  /** Where the cursor is now: clamped, or moved along with its row. -1 in an empty list. */
  readonly cursor: number;
  readonly cursorKey: string | null;
}

/** Where the cursor of a list is to be. `end` sticks to the last row as rows come. */
export type Cursor =
  | { readonly at: 'row'; readonly key: string; readonly index: number }
  | { readonly at: 'index'; readonly index: number }
  | { readonly at: 'end' };

/** Which part of a list is wanted. */
export interface WindowRequest {
  /** Rows that fit; 0 sends none (totals only). At most MAX_WINDOW_ROWS. */
  readonly height: number;
  /** The top of the last window; moved only as far as the cursor needs. */
  readonly top: number;
  readonly cursor: Cursor;
}

export interface ListRequest extends WindowRequest {
  /** As filter.ts reads it; what can't be read lets no row through. */
  readonly filter: string;
  /** A column's name (SORT_COLUMNS) and its direction; null: the list's own order. */
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
}

export type DetailRequest =
  | {
      readonly of: 'endpoint' | 'connection';
      readonly key: string;
      /** A part of its timeline too. */
      readonly timeline?: WindowRequest;
    }
  | {
      readonly of: 'datagram';
      readonly list: 'datagrams' | 'traffic';
      readonly key: string;
    };

/** A moment before the one that a picture was frozen at. */
export interface MomentRequest {
  /** Milliseconds since the epoch; what is out of reach is brought into it. */
  readonly from: number;
  /** So many moments at which something happened onward from there; negative: back. */
  readonly steps: number;
}

export interface ViewRequest {
  /** Counts up; the view that answers carries it. */
  readonly serial: number;
  /** A person asks, and waits; false: the last view itself led to it, as when its cursor's row has gone. */
  readonly byHand: boolean;
  readonly lists: { readonly [Name in ListName]: ListRequest };
  readonly detail: DetailRequest | null;
  /** Serve the picture as it was when this became true; the engine goes on. */
  readonly frozen: boolean;
  /** What the frozen picture was like then; null: when it was frozen. */
  readonly moment: MomentRequest | null;
}

/**
 * Rates a second, noted once a second, the newest last; at most RATES_KEPT, and none before the first that
 * is not 0.
 */
export interface RateHistories {
  /** Bytes of TCP connections, both ways. */
  readonly clients: readonly number[];
  /** Datagrams of UDP servers, and of multicast groups. */
  readonly datagrams: readonly number[];
  readonly multicast: readonly number[];
}

export interface Totals {
  readonly endpoints: number;
  readonly open: number;
  readonly failed: number;
  /** Accepted, now; null, as the next two, where it is not known of a past moment. */
  readonly clients: number | null;
  readonly waiting: number | null;
  /** Connections of our own to servers, now. */
  readonly outgoing: number | null;
  /** Accepted since start. */
  readonly served: number;
  readonly bytesInPerSecond: number;
  readonly bytesOutPerSecond: number;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly datagramsReceived: number;
  readonly datagramsPerSecond: number;
  readonly multicastPerSecond: number;
  readonly groups: number;
  readonly multicastSenders: number;
  /** UDP, then multicast; null where no socket could tell. */
  readonly kernelDrops: number | null;
  readonly multicastKernelDrops: number | null;
  readonly engineDrops: number;
  /** Whether payloads carry numbers, so that it can be seen what never came: UDP, then multicast. */
  readonly numbered: boolean;
  readonly multicastNumbered: boolean;
  /** Lost before they reached the socket, at the least; null where that is not known. */
  readonly onTheWay: number | null;
  readonly multicastOnTheWay: number | null;
  /**
   * Nothing lost: datagrams that were received and sent while the pane followed the newest, and that no
   * view had a row for; UDP, then multicast.
   */
  readonly unseen: number;
  readonly multicastUnseen: number;
  /** Growth of the host's listen-queue overflows, or (portable layer) of our own; null: not known. */
  readonly overflows: number | null;
  /** A server leaves its clients waiting for want of file descriptors. */
  readonly descriptorsShort: boolean;
  readonly queuePlace: QueuePlace;
  readonly history: RateHistories;
  /** `linux` asks the kernel; `portable` can't. */
  readonly sockets: 'linux' | 'portable';
}

export interface View {
  /** The serial of the newest request that this view answers. */
  readonly serial: number;
  /** The moment that it shows, in milliseconds since the epoch: when it was made, but for a frozen one. */
  readonly time: number;
  readonly frozen: boolean;
  /** Of a frozen picture: when it was frozen, and the earliest moment it can be shown at; else null. */
  readonly frozenAt: number | null;
  readonly reach: number | null;
  /** When endpoints and totals were noted, where that was not at `time`; null: they are of then. */
  readonly notedAt: number | null;
  readonly totals: Totals;
  readonly lists: {
    readonly listen: ListWindow<ListenRow>;
    readonly clients: ListWindow<ClientRow>;
    readonly datagrams: ListWindow<DatagramRow>;
    readonly groups: ListWindow<ListenRow>;
    readonly traffic: ListWindow<DatagramRow>;
  };
  /** The server of the client under the cursor, whatever the Listen list shows: keys act on it. */
  readonly clientServer: ListenRow | null;
  readonly detail: Detail | null;
}

/** Columns a list can be sorted by, in the order `s` goes through them; the list's own order is first. */
export const SORT_COLUMNS: { readonly [Name in ListName]: readonly string[] } = {
  listen: ['endpoint', 'port', 'state', 'queue', 'clients', 'served', 'drops'],
  clients: ['remote', 'port', 'state', 'endpoint', 'age', 'in', 'out', 'rtt'],
  datagrams: [],
  groups: ['endpoint', 'group', 'senders', 'rate', 'gaps', 'drops'],
  traffic: [],
};

/** No terminal is taller; what asks for more is cut, so that a view stays small. */
export const MAX_WINDOW_ROWS = 500;
/** Bytes of a datagram that its row carries: more than the widest preview column shows. */
export const PREVIEW_BYTES = 256;
/** Rates of a history: a minute, and more columns than a title has room for. */
export const RATES_KEPT = 60;
/** Views a second at most; a view that a key asks for is sent at once. */
export const VIEWS_PER_SECOND = 12;
