// Which socket layer serves: the kernel's where koffi loads and the calls are Linux's, else the portable.

import type { SocketLayer } from './layer.ts';

/** @param want `portable` never touches koffi */
export async function chooseLayer(want: 'auto' | 'portable'): Promise<SocketLayer> {
  if (want === 'auto' && process.platform === 'linux') {
    try {
      return (await import('./linux/layer.ts')).linuxLayer;
    } catch {
      // koffi has no binary for this processor or C library: the portable layer says so on the screen.
    }
  }
  return (await import('./portable/layer.ts')).portableLayer;
}
