import type { SensorTest } from '#core/signal/qa/settings.ts';

/** A sensor of 0 to 100, read each minute. */
export const sensor = (tag: string, more: Partial<SensorTest> = {}): SensorTest => ({
  tag,
  min: 0,
  max: 100,
  span: 100,
  accuracyConstant: 1,
  accuracyFactor: 0,
  stepMin: 1,
  pollMin: 1,
  mostPerMin: null,
  stuckWithin: 0,
  stuckForMin: 120,
  restsWithout: [],
  follows: null,
  ...more,
});
