// Where datagrams were lost, as far as the numbers tell.

/**
 * Gaps that can't be what the kernel dropped at the socket: lost on the way, by the sender or the network.
 * The true number may be larger, for among the kernel's drops can be some without a number.
 * @returns null where it is not known
 */
export function onTheWay(gaps: number | null, kernelDrops: number | null): number | null {
  if (gaps === 0) return 0;
  return gaps === null || kernelDrops === null ? null : Math.max(0, gaps - kernelDrops);
}
