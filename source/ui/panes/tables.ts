// Every list's table.

import type { ListName } from '../../protocol/views.ts';
import type { Keyed } from '../state/window.ts';
import { clientsTable } from './clients.ts';
import { datagramsTable, trafficTable } from './datagrams.ts';
import { groupsTable } from './groups.ts';
import { listenTable } from './listen.ts';
import type { Table } from './pane.ts';

/** A list's rows are what its table draws: the one place where that is taken on trust. */
export const TABLES: { readonly [Name in ListName]: Table<Keyed> } = {
  listen: listenTable as Table<Keyed>,
  clients: clientsTable as Table<Keyed>,
  datagrams: datagramsTable as Table<Keyed>,
  groups: groupsTable as Table<Keyed>,
  traffic: trafficTable as Table<Keyed>,
};
