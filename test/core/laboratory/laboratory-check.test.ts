import { describe, expect, it } from 'vitest';
import { checkReading } from '#core/laboratory/check.ts';
import type { ReadingContext } from '#core/laboratory/check.ts';
import { agreement, compareReading, sensorWindow } from '#core/laboratory/compare.ts';
import { breaksLimit, dischargeLimit, sensorsAt } from '#core/laboratory/places.ts';
import { readingSchema } from '#core/laboratory/reading.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import { geumgang } from '../control/plant-fixture.ts';

const profile = geumgang();
const NOW_MS = Date.UTC(2026, 10, 20, 3);
const reading = (part: Partial<LaboratoryReading> = {}): LaboratoryReading =>
  readingSchema.parse({
    id: 'reading-1', item: 'pH', point: 'effluent', tag: 'AIT-605.pv', sampledMs: NOW_MS - 60_000, value: 7.1, qualifier: 'exact', unit: 'pH', how: 'portable',
    method: '', person: 'Kim', laboratory: null, quantificationLimit: null, uncertainty: null, note: '', origin: null, state: 'valid', reason: '', ...part,
  });
const context = (point: string, item: string, part: Partial<ReadingContext> = {}): ReadingContext => {
  const [sensor] = sensorsAt(profile, point, item);
  return {
    nowMs: NOW_MS, sensor: sensor ?? null, quality: profile.quality.sensors.find(({ tag }) => tag === sensor?.tag) ?? null,
    limit: dischargeLimit(profile, point, item), sensorValue: null, earlier: [], ...part,
  };
};
const codes = (draft: LaboratoryReading, at: ReadingContext): string[] => checkReading(draft, at).map(({ severity, code }) => `${severity} ${code}`);

describe('a reading before it is stored', () => {
  it('passes when nothing is unusual', () => {
    expect(codes(reading(), context('effluent', 'pH', { sensorValue: 7, earlier: [7, 7.1, 7.2, 7, 6.9] }))).toEqual([]);
  });

  it('is refused when it cannot be, and says what can', () => {
    const [issue] = checkReading(reading({ value: 71 }), context('effluent', 'pH'));
    expect(issue).toMatchObject({ severity: 'refuse', code: 'outsidePhysical', value: '71', allowed: '0–14', unit: 'pH' });
    expect(codes(reading({ sampledMs: NOW_MS + 3_600_000 }), context('effluent', 'pH'))).toEqual(['refuse future']);
    expect(codes(reading({ compositeFromMs: NOW_MS }), context('effluent', 'pH'))).toEqual(['refuse compositeOrder']);
    expect(codes(reading({ person: ' ' }), context('effluent', 'pH'))).toEqual(['refuse personMissing']);
    expect(codes(reading({ unit: 'mg/L' }), context('effluent', 'pH'))).toEqual(['refuse unitUnknown']);
    expect(codes(reading({ item: 'TN', unit: 'mg/L', tag: 'AIT-603.pv', qualifier: 'below', value: 0 }), context('effluent', 'TN'))).toEqual(['refuse noQuantificationLimit']);
  });

  it('asks why when it is far from what is known', () => {
    expect(codes(reading({ value: 9.1 }), context('effluent', 'pH', { sensorValue: 7 }))).toEqual(['ask overLimit', 'ask farFromSensor']);
    expect(codes(reading({ value: 8.2 }), context('effluent', 'pH', { earlier: [7, 7.1, 7.05, 7, 7.1] }))).toEqual(['ask farFromEarlier']);
    expect(codes(reading({ item: 'TN', tag: 'AIT-603.pv', value: 25_000, unit: 'µg/L' }), context('effluent', 'TN'))).toEqual(['ask overLimit']);
  });

  it('notes an old sample without asking', () => {
    expect(codes(reading({ sampledMs: NOW_MS - 40 * 86_400_000 }), context('effluent', 'pH'))).toEqual(['note old']);
  });

  it('below the limit of quantification breaks no limit above it', () => {
    const limit = dischargeLimit(profile, 'effluent', 'TN')!;
    expect(breaksLimit(limit, { value: 25, unit: 'mg/L', qualifier: 'below' })).toBe(false);
    expect(breaksLimit(limit, { value: 25, unit: 'mg/L', qualifier: 'exact' })).toBe(true);
  });
});

describe('a reading against its sensor', () => {
  const sensor = sensorsAt(profile, 'effluent', 'TN')[0]!;
  const tn = (part: Partial<LaboratoryReading> = {}): LaboratoryReading => reading({ item: 'TN', tag: sensor.tag, unit: 'mg/L', value: 10, how: 'laboratory', ...part });

  it('is held against the mean of the minutes, in the sensor’s unit', () => {
    const found = compareReading(tn({ value: 10_000, unit: 'µg/L', uncertainty: 400 }), sensor, [11, 12, 13]);
    expect(found.ok && found.value).toMatchObject({ sensorValue: 12, sensorSd: 1, referenceValue: 10, referenceSd: 0.4 });
  });

  it('takes the usual spread of the method where nobody stated one', () => {
    const lab = compareReading(tn(), sensor, [11]);
    const kit = compareReading(tn({ how: 'testKit' }), sensor, [11]);
    expect(lab.ok && lab.value.referenceSd).toBeCloseTo(0.8, 9);
    expect(kit.ok && kit.value.referenceSd).toBeCloseTo(2, 9);
  });

  it('says nothing for what is withdrawn, censored, without signal, or seen by half only', () => {
    const why = (draft: LaboratoryReading, values: number[]): string => {
      const found = compareReading(draft, sensor, values);
      return found.ok ? 'compared' : found.error;
    };
    expect(why(tn({ state: 'withdrawn' }), [11])).toBe('withdrawn');
    expect(why(tn({ qualifier: 'below' }), [11])).toBe('censored');
    expect(why(tn({ tag: null }), [11])).toBe('noSensor');
    expect(why(tn(), [])).toBe('noSignal');
    expect(why(tn({ compositeFromMs: NOW_MS - 86_460_000 }), [11, 11])).toBe('tooFewMinutes');
    expect(why(tn({ compositeFromMs: NOW_MS - 86_460_000 }), Array.from({ length: 800 }, () => 11))).toBe('compared');
  });

  it('agrees with a worked example of Bland and Altman’s limits', () => {
    const pairs = [[10, 9], [12, 10], [9, 9], [11, 12]].map(([sensorValue, referenceValue]) => ({ sensorValue: sensorValue!, referenceValue: referenceValue! }));
    // Differences 1, 2, 0, -1: mean 0.5, sd sqrt(5/3).
    const found = agreement(pairs, ({ sensorValue, referenceValue }) => Math.abs(sensorValue - referenceValue) > 1.5)!;
    expect(found.bias).toBeCloseTo(0.5, 12);
    expect(found.sd).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(found.high! - found.low!).toBeCloseTo(2 * 1.96 * Math.sqrt(5 / 3), 12);
    expect([found.n, found.beyond]).toEqual([4, 1]);
    expect(agreement([], () => false)).toBeNull();
    expect(sensorWindow([3])).toEqual({ mean: 3, sd: 0, minutes: 1 });
  });
});
