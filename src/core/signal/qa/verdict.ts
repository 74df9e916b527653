import type { Verdict } from './sensor-state.ts';

export const suspect = (value: number, expected: number | null, limit: number): Verdict => ({
  severity: 'suspect',
  value,
  expected,
  limit,
});
export const bad = (
  value: number | null,
  expected: number | null,
  limit: number | null,
): Verdict => ({
  severity: 'bad',
  value,
  expected,
  limit,
});
