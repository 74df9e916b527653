import { defineConfig } from '@playwright/test';

// Pictures of a simulated year: `npm run screens:season`. A whole year is lived through first, so
// this is no part of the end-to-end tests.
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.pictures.ts',
  outputDir: '../../../test-results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
});
