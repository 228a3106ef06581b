// Whether details that came are those that were asked for.

import { formatAddress } from '../../protocol/address.ts';
import type { Detail, DetailRequest } from '../../protocol/views.ts';

export function describes(detail: Detail, request: DetailRequest): boolean {
  if (detail.of === 'gone') return detail.key === request.key;
  if (detail.of !== request.of) return false;
  if (detail.row.key === request.key) return true;
  // A waiting client is known by its address; once it is accepted its row has a new name.
  const { of, row } = detail;
  return of === 'connection' && `${row.endpoint}/${formatAddress(row.remote)}` === request.key;
}
