import { defineConfig } from 'vitest/config';

// What CI means to Ink (no drawing), NO_COLOR to chalk, and our own variables to the program is not what
// the tests are about: they and their children see a plain environment.
for (const name of ['CI', 'NO_COLOR', 'SOCKSCOPE_SOCKETS', 'INK_SCREEN_READER']) {
  delete process.env[name];
}
process.env.FORCE_COLOR = '1';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/support/build-once.ts'],
    // Real sockets and real terminals on a busy two-core machine: waits have their own deadlines.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    retry: 0,
    maxWorkers: 2,
  },
});
