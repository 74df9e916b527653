import { describe, expect, it } from 'vitest';
import {
  FIRST_LIVE_QUALITY,
  NO_QUALITY,
  advanceLive,
  livePlan,
} from '#core/control/live-quality.ts';
import type { LiveQuality, LiveResult, QualityInput } from '#core/control/live-quality.ts';
import type { Reading } from '#core/signal/grade.ts';
import type { Sample } from '#core/signal/sample.ts';
import { T0, commFault, geumgang, good } from './plant-fixture.ts';

const profile = geumgang();
const plan = livePlan(profile, false);
/** Read each second and worked out anew each second. */
const FAST = 'PDT-401.pv';
/** Instruments with a new reading once a minute. */
const PH = 'AIT-101.pv';
const DO = 'AIT-401.pv';
const sensors = profile.quality.sensors.map(({ tag }) => tag);

const calm = (over: Readonly<Record<string, Sample>> = {}): Map<string, Sample> =>
  new Map(sensors.map((tag) => [tag, over[tag] ?? good(tag === PH ? 7 : tag === FAST ? 10 : 3)]));

/** Scans a second apart on which this is read. */
function scan(
  state: LiveQuality,
  second: number,
  over: Readonly<Record<string, Sample>> = {},
  readings: Readonly<Record<string, number>> = {},
  input: QualityInput = NO_QUALITY,
): LiveResult {
  const wallMs = T0 + second * 1000;
  const list = Object.entries(readings).map(([tag, value]): Reading => ({
    tag,
    value,
    sourceTimeMs: wallMs,
    monoMs: second * 1000,
  }));
  const samples = calm({
    ...over,
    ...Object.fromEntries(Object.entries(readings).map(([tag, value]) => [tag, good(value)])),
  });
  return advanceLive(plan, state, samples, list, input, {
    wallMs,
    monoMs: second * 1000,
    elapsedMs: 1000,
    plantMs: wallMs,
  });
}

describe('a jump', () => {
  it('asks for a second look; one that disagrees makes it a spike that was never used', () => {
    const settled = scan(FIRST_LIVE_QUALITY, 0, {}, { [FAST]: 10 });
    const jump = scan(settled.state, 1, {}, { [FAST]: 90 });
    expect(jump.doubted.get(FAST)).toMatchObject({ value: 90, quality: 'uncertain' });
    expect(jump.effective.get(FAST)).toMatchObject({ value: 10, substitute: null });
    const looked = scan(jump.state, 2, {}, { [FAST]: 10.1 });
    expect([...jump.looks, ...scan(jump.state, 2, { [FAST]: good(90) }).looks]).toContain(FAST);
    expect(looked.notes).toMatchObject([{ tag: FAST, check: 'spike', value: 90 }]);
    expect(looked.doubted.has(FAST)).toBe(false);
    expect(looked.effective.get(FAST)).toMatchObject({ value: 10.1 });
    expect(looked.looks).toEqual([]);
  });

  it('that the second look confirms stands, and is noted', () => {
    const settled = scan(FIRST_LIVE_QUALITY, 0, {}, { [FAST]: 10 });
    const jump = scan(settled.state, 1, {}, { [FAST]: 90 });
    const looked = scan(jump.state, 2, {}, { [FAST]: 90.2 });
    expect(looked.notes).toMatchObject([{ tag: FAST, check: 'rate' }]);
    expect(looked.effective.get(FAST)).toMatchObject({ value: 90.2 });
  });

  it('of an instrument with a reading a minute is looked at again when it has a new one, not before', () => {
    let { state } = scan(FIRST_LIVE_QUALITY, 0, {}, { [PH]: 7 });
    const jump = scan(state, 60, {}, { [PH]: 11 });
    expect(jump.looks).toEqual([]);
    const early = scan(jump.state, 75, {}, { [PH]: 11 });
    expect(early.notes).toEqual([]);
    expect(early.effective.get(PH)).toMatchObject({ value: 7 });
    ({ state } = early);
    const due = scan(state, 120, { [PH]: good(11) });
    expect(due.looks).toEqual([PH]);
    expect(scan(due.state, 121, {}, { [PH]: 7.1 }).notes).toMatchObject([
      { check: 'spike', value: 11 },
    ]);
  });
});

describe('lost critical sensors', () => {
  const both = { [PH]: commFault(7), [DO]: commFault(3) };

  it('count after 8 s, are told once, and their end once it has stood', () => {
    let { state } = scan(FIRST_LIVE_QUALITY, 0);
    const codes: [number, string][] = [];
    for (let second = 1; second <= 60; second++) {
      const result = scan(state, second, second <= 30 ? both : {});
      ({ state } = result);
      for (const event of result.events) codes.push([second, event.code]);
      if (second === 20) expect([...result.criticalLost].sort()).toEqual([PH, DO].sort());
    }
    expect(codes).toEqual([
      [8, 'quality.criticalLost'],
      [40, 'quality.criticalBack'],
    ]);
  });

  it('are not told for one garbled answer, nor for one sensor', () => {
    let { state } = scan(FIRST_LIVE_QUALITY, 0);
    for (let second = 1; second <= 40; second++) {
      const result = scan(state, second, second < 6 ? both : { [PH]: commFault(7) });
      ({ state } = result);
      expect(result.events).toEqual([]);
    }
  });

  it('count whatever makes them unfit: a test, or somebody who works on them', () => {
    let { state } = scan(FIRST_LIVE_QUALITY, 0);
    const input = {
      ...NO_QUALITY,
      trust: new Map([[PH, 'bad' as const]]),
      maintenance: new Set([DO]),
    };
    let result = scan(state, 1, {}, {}, input);
    for (let second = 2; second <= 10; second++) {
      ({ state } = result);
      result = scan(state, second, {}, {}, input);
    }
    expect([...result.criticalLost].sort()).toEqual([PH, DO].sort());
    expect(result.doubted.get(PH)?.quality).toBe('uncertain');
  });
});

describe('what stands for a sensor', () => {
  const standIns = new Map([
    [PH, { virtual: { value: 7.2, sd: 0.1 }, pattern: { value: 6.9, sd: 0.3 } }],
  ]);

  it('is its own reading less the accepted bias', () => {
    const input = {
      ...NO_QUALITY,
      standIns,
      corrections: new Map([[PH, { value: 0.3, sd: 0.05 }]]),
    };
    expect(scan(FIRST_LIVE_QUALITY, 0, {}, {}, input).effective.get(PH)).toEqual({
      value: 6.7,
      substitute: null,
      correction: 0.3,
      sd: 0.05,
    });
  });

  it('is the best stand-in from the very scan in which it is lost', () => {
    const input = { ...NO_QUALITY, standIns };
    expect(
      scan(FIRST_LIVE_QUALITY, 0, { [PH]: commFault(7) }, {}, input).effective.get(PH),
    ).toEqual({
      value: 7.2,
      substitute: 'virtual',
      correction: 0,
      sd: 0.1,
    });
  });

  it('stays the stand-in as long as the minutes say so, and is nothing when nothing is left', () => {
    const held = { ...NO_QUALITY, standIns, standing: new Map([[PH, 'pattern' as const]]) };
    expect(scan(FIRST_LIVE_QUALITY, 0, {}, {}, held).effective.get(PH)).toMatchObject({
      value: 6.9,
      substitute: 'pattern',
    });
    expect(scan(FIRST_LIVE_QUALITY, 0, { [PH]: commFault(7) }).effective.get(PH)).toEqual({
      value: null,
      substitute: null,
      correction: 0,
      sd: null,
    });
  });
});
