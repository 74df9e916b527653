import { defineConfig } from '@playwright/test';

// End-to-end: the real window, the real engine and the virtual plant. One at a time, since each
// run is a whole plant on a small machine.
// Tests marked @full repeat another one in other colours or words; they run outside continuous integration.
const inCi = process.env['CI'] !== undefined && process.env['CI'] !== '';
const jsonFile = process.env['MULJIGI_E2E_JSON'];

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  ...(inCi ? { grepInvert: /@full/ } : {}),
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: jsonFile === undefined ? [['list']] : [['list'], ['json', { outputFile: jsonFile }]],
});
