import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextGaussian, nextUniform, seedRandom } from '#core/random.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import {
  compareDrift,
  driftSettings,
  firstDrift,
  presentBias,
  proposal,
  withoutReading,
} from '#core/signal/drift/filter.ts';
import type { DriftState } from '#core/signal/drift/filter.ts';
import { biasAfter, run } from '#core/signal/drift/kalman.ts';
import type { Belief } from '#core/signal/drift/kalman.ts';

const DAY_MS = 86_400_000;
const T0 = Date.UTC(2026, 4, 1);
const settings = driftSettings('A.pv', 0.1, 30);

const comparison = (
  day: number,
  bias: number,
  id = `reading-${day.toFixed(4)}`,
  sd = 0.05,
): Comparison => ({
  tag: 'A.pv',
  readingId: id,
  sampledMs: T0 + day * DAY_MS,
  sensorValue: 7 + bias,
  sensorSd: 0.02,
  referenceValue: 7,
  referenceSd: sd,
});
const feed = (list: readonly Comparison[]): DriftState =>
  list.reduce((state, each) => compareDrift(settings, state, each).state, firstDrift(settings, T0));

describe('bias by a Kalman filter', () => {
  it('keeps its covariance positive whatever comes when', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            day: fc.double({ min: 0, max: 400, noNaN: true }),
            bias: fc.double({ min: -5, max: 5, noNaN: true }),
            sd: fc.double({ min: 0, max: 2, noNaN: true }),
          }),
          { maxLength: 80 },
        ),
        (list) => {
          const comparisons = list
            .map(({ day, bias, sd }, i) => comparison(day, bias, `r${String(i)}`, sd))
            .sort((a, b) => a.sampledMs - b.sampledMs);
          const check = ({ biasVar, cov, rateVar }: Belief): void => {
            expect(biasVar).toBeGreaterThan(0);
            expect(rateVar).toBeGreaterThan(0);
            expect(biasVar * rateVar - cov * cov).toBeGreaterThan(-1e-12 * biasVar * rateVar);
          };
          const { used, last } = run(settings, firstDrift(settings, T0).start, comparisons);
          for (const each of used) check(each.after);
          check(biasAfter(settings, last, last.tsMs + 1000 * DAY_MS));
        },
      ),
    );
  });

  it('lets time pass in two steps as in one', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.0001, max: 90, noNaN: true }),
        fc.double({ min: 0.0001, max: 90, noNaN: true }),
        (a, b) => {
          const start: Belief = { ...firstDrift(settings, T0).start, ratePerDay: 0.01, cov: 1e-5 };
          const middle = T0 + a * DAY_MS;
          const end = T0 + (a + b) * DAY_MS;
          const once = biasAfter(settings, start, end);
          const twice = biasAfter(settings, biasAfter(settings, start, middle), end);
          for (const key of ['bias', 'ratePerDay', 'biasVar', 'cov', 'rateVar'] as const)
            expect(Math.abs(twice[key] - once[key])).toBeLessThan(
              1e-7 * (Math.abs(once[key]) + 1e-4),
            );
        },
      ),
    );
  });

  it('finds a known drift within its own band in at least nine of ten seeds', () => {
    let inside = 0;
    const seeds = 200;
    for (let seed = 0; seed < seeds; seed++) {
      const random = seedRandom(seed);
      const step = 0.05 * nextGaussian(random);
      const rate = settings.rateSdPerDay * nextGaussian(random);
      const truth = (day: number): number => step + rate * day;
      const list: Comparison[] = [];
      for (let day = 3; day < 30; day += 3.5)
        list.push(comparison(day, truth(day) + Math.hypot(0.05, 0.02) * nextGaussian(random)));
      const { value, sd } = presentBias(settings, feed(list), T0 + 30 * DAY_MS);
      if (Math.abs(value - truth(30)) <= 2 * sd) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(0.9 * seeds);
  });

  it('proposes a bias that is plain, from its readings and since when, and nothing for noise', () => {
    const drifting = [3, 6, 9, 13, 16, 20, 23].map((day) => comparison(day, 0.012 * day));
    const found = proposal(settings, feed(drifting), T0 + 24 * DAY_MS);
    expect(found?.bias).toBeGreaterThan(0.2);
    expect(found?.bias).toBeLessThan(0.34);
    expect(found?.change).toBe(-(found?.bias ?? 0));
    expect(found?.readingIds).toHaveLength(7);
    expect(found?.points.at(-1)?.bias).toBeGreaterThan(found?.points[0]?.bias ?? 0);
    expect(found?.sinceMs).toBeGreaterThan(T0 + 2 * DAY_MS);
    expect(found?.sinceMs).toBeLessThan(T0 + 15 * DAY_MS);
    const random = seedRandom(1);
    const calm = [3, 6, 9, 13, 16, 20].map((day) => comparison(day, 0.02 * nextGaussian(random)));
    expect(proposal(settings, feed(calm), T0 + 24 * DAY_MS)).toBeNull();
    // What a standing correction takes off already is not proposed again.
    expect(proposal(settings, feed(drifting), T0 + 24 * DAY_MS, found?.bias ?? 0)).toBeNull();
    // One reading alone may be the one that is wrong.
    expect(proposal(settings, feed([comparison(3, 0.2)]), T0 + 4 * DAY_MS)).toBeNull();
  });

  it('turns down an outlier and says so; believes the second that agrees with it', () => {
    const calm = feed([3, 6, 9].map((day) => comparison(day, 0)));
    const first = compareDrift(settings, calm, comparison(12, 1.5));
    expect(first.verdict.kind).toBe('outlier');
    expect(presentBias(settings, first.state, T0 + 13 * DAY_MS).value).toBeCloseTo(0, 1);
    const back = compareDrift(settings, first.state, comparison(15, 0.01));
    expect(back.verdict.kind).toBe('used');
    const jumped = compareDrift(settings, first.state, comparison(15, 1.45));
    expect(jumped.verdict.kind).toBe('used');
    expect(presentBias(settings, jumped.state, T0 + 15 * DAY_MS).value).toBeGreaterThan(1.3);
  });

  it('takes a late comparison at its time of sampling and a withdrawn one out', () => {
    const list = [3, 6, 9, 12].map((day) => comparison(day, 0.01 * day));
    const [a, b, c, d] = list;
    if (!a || !b || !c || !d) throw new Error('four comparisons');
    const late = feed([a, c, d, b]);
    expect(late).toEqual(feed(list));
    expect(compareDrift(settings, late, b).verdict.kind).toBe('ignored');
    expect(withoutReading(late, b.readingId)).toEqual(feed([a, c, d]));
    expect(compareDrift(settings, late, comparison(-1, 3)).verdict.kind).toBe('ignored');
  });

  it('stays small over years and goes on after JSON as if nothing had been', () => {
    const random = seedRandom(4);
    let one = firstDrift(settings, T0);
    let two = one;
    for (let day = 0; day < 1000; day += 3 + nextUniform(random)) {
      const each = comparison(day, 0.05 * nextGaussian(random));
      one = compareDrift(settings, one, each).state;
      two = JSON.parse(JSON.stringify(compareDrift(settings, two, each).state)) as DriftState;
    }
    expect(two).toEqual(one);
    expect(one.comparisons.length).toBeLessThanOrEqual(60);
    expect(JSON.stringify(one).length).toBeLessThan(20_000);
  });
});
