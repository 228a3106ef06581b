// View requests for tests: everything, from the top, unless said otherwise.

import type { ListName, ListRequest, ViewRequest } from '../../source/protocol/views.ts';

const everything: ListRequest = {
  height: 50,
  top: 0,
  cursor: { at: 'index', index: 0 },
  filter: '',
  sort: null,
};

export function viewRequest(
  lists: { readonly [Name in ListName]?: Partial<ListRequest> } = {},
  rest: Partial<Omit<ViewRequest, 'lists'>> = {},
): ViewRequest {
  return {
    serial: 1,
    byHand: true,
    lists: {
      listen: { ...everything, ...lists.listen },
      clients: { ...everything, ...lists.clients },
      datagrams: { ...everything, ...lists.datagrams },
      groups: { ...everything, ...lists.groups },
      traffic: { ...everything, ...lists.traffic },
    },
    detail: null,
    frozen: false,
    moment: null,
    ...rest,
  };
}
