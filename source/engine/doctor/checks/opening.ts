// An endpoint that could not open: what the failed call needs to be told of.

import { formatAddress } from '../../../protocol/address.ts';
import type { Finding } from '../../../protocol/diagnosis.ts';
import type { Facts } from '../facts.ts';
import { possible, trouble } from '../finding.ts';
import * as messages from '../messages/endpoints.ts';
import { outsideAddresses } from './server.ts';

/** More than a screen has room for. */
const MAX_TOLD = 8;

export function opening(facts: Facts): readonly Finding[] {
  const { problem, state } = facts.row;
  if (state !== 'FAILED' || problem === null) return [];
  return [
    trouble('opening', messages.failedToOpen(problem.message)),
    ...cause(facts, problem.code),
  ];
}

function cause({ row, spec, holders, links, unprivilegedPorts }: Facts, code: string): Finding[] {
  switch (code) {
    case 'EADDRINUSE':
      return (holders ?? [])
        .slice(0, MAX_TOLD)
        .map(({ local, process }) =>
          trouble('port', messages.holder(formatAddress(local), process, row.local.port)),
        );
    case 'EACCES':
    case 'EPERM':
      return unprivilegedPorts !== null && spec.port < unprivilegedPorts
        ? [trouble('port', messages.privileged(spec.port, unprivilegedPorts))]
        : [];
    case 'EADDRNOTAVAIL':
      return [possible('bound', messages.addressesHere(outsideAddresses(links)))];
    default:
      return [];
  }
}
