// What a datagram list has for a filter, read from the journal by sequence number. Half a million entries
// are looked through: the bytes are compared where they are, and an address is never made into text
// unless a plain text may be part of it.

import { PREVIEW_BYTES } from '../../protocol/views.ts';
import type { Entry, Journal } from '../journal.ts';
import { addressIn, portIn } from '../kernel/sockaddr.ts';
import type { Owner } from '../views/datagram-list.ts';
import { addressBytes } from './network.ts';
import type { Columns } from './row-filter.ts';

/** @param owners what the journal's owner numbers mean */
export function datagramColumns(
  journal: Journal,
  owners: ReadonlyMap<number, Owner>,
): Columns<number> {
  const ownerOf = (sequence: number) => owners.get(journal.ownerOf(sequence));
  const remote = (sequence: number) => addressIn(journal.sockaddr(sequence));
  return {
    shows: (sequence, text) => {
      // The bytes first, read as UTF-8: with them alone four times as many are looked through.
      const preview = journal.payload(sequence, PREVIEW_BYTES).toString();
      if (preview.toLowerCase().includes(text)) return true;
      const { endpoint = '', group } = ownerOf(sequence) ?? {};
      const { remote: at, bytes } = journal.entry(sequence) as Entry;
      const facts = `${endpoint} ${at.address}:${at.port} ${group ?? ''} ${bytes} B`;
      return facts.toLowerCase().includes(text);
    },
    text: (sequence) => journal.payload(sequence).toString(),
    payload: (wanted) => (sequence) => journal.payload(sequence).includes(wanted),
    words: { endpoint: (sequence) => [ownerOf(sequence)?.endpoint ?? null] },
    numbers: {
      port: (sequence) => [portIn(journal.sockaddr(sequence))],
      bytes: (sequence) => [journal.bytesOf(sequence)],
    },
    networks: {
      from: (sequence) => (journal.directionOf(sequence) === 'in' ? remote(sequence) : null),
      to: (sequence) => (journal.directionOf(sequence) === 'out' ? remote(sequence) : null),
      group: (sequence) => {
        const group = ownerOf(sequence)?.group ?? null;
        return group === null ? null : addressBytes(group);
      },
    },
  };
}
