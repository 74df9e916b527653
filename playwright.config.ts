import { defineConfig } from '@playwright/test';

// End-to-end: the real window, the real engine and the virtual plant. Each file has an application, a
// data folder and a plant of its own, so that two run side by side: much of their time is waiting.
// Tests marked @full repeat another one in other colours or words; they run outside continuous integration.
const inCi = process.env['CI'] !== undefined && process.env['CI'] !== '';
const jsonFile = process.env['MULJIGI_E2E_JSON'];

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  ...(inCi ? { grepInvert: /@full/ } : {}),
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: jsonFile === undefined ? [['list']] : [['list'], ['json', { outputFile: jsonFile }]],
});
