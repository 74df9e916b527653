import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agreementOf } from '#core/report/ai/agreement.ts';
import { commandFigures } from '#core/report/ai/events.ts';
import { RehearsalSums, measuredSteps, stepErrors } from '#core/report/ai/rehearsal.ts';
import type { MeasuredPoint } from '#core/report/ai/rehearsal.ts';
import {
  livedWithin,
  mark,
  minutesBy,
  minutesOf,
  modeAfter,
  runningOf,
} from '#core/report/ai/running.ts';
import { findingFigures, scoreCurve, sensorHours } from '#core/report/ai/trust.ts';
import type { Finding } from '#core/signal/qa/finding.ts';
import {
  BAND_SD,
  NO_SUMS,
  addSums,
  errorOf,
  noteEstimate,
} from '#core/signal/quality-state/virtual-tally.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('minutes the engine ran', () => {
  const spans = fc.uniqueArray(fc.integer({ min: 0, max: 499 }), { maxLength: 300 });

  it('are lived or lost, and the longest gap is one of them', () => {
    fc.assert(
      fc.property(spans, (lived) => {
        const minutes = minutesOf(0, 500 * MINUTE);
        for (const at of lived) mark(minutes, at * MINUTE + 30_000);
        const figures = runningOf(minutes);
        expect(figures).toMatchObject({ minutes: 500, lived: lived.length });
        const { longestGap, gaps } = figures;
        expect(gaps === 0).toBe(lived.length === 500);
        if (longestGap === null) return;
        expect(livedWithin(minutes, longestGap.fromMs, longestGap.toMs)).toBe(0);
        const before = longestGap.fromMs - MINUTE;
        if (before >= 0) expect(livedWithin(minutes, before, longestGap.fromMs)).toBe(1);
      }),
    );
  });

  it('are shared out among what stood then, none twice and none lost', () => {
    const turns = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 30_000_000 }), to: fc.constantFrom('a', 'b') }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(spans, turns, (lived, list) => {
        const minutes = minutesOf(0, 500 * MINUTE);
        for (const at of lived) mark(minutes, at * MINUTE);
        const ordered = list
          .map(({ at, to }) => ({ tsMs: at, to }))
          .sort((a, b) => a.tsMs - b.tsMs);
        const by = minutesBy(minutes, 'c', ordered);
        expect([...by.values()].reduce((sum, each) => sum + each, 0)).toBe(lived.length);
      }),
    );
  });

  it('begin with the PLC after each start', () => {
    expect(modeAfter('system.started', {})).toBe('plc');
    expect(modeAfter('mode.changed', { from: 'plc', to: 'remote' })).toBe('remote');
    expect(modeAfter('mode.changed', { to: 'nonsense' })).toBeNull();
    expect(modeAfter('mode.aiSwitch', { on: true })).toBeNull();
  });
});

describe('a virtual sensor against its sensor', () => {
  const minute = fc.record({
    value: fc.double({ min: -100, max: 100, noNaN: true }),
    sd: fc.double({ min: 0.01, max: 10, noNaN: true }),
    reading: fc.double({ min: -100, max: 100, noNaN: true }),
  });

  it('comes to the same hour by hour as over all minutes at once', () => {
    fc.assert(
      fc.property(fc.array(fc.array(minute, { maxLength: 20 }), { maxLength: 6 }), (hours) => {
        const sumOf = (list: (typeof hours)[number]) =>
          list.reduce(
            (sums, { value, sd, reading }) => noteEstimate(sums, { value, sd }, reading),
            NO_SUMS,
          );
        const all = hours.flat();
        const error = errorOf(hours.map(sumOf).reduce(addSums, NO_SUMS));
        if (all.length === 0) {
          expect(error).toBeNull();
          return;
        }
        const mean = (of: (each: (typeof all)[number]) => number): number =>
          all.reduce((sum, each) => sum + of(each), 0) / all.length;
        expect(error?.minutes).toBe(all.length);
        expect(error?.error).toBeCloseTo(
          mean(({ value, reading }) => Math.abs(value - reading)),
          6,
        );
        expect(error?.bias).toBeCloseTo(
          mean(({ value, reading }) => value - reading),
          6,
        );
        expect(error?.within).toBeCloseTo(
          mean(({ value, sd, reading }) => (Math.abs(value - reading) <= BAND_SD * sd ? 1 : 0)),
          9,
        );
        expect(Math.abs(error?.bias ?? 0)).toBeLessThanOrEqual((error?.error ?? 0) + 1e-9);
      }),
    );
  });

  it('is summed with the scores of its hours', () => {
    const hour = (tsMs: number, mean: number | null) => ({
      tsMs,
      sensors: {
        a: {
          mean,
          least: mean,
          deductions: [],
          virtual: [60, 6, -6, 60, 12] as [number, number, number, number, number],
        },
        b: { mean: 100, least: 90, deductions: [] },
      },
    });
    const hours = [hour(0, 80), hour(HOUR, null), hour(2 * HOUR, 60)];
    const found = sensorHours(hours);
    expect(found.get('a')).toEqual({
      mean: 70,
      least: 60,
      last: 60,
      virtual: { minutes: 180, error: 0.1, bias: -0.1, within: 1, sd: 0.2 },
    });
    expect(found.get('b')?.virtual).toBeNull();
    expect(scoreCurve(hours, 0, HOUR)).toEqual([
      [0, 90, 80],
      [HOUR, 100, 100],
      [2 * HOUR, 80, 60],
    ]);
  });
});

describe('a rehearsal against what came', () => {
  const series = fc.array(fc.option(fc.double({ min: -50, max: 50, noNaN: true })), {
    minLength: 1,
    maxLength: 40,
  });

  it('has no error where it came true, and none of persistence where nothing moved', () => {
    fc.assert(
      fc.property(series, fc.double({ min: -50, max: 50, noNaN: true }), (values, start) => {
        const came = stepErrors(values, [start, ...values]);
        const known = values.filter((value) => value !== null);
        if (known.length === 0) expect(came).toBeNull();
        else expect(came).toMatchObject({ steps: known.length, error: 0 });
        const still = stepErrors(values, [start, ...values.map(() => start)]);
        if (still !== null) expect(still.persistence).toBe(0);
        expect(stepErrors(values, [null, ...values])).toBeNull();
      }),
    );
  });

  it('takes each bucket into the step its middle lies in, mean or highest', () => {
    const points: MeasuredPoint[] = [
      [-10 * MINUTE, 1, 2],
      [0, 3, 5],
      [5 * MINUTE, 5, 9],
      [10 * MINUTE, null, null],
      [15 * MINUTE, 7, 8],
    ];
    const at = { startMs: 0, stepMs: 15 * MINUTE };
    expect(measuredSteps(at, 3, points, 5 * MINUTE, 'mean')).toEqual([1, 4, 7, null]);
    expect(measuredSteps(at, 3, points, 5 * MINUTE, 'max')).toEqual([2, 9, 8, null]);
  });

  it('weighs several by the steps that could be compared', () => {
    const sums = new RehearsalSums();
    sums.add('a', { steps: 4, error: 4, persistence: 8 }, 15 * MINUTE);
    sums.add('a', { steps: 12, error: 0, persistence: 8 }, 15 * MINUTE);
    expect(sums.rows(() => ({ unit: 'mg/L', decimals: 1 }))).toEqual([
      { tag: 'a', unit: 'mg/L', decimals: 1, runs: 2, hours: 4, error: 0.25, persistence: 1 },
    ]);
  });
});

describe('faults told by the tests against what staff found', () => {
  const finding = (
    tag: string,
    fromMs: number,
    toMs: number | null,
    rest: Partial<Finding> = {},
  ): Finding => ({
    id: `${tag}/${String(fromMs)}`,
    tag,
    check: 'drift',
    tier: 2,
    severity: 'suspect',
    fromMs,
    toMs,
    value: null,
    expected: null,
    limit: null,
    other: null,
    ...rest,
  });
  const span = { fromMs: 0, toMs: 30 * DAY };
  const check = (tag: string, atMs: number, beyond: boolean) => ({ tag, atMs, beyond });

  it('are confirmed, contradicted, not looked at, or were found by staff alone', () => {
    const findings = [
      finding('a', DAY, 2 * DAY),
      finding('b', DAY, null),
      finding('c', DAY, 2 * DAY),
      finding('d', DAY, 2 * DAY, { check: 'missing' }),
      finding('e', DAY, 2 * DAY, { severity: 'note' }),
    ];
    const checks = [
      check('a', 5 * DAY, true),
      check('b', 20 * DAY, false),
      check('c', 10 * DAY, true),
      check('e', DAY, true),
    ];
    expect(agreementOf(findings, checks, span)).toEqual({
      confirmed: 1,
      contradicted: 1,
      unchecked: 1,
      missed: 2,
    });
  });

  it('count once where findings follow each other, and never more than there are', () => {
    expect(
      agreementOf([finding('a', DAY, 2 * DAY), finding('a', 2.5 * DAY, 3 * DAY)], [], span),
    ).toMatchObject({ unchecked: 1 });
    const found = fc.array(
      fc.tuple(
        fc.constantFrom('a', 'b'),
        fc.integer({ min: -5, max: 35 }),
        fc.integer({ min: 0, max: 5 }),
      ),
      { maxLength: 20 },
    );
    const made = fc.array(
      fc.tuple(fc.constantFrom('a', 'b'), fc.integer({ min: -5, max: 40 }), fc.boolean()),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(found, made, (list, checks) => {
        const { confirmed, contradicted, unchecked, missed } = agreementOf(
          list.map(([tag, at, days]) => finding(tag, at * DAY, (at + days) * DAY)),
          checks.map(([tag, at, beyond]) => check(tag, at * DAY, beyond)),
          span,
        );
        expect(confirmed + contradicted + unchecked).toBeLessThanOrEqual(list.length);
        expect(missed).toBeLessThanOrEqual(checks.filter(([, , beyond]) => beyond).length);
        if (checks.every(([, , beyond]) => !beyond)) expect(confirmed + missed).toBe(0);
      }),
    );
  });

  it('are counted by test and weight, and last no longer than the span', () => {
    const figures = findingFigures(
      [
        finding('a', DAY, null),
        finding('b', 29 * DAY, 31 * DAY),
        finding('a', 2 * DAY, 3 * DAY, { check: 'sigma', severity: 'note' }),
        finding('a', -DAY, DAY),
      ],
      span,
    );
    expect(figures).toEqual([
      { check: 'drift', severity: 'suspect', count: 2, lastedMs: 30 * DAY },
      { check: 'sigma', severity: 'note', count: 1, lastedMs: DAY },
    ]);
  });
});

describe('commands', () => {
  it('go to persons or to the program, and refusals to the layer that spoke first', () => {
    const given = (code: string, actor: string, reason: string | null = null) => ({
      code,
      actor,
      params: { reason },
    });
    expect(
      commandFigures([
        given('command.confirmed', 'person:Kim'),
        given('command.failed', 'person:Kim'),
        given('command.refused', 'rule:feedForward', 'rateLimit.startTooSoon'),
        given('command.refused', 'person:Kim', 'mode.aiSwitchOff'),
        given('command.feedback', 'plc'),
      ]),
    ).toEqual({
      commands: [
        { by: 'ai', confirmed: 0, refused: 1, notConfirmed: 0 },
        { by: 'person', confirmed: 1, refused: 1, notConfirmed: 1 },
      ],
      refusedBy: { rateLimit: 1, mode: 1 },
    });
  });
});
