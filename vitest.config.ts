import { defineConfig } from 'vitest/config';

// Playwright owns *.spec.ts under test/e2e; everything named *.test.ts belongs to Vitest.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/e2e/**', 'node_modules/**', 'out/**', 'dist/**'],
    environment: 'node',
    // Forked processes keep native modules, sockets and signal handlers of one file away from the next.
    pool: 'forks',
    maxWorkers: 2,
    // Generous, so that a busy machine fails no test that would pass on a quiet one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: process.env['MULJIGI_TEST_JSON']
      ? ['default', ['json', { outputFile: process.env['MULJIGI_TEST_JSON'] }]]
      : ['default'],
    passWithNoTests: false,
  },
});
