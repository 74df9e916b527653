import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SensorState, SensorTrust } from '#contract/data-quality.ts';
import { SENSOR_STATES } from '#contract/data-quality.ts';
import { alongTheWater, calibrationDue, daysUntil, fitsFilter, worstFirst } from '#renderer/model/data-quality.ts';
import { NO_READING } from '#renderer/model/reading.ts';
import type { Reading } from '#renderer/model/reading.ts';
import { countingValue, shownOf } from '#renderer/model/shown-value.ts';
import { qualityColumns, substitutedSpans } from '#renderer/features/data-quality/quality-columns.ts';
import { shippedProfile } from './profile.ts';

const profile = shippedProfile();
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const reading: Reading = { value: 7.4, quality: 'good', provenance: 'measured', sourceTimeMs: 1 };
const sensor = (tag: string, part: Partial<SensorTrust> = {}): SensorTrust => ({
  tag, critical: false, score: 90, deductions: [], state: 'good', openFindings: [], estimate: null, noEstimate: null,
  effective: { value: null, substitute: null, correction: 0, sd: null }, substitution: null, correction: null, proposal: null, lastReference: null,
  lastCalibrationMs: null, nextCalibrationMs: null, openCalibration: null, maintenance: null, lifeLeftDays: null, missingShare24h: 0, bias: null, ...part,
});

describe('a shown value', () => {
  it('is the reading with nothing beside it while the sensor is trusted', () => {
    expect(shownOf(reading, undefined, 'good')).toEqual({ value: 7.4, mark: null, replaced: false, corrected: false, sd: null });
    expect(shownOf(reading, undefined, undefined).mark).toBeNull();
  });
  it('is what stands in, by its own word, whatever the sensor reads', () => {
    expect(shownOf(reading, [6.8, 'pattern', 0, 0.1], 'bad')).toEqual({ value: 6.8, mark: 'pattern', replaced: true, corrected: false, sd: 0.1 });
    expect(countingValue(NO_READING, [6.8, 'virtual', 0, 0.1])).toBe(6.8);
  });
  it('is the reading less the bias of a correction, and a doubt is told before it', () => {
    expect(shownOf(reading, [6.6, 'own', 0.8, 0.05], 'good')).toMatchObject({ mark: 'corrected', replaced: false });
    expect(shownOf(reading, [6.6, 'own', 0.8, 0.05], 'good').value).toBeCloseTo(6.6, 9);
    expect(shownOf(reading, [6.6, 'own', 0.8, 0.05], 'suspect')).toMatchObject({ mark: 'suspect', corrected: true });
  });
  it('never counts when nothing usable stands', () => {
    expect(countingValue(NO_READING, undefined)).toBeNull();
    expect(countingValue({ ...reading, quality: 'configError' }, undefined)).toBeNull();
  });
});

describe('the list of sensors', () => {
  it('holds every sensor once along the water, the discharge with its tank', () => {
    const all = profile.quality.sensors.map(({ tag }) => sensor(tag));
    const groups = alongTheWater(all, profile);
    expect(groups.flatMap(({ sensors }) => sensors.map(({ tag }) => tag)).sort()).toEqual(all.map(({ tag }) => tag).sort());
    const effluent = profile.sensors.find(({ place, quantity }) => place === 'effluent' && quantity === 'pH');
    const group = groups.find(({ sensors }) => sensors.some(({ tag }) => tag === effluent?.tag));
    expect(group?.station?.tanks.some((id) => profile.tanks.some((tank) => tank.id === id && tank.kind === 'discharge'))).toBe(true);
  });
  it('comes worst first: no sensor stands behind a better one of a better state', () => {
    const states = fc.constantFrom(...SENSOR_STATES);
    fc.assert(fc.property(fc.array(fc.record({ state: states, score: fc.option(fc.integer({ min: 0, max: 100 })), critical: fc.boolean() }), { maxLength: 20 }), (parts) => {
      const rank: Record<SensorState, number> = { lost: 0, bad: 1, maintenance: 2, suspect: 3, learning: 4, good: 5 };
      const sorted = worstFirst(parts.map((part, i) => sensor(String(i), part)));
      expect(sorted).toHaveLength(parts.length);
      sorted.forEach((each, i) => {
        const next = sorted[i + 1];
        if (next !== undefined) expect(rank[each.state]).toBeLessThanOrEqual(rank[next.state]);
      });
    }));
  });
  it('counts a wrong reading with the lost ones and finds what waits for a person', () => {
    expect(fitsFilter(sensor('a', { state: 'bad' }), 'lost', 0)).toBe(true);
    expect(fitsFilter(sensor('a', { state: 'maintenance' }), 'other', 0)).toBe(true);
    expect(calibrationDue(sensor('a', { nextCalibrationMs: 10 }), 11)).toBe(true);
    expect(calibrationDue(sensor('a', { nextCalibrationMs: 12 }), 11)).toBe(false);
    expect([daysUntil(2.5 * DAY_MS, 0), daysUntil(0.2 * DAY_MS, 0), daysUntil(0, 0.5 * DAY_MS), daysUntil(0, 3 * DAY_MS)]).toEqual([2, 0, -1, -3]);
  });
});

describe('the chart of a sensor', () => {
  const derived = (minutes: readonly number[]) => minutes.map((minute) => ({ tsMs: minute * MINUTE_MS, value: 1, sd: null, how: 'virtual' as const, entryId: null }));
  it('joins minutes that follow each other into spans and keeps the others apart', () => {
    expect(substitutedSpans(derived([3, 1, 2, 10]))).toEqual([[MINUTE_MS, 4 * MINUTE_MS], [10 * MINUTE_MS, 11 * MINUTE_MS]]);
    expect(substitutedSpans([])).toEqual([]);
  });
  it('puts all curves on one axis, draws a correction only where it says something else, and breaks between spans', () => {
    const columns = qualityColumns({
      tag: 'a', bucketMs: MINUTE_MS, points: [[0, 5, 5], [MINUTE_MS, 6, 5.5], [2 * MINUTE_MS, null, null]], derived: derived([2, 8]), estimates: [[MINUTE_MS, 5.6, 0.1]], derivedCut: false,
    }, [{ tsMs: 4 * MINUTE_MS, value: 5.4 }, { tsMs: 6 * MINUTE_MS, value: 5.4 }], null);
    expect(columns[0]).toEqual([0, 60, 120, 240, 360, 480]);
    expect(columns[3]?.slice(0, 3)).toEqual([5, 6, null]);
    expect(columns[4]?.slice(0, 3)).toEqual([null, 5.5, null]);
    expect(columns[1]?.[1]).toBeCloseTo(5.8, 9);
    expect(columns[2]?.[1]).toBeCloseTo(5.4, 9);
    expect(columns[6]).toEqual([undefined, undefined, 1, undefined, null, 1]);
    expect(columns[7]?.[3]).toBe(5.4);
  });
});
