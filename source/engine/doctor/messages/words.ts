/** `1 packet`, `3 packets`. */
export const many = (n: number, one: string, several = `${one}s`): string =>
  `${n} ${n === 1 ? one : several}`;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
