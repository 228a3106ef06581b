// The Clients list as it is meant, without a thought of what it costs: what the engine's own list, which
// is kept in order as clients come and go, is held against.

import type { ClientSource, ClientWatcher } from '../../source/engine/client-source.ts';
import { sortBy } from '../../source/engine/views/list.ts';
import type { ListRequest } from '../../source/protocol/views.ts';

export class NaiveClients implements ClientWatcher {
  readonly #inOrderOfMove = new Set<ClientSource>();

  moved(client: ClientSource): void {
    this.#inOrderOfMove.delete(client);
    if (client.standing !== null) this.#inOrderOfMove.add(client);
  }

  /** As accepted, then as seen waiting, then the closed, newest first. */
  all(): ClientSource[] {
    const of = (wanted: string) =>
      [...this.#inOrderOfMove].filter(({ standing }) => standing === wanted);
    return [...of('accepted'), ...of('waiting'), ...of('closed').reverse()];
  }

  shown({ filter, sort }: Pick<ListRequest, 'filter' | 'sort'>): ClientSource[] {
    const all = this.all();
    const shown = filter === '' ? all : all.filter((client) => shows(client, filter.toLowerCase()));
    if (sort === null) return shown;
    return sortBy(shown, (client) => client.sortValue(sort.column), sort.descending);
  }
}

function shows(client: ClientSource, word: string): boolean {
  const { connection, state, endpoint } = client.row(false);
  return `${connection} ${state} ${endpoint}`.toLowerCase().includes(word);
}
