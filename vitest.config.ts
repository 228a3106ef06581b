import { defineConfig } from 'vitest/config';

// What CI means to Ink (no drawing) and to chalk (no colour) is not what the tests are about: children
// and workers see a plain environment.
delete process.env.CI;
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
