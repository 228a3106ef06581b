// Where the kernel can't be asked: nothing is known of the host but its interfaces, on systems with /sys.

import type { Host } from '../host.ts';
import { listLinks } from '../interfaces.ts';

const unknown = () => null;

export const portableHost: Host = {
  links: listLinks,
  way: unknown,
  reversePathFilter: unknown,
  members: unknown,
  sourceFilters: unknown,
  igmpVersion: unknown,
  forcedIgmpVersion: unknown,
  mldQueries: unknown,
  portHolders: unknown,
  halfOpen: unknown,
  counters: unknown,
  unprivilegedPorts: unknown,
};
