import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { nextUniform, seedRandom } from '#core/random.ts';
import type { Correction } from '#core/signal/drift/correction.ts';
import type { MinuteSample } from '#core/signal/qa/finding.ts';
import { lifeOf, trendOf } from '#core/signal/quality-state/day-book.ts';
import type { DayBook } from '#core/signal/quality-state/day-book.ts';
import { advanceQuality } from '#core/signal/quality-state/minute.ts';
import type { MinuteInput, MinuteResult } from '#core/signal/quality-state/minute.ts';
import { monthReport } from '#core/signal/quality-state/month.ts';
import { qualityPlan } from '#core/signal/quality-state/plan.ts';
import { firstQualityState, missingShare } from '#core/signal/quality-state/state.ts';
import type { QualityState } from '#core/signal/quality-state/state.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { geumgang } from '../../control/plant-fixture.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const PH = 'AIT-101.pv';
const profile = geumgang();
const plan = qualityPlan(profile);

/** A plant that wanders a little about the middle of every range. */
function rows(of: PlantProfile, seed: number): (tsMs: number) => Map<string, MinuteSample> {
  const random = seedRandom(seed);
  const at = new Map(of.sensors.map(({ tag, range }) => [tag, (range.min + range.max) / 2]));
  return (tsMs) =>
    new Map(
      of.sensors.map(({ tag, range }) => {
        const value = (at.get(tag) ?? 0) + (nextUniform(random) - 0.5) * 0.002 * (range.max - range.min);
        at.set(tag, value);
        return [tag, { value: value + Math.sin(tsMs / HOUR) * 0.001, fresh: true }];
      }),
    );
}

interface Options extends Partial<Pick<MinuteInput, 'corrections' | 'watched'>> {
  readonly gone?: ReadonlySet<string>;
  readonly care?: ReadonlySet<string>;
}
class Course {
  state: QualityState;
  readonly days: DayBook = {};
  tsMs: number;
  readonly #row: (tsMs: number) => Map<string, MinuteSample>;

  constructor(startMs: number, seed = 1) {
    this.tsMs = startMs;
    this.state = firstQualityState(plan, startMs);
    this.#row = rows(profile, seed);
  }

  minute({ gone, care, corrections, watched = true }: Options = {}): MinuteResult {
    const samples = this.#row(this.tsMs);
    for (const tag of gone ?? []) samples.set(tag, { value: null, fresh: false });
    if (!watched) samples.clear();
    const result = advanceQuality(plan, this.state, {
      row: { tsMs: this.tsMs, samples },
      context: { inCare: care ?? new Set(), running: new Map(), utcOffsetMin: 540 },
      corrections: corrections ?? new Map(),
      lastCalibrationMs: () => null,
      bias: new Map(),
      watched,
      days: this.days,
    });
    this.tsMs += MINUTE;
    return result;
  }

  run(minutes: number, options: Options = {}): MinuteResult[] {
    return Array.from({ length: minutes }, () => this.minute(options));
  }
}

describe('a minute of all sensors', () => {
  it('from a saved state goes on exactly as an unbroken run does', () => {
    const whole = new Course(Date.UTC(2026, 5, 1));
    const broken = new Course(Date.UTC(2026, 5, 1));
    const gone = new Set([PH]);
    for (let i = 0; i < 200; i++) {
      const options = i % 50 > 40 ? { gone } : {};
      const a = whole.minute(options);
      if (i % 17 === 0) broken.state = JSON.parse(JSON.stringify(broken.state)) as QualityState;
      const b = broken.minute(options);
      expect([b.findings, b.substitutions, b.derived, b.hour]).toEqual([
        a.findings,
        a.substitutions,
        a.derived,
        a.hour,
      ]);
    }
    expect(JSON.stringify(broken.state)).toBe(JSON.stringify(whole.state));
  });

  it('closes the scores of each full hour once, with every sensor in it', () => {
    const course = new Course(Date.UTC(2026, 5, 1, 0, 30));
    const hours = course.run(100).flatMap(({ hour }) => hour ?? []);
    expect(hours.map(({ startMs }) => startMs)).toEqual([
      Date.UTC(2026, 5, 1),
      Date.UTC(2026, 5, 1, 1),
    ]);
    expect(Object.keys(hours[0]?.body.sensors ?? {}).sort()).toEqual(
      plan.sensors.map(({ tag }) => tag).sort(),
    );
  });

  it('of a PC that was off makes gaps, but no finding and no score', () => {
    const course = new Course(Date.UTC(2026, 5, 1));
    course.run(30);
    const off = course.run(120, { watched: false });
    expect(off.flatMap(({ findings }) => findings)).toEqual([]);
    const back = course.run(20);
    expect(
      back.flatMap(({ findings }) => findings).filter(({ finding }) => finding.check === 'missing'),
    ).toEqual([]);
    const keeping = course.state.sensors[PH];
    expect(keeping === undefined ? 0 : missingShare(keeping)).toBeCloseTo(120 / 170, 6);
  });

  it('of a sensor in care has no finding; something else stands in, else nothing', () => {
    const course = new Course(Date.UTC(2026, 5, 1));
    course.run(10);
    const inCare = course.run(10, { care: new Set([PH]), gone: new Set([PH]) });
    expect(
      inCare.flatMap(({ findings }) => findings).filter(({ finding }) => finding.tag === PH),
    ).toEqual([]);
    expect(inCare.flatMap(({ substitutions }) => substitutions)).toMatchObject([
      { tag: PH, toMs: null, substitution: { reason: 'maintenance' } },
    ]);
  });

  it('takes an accepted correction off what counts, and nothing else', () => {
    const startMs = Date.UTC(2026, 5, 1);
    const correction: Correction = {
      id: 'correction-1',
      tag: PH,
      state: 'accepted',
      fromMs: startMs,
      toMs: null,
      points: [{ tsMs: startMs, bias: 0.3, sd: 0.05 }],
      bias: 0.3,
      sd: 0.05,
      sinceMs: startMs,
      readingIds: ['reading-1'],
      by: 'person:kim',
      atMs: startMs,
      reason: '',
    };
    const plain = new Course(startMs).run(5).at(-1)?.sensors;
    const corrected = new Course(startMs)
      .run(5, { corrections: new Map([[PH, [correction]]]) })
      .at(-1)?.sensors;
    const before = plain?.get(PH);
    const after = corrected?.get(PH);
    expect(after?.value).toBe(before?.value);
    expect(after?.effective).toMatchObject({ substitute: null, correction: 0.3 });
    expect(after?.effective.value).toBeCloseTo((before?.value ?? 0) - 0.3, 12);
    for (const [tag, now] of corrected ?? [])
      if (tag !== PH) expect(now.effective).toEqual(plain?.get(tag)?.effective);
  });
});

describe('days and months', () => {
  it('go by the local calendar, once each, and give a report of the month', () => {
    // 22:30 of the last of May in Seoul.
    const course = new Course(Date.UTC(2026, 4, 31, 13, 30));
    const turned = course.run(120, { gone: new Set(['AIT-405.pv']) }).map(({ dayOver }) => dayOver);
    expect(turned.filter(Boolean)).toHaveLength(1);
    expect(turned.indexOf(true)).toBe(90);
    expect(course.days[PH]).toHaveLength(1);
    const { closedMonth, month } = course.state;
    expect([closedMonth?.month, month?.month]).toEqual(['2026-05', '2026-06']);
    if (closedMonth === null) throw new Error('the month is not closed');
    const report = monthReport(closedMonth, () => ({
      comparisons: 2,
      meanDifference: 0.1,
      calibrations: 1,
      lifeLeftDays: null,
      trendPerMonth: null,
    }));
    expect(report.sensors).toHaveLength(plan.sensors.length);
    expect(report.sensors.find(({ tag }) => tag === PH)).toMatchObject({
      missingShare: 0,
      comparisons: 2,
    });
    expect(report.sensors.find(({ tag }) => tag === 'AIT-405.pv')?.missingShare).toBe(1);
  });

  it('tell a trend and the life that is left', () => {
    const dayMs = 24 * HOUR;
    const book: DayBook = {
      [PH]: Array.from({ length: 60 }, (_, i) => [i * dayMs, 7 + 0.01 * i, 90 - 0.5 * i, 1]),
    };
    expect(trendOf(book, PH)).toMatchObject({ significant: true });
    expect(trendOf(book, PH)?.perMonth).toBeCloseTo(0.3, 6);
    const sensor = plan.byTag.get(PH);
    if (sensor === undefined) throw new Error('no sensor');
    const life = lifeOf(book, sensor, 0, 60 * dayMs);
    expect(life.cause).toBe('score');
    expect(life.leftDays).toBeGreaterThan(10);
    expect(life.leftDays).toBeLessThan(40);
    expect(trendOf({}, PH)).toBeNull();
  });
});

describe('any profile', () => {
  it('that is shipped has a plan and goes through a minute', () => {
    const loaded = readProfile(
      path.resolve(import.meta.dirname, '../../../../resources/profiles/mines-mbr'),
    );
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    const other = qualityPlan(loaded.value);
    const state = firstQualityState(other, 0);
    const next = rows(loaded.value, 3);
    for (let i = 0; i < 70; i++)
      advanceQuality(other, state, {
        row: { tsMs: i * MINUTE, samples: next(i * MINUTE) },
        context: { inCare: new Set(), running: new Map(), utcOffsetMin: -420 },
        corrections: new Map(),
        lastCalibrationMs: () => null,
        bias: new Map(),
        watched: true,
        days: {},
      });
    expect(Object.keys(state.sensors)).toHaveLength(loaded.value.sensors.length);
    expect(other.fingerprint).not.toBe(plan.fingerprint);
  });
});
