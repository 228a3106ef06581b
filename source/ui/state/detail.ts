// Whether details that came are those that were asked for.

import { formatAddress } from '../../protocol/address.ts';
import type { Detail, DetailRequest, View } from '../../protocol/views.ts';

export function describes(detail: Detail, request: DetailRequest): boolean {
  if (detail.of === 'gone') return detail.key === request.key;
  if (detail.of !== request.of) return false;
  if (detail.row.key === request.key) return true;
  // A waiting client is known by its address; once it is accepted its row has a new name.
  const { of, row } = detail;
  return of === 'connection' && `${row.endpoint}/${formatAddress(row.remote)}` === request.key;
}

/** With a timeline's cursor on the line that it is on now, whatever comes. */
export function pinned(request: DetailRequest, view: View | null): DetailRequest {
  const detail = view?.detail ?? null;
  if (request.of === 'datagram' || request.timeline?.cursor.at !== 'end') return request;
  if (detail === null || detail.of === 'gone' || detail.of === 'datagram') return request;
  const { cursor: index, cursorKey: key } = detail.timeline ?? { cursor: -1, cursorKey: null };
  if (key === null) return request;
  return { ...request, timeline: { ...request.timeline, cursor: { at: 'row', key, index } } };
}
