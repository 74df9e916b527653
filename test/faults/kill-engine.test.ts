import { describe, expect, it } from 'vitest';
import { killEngineRounds } from './kill-engine.ts';
import { seeded } from './kill-historian.ts';

describe('the whole engine killed at random moments', () => {
  it(
    'loses nothing it acknowledged to anybody, also when its files are damaged between two lives',
    { timeout: 240_000 },
    async () => {
      const seed = Math.floor(Math.random() * 1e9);
      const report = await killEngineRounds(4, seeded(seed), undefined, 0.5);
      expect(report.findings, `seed ${seed}`).toEqual([]);
      expect(report.pollMs.length).toBeGreaterThan(0);
    },
  );
});
