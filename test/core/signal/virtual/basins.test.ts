import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { C, COMPONENT_COUNT, PARTICULATE, suspendedSolids } from '#core/process/water.ts';
import { nextGaussian, seedRandom } from '#core/random.ts';
import type { MinuteRow } from '#core/signal/qa/finding.ts';
import {
  BASIN_FACTORS,
  biologyOf,
  mixStage,
  stepBasins,
} from '#core/signal/virtual/basins/model.ts';
import type { Factors, Waters } from '#core/signal/virtual/basins/model.ts';
import { advanceBasins, firstBasins, oxygenIn } from '#core/signal/virtual/basins/observer.ts';
import type { BasinState } from '#core/signal/virtual/basins/observer.ts';
import { compileBasins } from '#core/signal/virtual/basins/plan.ts';
import type { BasinPlan } from '#core/signal/virtual/basins/plan.ts';
import type { Trust } from '#core/signal/virtual/estimate.ts';
import { geumgang, MINES_DIR, profileOf } from '#test/twin/profile.ts';

const MIN = 60_000;
const T0 = Date.UTC(2026, 4, 4);
const GOOD = new Map<string, Trust>();

let plan: BasinPlan;
beforeAll(async () => {
  const compiled = compileBasins(await geumgang());
  if (compiled === null) throw new Error('no basins');
  plan = compiled;
});

/** Signals of an ordinary day: air, temperature, levels, raw water by the hour; pumps run by turns. */
function signals(minute: number, air = 900): Record<string, number> {
  const values: Record<string, number> = {};
  const day = Math.sin((2 * Math.PI * minute) / 1440);
  const pumps = (tags: readonly string[], runs: boolean): void => {
    tags.forEach((tag, i) => (values[tag] = runs && i === 0 ? 99 : 0));
  };
  const flows = [plan.feed, ...plan.stages.map(({ inflow }) => inflow)];
  for (const flow of flows) {
    if (flow.kind === 'pump') pumps(flow.tags, minute % 60 < 45 + 12 * day);
    else values[flow.tag] = plan.usualRaw.flowM3PerH * (1 + 0.4 * day);
  }
  for (const { flow } of plan.returns) if (flow.kind === 'pump') pumps(flow.tags, minute % 30 < 13);
  for (const tag of plan.airTags) values[tag] = air + 100 * day;
  values[plan.temperatureTag] = 17;
  for (const { volume } of [...plan.stages, ...plan.basins])
    if (volume.levelTag !== null) values[volume.levelTag] = volume.usualM3 / volume.areaM2;
  const { rawTags, usualRaw } = plan;
  for (const [analysis, tag] of Object.entries(rawTags))
    values[tag] = (1 + 0.3 * day) * usualRaw[analysis as keyof typeof rawTags];
  for (const { tag, basin } of plan.solids)
    values[tag] = suspendedSolids([...(plan.basins[basin]?.start ?? [])]);
  return values;
}

const rowOf = (minute: number, values: Readonly<Record<string, number>>): MinuteRow => ({
  tsMs: T0 + minute * MIN,
  samples: new Map(Object.entries(values).map(([tag, value]) => [tag, { value, fresh: true }])),
});

/** What the gauges of a site with these factors read, step by step, and the truth there. */
function site(factors: Factors, minutes: number, air?: number): Record<string, number>[] {
  const rows: Record<string, number>[] = [];
  let state: BasinState = { ...firstBasins(plan), factors };
  const random = seedRandom(5);
  for (let minute = 0; minute < minutes; minute++) {
    const values = signals(minute, air);
    state = {
      ...advanceBasins(plan, state, rowOf(minute, values), GOOD),
      factors,
    };
    for (const { tag, basin, quantity } of plan.gauges) {
      const water = state.waters[0]?.[basin] ?? [];
      const is = (quantity === 'DO' ? water[C.SO] : water[C.SNH]) ?? 0;
      values[tag] = Math.max(0, is + 0.05 * nextGaussian(random));
    }
    rows.push(values);
  }
  return rows;
}

describe('plan of the reckoned basins', () => {
  it('finds the chain, what feeds it and the gauges in it from the profile', () => {
    expect(plan.basins.length).toBeGreaterThan(2);
    expect(plan.basins.at(-1)?.kind).toBe('membrane');
    expect(plan.stages.length).toBeGreaterThan(1);
    expect(plan.returns.length).toBe(1);
    expect(plan.gauges.filter(({ quantity }) => quantity === 'DO').length).toBe(3);
    const shares = plan.basins.reduce((sum, { airShare }) => sum + airShare, 0);
    expect(shares).toBeCloseTo(plan.air.toAeration + plan.air.toMembrane, 9);
    for (const share of plan.passes) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(new Set(plan.tags).size).toBe(plan.tags.length);
  });

  it('is none for a plant that is only recorded', async () => {
    expect(compileBasins(await profileOf(MINES_DIR))).toBeNull();
  });
});

describe('water of the reckoned basins', () => {
  it('mixes between what is there and what comes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 60, noNaN: true }),
        fc.double({ min: 1, max: 200, noNaN: true }),
        (own, coming, flow, volume) => {
          const full = (value: number): number[] => new Array<number>(COMPONENT_COUNT).fill(value);
          const [after = NaN] = mixStage(full(own), full(coming), flow, volume, 1 / 12);
          expect(after).toBeGreaterThanOrEqual(Math.min(own, coming) - 1e-9);
          expect(after).toBeLessThanOrEqual(Math.max(own, coming) + 1e-9);
        },
      ),
    );
  });

  it('stays a water whatever drives it, and has more oxygen with more air', () => {
    const last = plan.basins.length - 1;
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2000, noNaN: true }),
        fc.double({ min: 2, max: 35, noNaN: true }),
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 15, noNaN: true }),
        fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), {
          minLength: 6,
          maxLength: 6,
        }),
        (airNm3PerH, temperatureC, feedM3PerH, returned, factors) => {
          const biology = biologyOf(plan, factors);
          const volumeM3 = plan.basins.map(({ volume }) => volume.usualM3);
          const run = (air: number): Waters => {
            let waters: Waters = plan.basins.map(({ start }) => start);
            for (let i = 0; i < 12; i++)
              waters = stepBasins(plan, biology, factors, waters, {
                hours: 1 / 12,
                airNm3PerH: air,
                temperatureC,
                feedM3PerH,
                returnM3PerH: [returned],
                volumeM3,
                volumeBeforeM3: volumeM3,
                feed:
                  plan.basins[0]?.start.map((_, c) => (PARTICULATE[c] === true ? 50 : 20)) ?? [],
              });
            return waters;
          };
          const less = run(airNm3PerH);
          for (const water of less)
            water.forEach((value, c) => {
              expect(Number.isFinite(value)).toBe(true);
              if (c !== C.SALK) expect(value).toBeGreaterThanOrEqual(-1e-6);
            });
          const more = run(airNm3PerH + 300);
          expect(more[last]?.[C.SO] ?? 0).toBeGreaterThan(less[last]?.[C.SO] ?? 0);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('factors of the site', () => {
  it('are found by the gauges, and say the oxygen of one that is lost, also with other air', () => {
    const factors = BASIN_FACTORS.map((factor) =>
      factor === 'airAeration' ? 0.2 : factor === 'airMembrane' ? -0.15 : 0.05,
    );
    const minutes = 4 * 1440;
    const rows = site(factors, minutes);
    let state = firstBasins(plan);
    rows.forEach((values, i) => (state = advanceBasins(plan, state, rowOf(i, values), GOOD)));
    const before = firstBasins(plan).covariance;
    // What is learned narrows what is known.
    expect(state.covariance[0] ?? 1).toBeLessThan(before[0] ?? 0);
    const lostAt = plan.gauges.filter(({ quantity }) => quantity === 'DO');
    for (const { tag, basin } of lostAt) {
      const lost = new Map<string, Trust>([[tag, 'bad']]);
      let at = state;
      let truth: BasinState = { ...state, factors, waters: state.waters };
      let off = 0;
      let untaught = 0;
      let plain: BasinState = { ...state, factors: BASIN_FACTORS.map(() => 0) };
      const hours = 12;
      for (let i = minutes; i < minutes + hours * 60; i++) {
        const values = signals(i, 1250);
        truth = {
          ...advanceBasins(plan, truth, rowOf(i, values), GOOD),
          factors,
        };
        plain = {
          ...advanceBasins(plan, plain, rowOf(i, values), GOOD),
          factors: plain.factors,
        };
        at = advanceBasins(plan, at, rowOf(i, { ...values, [tag]: 19 }), lost);
        const is = truth.waters[0]?.[basin]?.[C.SO] ?? 0;
        off += Math.abs((oxygenIn(plan, at, basin, T0 + i * MIN)?.value ?? 99) - is);
        untaught += Math.abs((plain.waters[0]?.[basin]?.[C.SO] ?? 99) - is);
      }
      expect(off / hours / 60).toBeLessThan(0.3);
      expect(off).toBeLessThanOrEqual(untaught);
    }
  }, 60_000);

  it('say nothing before they run or once a vital signal is old, and go on after a hole', () => {
    const first = firstBasins(plan);
    expect(oxygenIn(plan, first, 0, T0)).toBeNull();
    let state = first;
    for (let i = 0; i < 30; i++) state = advanceBasins(plan, state, rowOf(i, signals(i)), GOOD);
    expect(oxygenIn(plan, state, 0, T0 + 30 * MIN)).not.toBeNull();
    const [airTag = ''] = plan.airTags;
    const lost = new Map<string, Trust>([[airTag, 'bad']]);
    for (let i = 30; i < 90; i++) state = advanceBasins(plan, state, rowOf(i, signals(i)), lost);
    expect(oxygenIn(plan, state, 0, T0 + 90 * MIN)).toBeNull();
    const later = 90 + 3 * 1440;
    for (let i = later; i < later + 10; i++)
      state = advanceBasins(plan, state, rowOf(i, signals(i)), GOOD);
    const oxygen = oxygenIn(plan, state, 0, T0 + (later + 10) * MIN);
    expect(oxygen?.value ?? -1).toBeGreaterThanOrEqual(0);
    expect(oxygen?.sd ?? -1).toBeGreaterThan(0);
  });

  it('go on after JSON as if nothing had been, and change nothing that was handed in', () => {
    let state = firstBasins(plan);
    const rows = site(
      BASIN_FACTORS.map(() => 0.1),
      200,
    );
    rows.slice(0, 130).forEach((values, i) => {
      state = advanceBasins(plan, state, rowOf(i, values), GOOD);
    });
    const text = JSON.stringify(state);
    const finish = (from: BasinState): BasinState =>
      rows
        .slice(130)
        .reduce((at, values, i) => advanceBasins(plan, at, rowOf(130 + i, values), GOOD), from);
    expect(finish(JSON.parse(text) as BasinState)).toEqual(finish(state));
    expect(JSON.stringify(state)).toBe(text);
    expect(text.length).toBeLessThan(40_000);
  });
});
