// Which socket layer serves: the kernel's where koffi loads and the calls are Linux's, else the portable.

import type { SocketLayer } from './layer.ts';

/** Where the kernel's numbers and layouts are those of libc.ts: 64 bits, little-endian, asm-generic. */
const KNOWN_PROCESSORS: readonly string[] = ['x64', 'arm64', 'riscv64', 'loong64'];

/** @param want `portable` never touches koffi */
export async function chooseLayer(want: 'auto' | 'portable'): Promise<SocketLayer> {
  const known = process.platform === 'linux' && KNOWN_PROCESSORS.includes(process.arch);
  if (want === 'auto' && known) {
    try {
      return (await import('./linux/layer.ts')).linuxLayer;
    } catch {
      // koffi has no binary for this processor or C library: the portable layer says so on the screen.
    }
  }
  return (await import('./portable/layer.ts')).portableLayer;
}
