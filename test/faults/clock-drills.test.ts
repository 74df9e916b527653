import { describe, expect, it } from 'vitest';
import { lookAtClock } from '#engine/app/keeping/clock-trust.ts';
import type { ClockTrust } from '#engine/app/keeping/clock-trust.ts';
import { CLOCK_DRILLS } from './clock-drills.ts';

const DAY_MS = 86_400_000;

describe('a clock that jumps', () => {
  it.each(CLOCK_DRILLS.map((drill) => [drill.name, drill] as const))(
    '%s',
    { timeout: 240_000 },
    async (_, drill) => {
      const result = await drill.run();
      expect(result?.findings, result?.told).toEqual([]);
      expect(result?.acknowledged).toBeGreaterThan(1_000);
    },
  );

  it('is not believed for what is old until it has gone evenly for thirty days', () => {
    const looks = (from: ClockTrust, stepsMs: readonly number[]): number[] => {
      let trust = from;
      return stepsMs.map((stepMs) => (trust = lookAtClock(trust, trust.seenMs + stepMs)).looksLeft);
    };
    const begun = lookAtClock(null, 0);
    expect(begun).toEqual({ seenMs: 0, looksLeft: 0 });
    expect(looks(begun, [DAY_MS, 3 * DAY_MS, 6.9 * DAY_MS])).toEqual([0, 0, 0]);
    expect(looks(begun, [365 * DAY_MS, DAY_MS, 60_000, DAY_MS])).toEqual([30, 29, 29, 28]);
    expect(looks(begun, [-365 * DAY_MS, DAY_MS])).toEqual([30, 29]);
    expect(looks(begun, [-3_600_000, 3_600_000])).toEqual([0, 0]);
    expect(looks({ seenMs: 0, looksLeft: 1 }, [DAY_MS, DAY_MS])).toEqual([0, 0]);
  });
});
