import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { nextGaussian, seedRandom } from '#core/random.ts';
import type { MinuteRow, MinuteSample } from '#core/signal/qa/finding.ts';
import type { Trust } from '#core/signal/virtual/estimate.ts';
import { tagsOf } from '#core/signal/virtual/features.ts';
import {
  advanceVirtual,
  anchorVirtual,
  compileVirtual,
  firstVirtualSensors,
} from '#core/signal/virtual/virtual.ts';
import type { VirtualPlan, VirtualState } from '#core/signal/virtual/virtual.ts';
import { geumgang, MINES_DIR, profileOf } from '#test/twin/profile.ts';

const MIN = 60_000;
const T0 = Date.UTC(2026, 4, 4);
const GOOD = new Map<string, Trust>();

let profile: PlantProfile;
let plan: VirtualPlan;
let used: readonly string[];
beforeAll(async () => {
  profile = await geumgang();
  plan = compileVirtual(profile);
  const reckoned = plan.basins?.tags ?? [];
  used = [...new Set([...plan.features.flatMap((feature) => tagsOf(feature)), ...reckoned])];
});

/** Tags by what they measure: the tests know no names either. */
const tagOf = (quantity: string, place: (place: string) => boolean): string => {
  const sensor = profile.sensors.find((each) => each.quantity === quantity && place(each.place));
  if (sensor === undefined) throw new Error(`no ${quantity}`);
  return sensor.tag;
};
const redoxPlace = (): string =>
  profile.sensors.find((each) => each.quantity === 'ORP')?.place ?? '';

/** A made-up plant: every signal moves by itself, those that count hang together as real ones do. */
function rowAt(minute: number, more: Readonly<Record<string, MinuteSample>> = {}): MinuteRow {
  const random = seedRandom(minute + 1);
  const day = Math.sin((2 * Math.PI * minute) / 1440);
  const samples = new Map<string, MinuteSample>();
  for (const tag of used) samples.set(tag, { value: 1 + 0.1 * nextGaussian(random), fresh: true });
  const oxygen = 1 + 0.6 * day + 0.3 * Math.sin(minute / 97);
  const at = redoxPlace();
  for (const sensor of profile.sensors) {
    const noise = nextGaussian(random);
    const value =
      sensor.quantity === 'DO' && sensor.place === at
        ? oxygen + 0.02 * noise
        : sensor.quantity === 'ORP'
          ? 90 * Math.log10(oxygen + 0.05) + 2 * noise
          : sensor.quantity === 'pH'
            ? 7 + 0.2 * day + 0.03 * noise
            : sensor.quantity === 'temperature'
              ? 15
              : 20 * Math.exp(0.3 * day + 0.05 * noise);
    const period = Math.max(1, sensor.samplePeriodS / 60);
    samples.set(sensor.tag, { value, fresh: minute % period === 0 });
  }
  for (const [tag, sample] of Object.entries(more)) samples.set(tag, sample);
  return { tsMs: T0 + minute * MIN, samples };
}

function live(from: VirtualState, first: number, minutes: number, trust = GOOD): VirtualState {
  let state = from;
  for (let i = first; i < first + minutes; i++)
    state = advanceVirtual(plan, state, rowAt(i), trust).state;
  return state;
}

/** Five days: enough to have learned. */
let learned: VirtualState;
const LEARNED_UNTIL = 5 * 1440;
beforeAll(() => {
  learned = live(firstVirtualSensors(plan), 0, LEARNED_UNTIL);
}, 120_000);

describe('plan of the virtual sensors', () => {
  it('has one for every sensor that the profile asks one for, in both plants', async () => {
    for (const each of [profile, await profileOf(MINES_DIR)]) {
      const asked = each.quality.sensors.filter((one) => one.virtual).map((one) => one.tag);
      expect(new Set(compileVirtual(each).sensors.map((one) => one.tag))).toEqual(new Set(asked));
    }
  });

  it('never feeds a sensor with itself', () => {
    for (const { tag, models } of plan.sensors)
      for (const { inputs, required } of models)
        for (const at of [...inputs, ...required]) {
          const feature = plan.features[at];
          expect(feature === undefined ? [] : tagsOf(feature)).not.toContain(tag);
        }
  });

  it('gives each a share of other signals, or of the hour alone nowhere', () => {
    for (const { models } of plan.sensors)
      for (const { inputs } of models)
        expect(inputs.some((at) => plan.features[at]?.kind !== 'hour')).toBe(true);
  });
});

describe('virtual sensors', () => {
  it('say that they are learning, and how long still, before they say a value', () => {
    const { estimates, silent } = advanceVirtual(plan, firstVirtualSensors(plan), rowAt(0), GOOD);
    expect(estimates.size).toBe(0);
    for (const { tag } of plan.sensors) {
      const silence = silent.get(tag);
      expect(silence?.why).toBe('learning');
      if (silence?.why === 'learning') expect(silence.neededMinutes).toBeGreaterThan(4000);
    }
  });

  it('estimate what they learned, within their bands, and do not look at the sensor itself', () => {
    const tag = tagOf('DO', (place) => place === redoxPlace());
    const lost = new Map<string, Trust>([[tag, 'bad']]);
    let inside = 0;
    let off = 0;
    const minutes = 600;
    let state = learned;
    for (let i = 0; i < minutes; i++) {
      const minute = LEARNED_UNTIL + i;
      const row = rowAt(minute);
      const truth = row.samples.get(tag)?.value ?? 0;
      const answer = advanceVirtual(
        plan,
        state,
        rowAt(minute, { [tag]: { value: 1e6, fresh: true } }),
        lost,
      );
      state = answer.state;
      const estimate = answer.estimates.get(tag);
      off += Math.abs((estimate?.value ?? 99) - truth) / minutes;
      if (Math.abs((estimate?.value ?? 99) - truth) <= 2 * (estimate?.sd ?? 0)) inside++;
    }
    expect(off).toBeLessThan(0.15);
    expect(inside / minutes).toBeGreaterThan(0.9);
  });

  it('learn from good fresh minutes alone', () => {
    const { tag } = plan.sensors[0] ?? { tag: '' };
    const wild = { [tag]: { value: 13, fresh: true } };
    const before = learned.models[tag];
    for (const trust of ['suspect', 'bad'] as const) {
      const { state } = advanceVirtual(
        plan,
        learned,
        rowAt(LEARNED_UNTIL, wild),
        new Map<string, Trust>([[tag, trust]]),
      );
      expect(state.models[tag]).toEqual(before);
    }
    const held = advanceVirtual(
      plan,
      learned,
      rowAt(LEARNED_UNTIL, { [tag]: { value: 13, fresh: false } }),
      GOOD,
    );
    expect(held.state.models[tag]).toEqual(before);
    const taught = advanceVirtual(plan, learned, rowAt(LEARNED_UNTIL), GOOD);
    expect(taught.state.models[tag]).not.toEqual(before);
  });

  it('freeze when an input is not good', () => {
    const tag = tagOf('DO', (place) => place === redoxPlace());
    const redox = tagOf('ORP', () => true);
    let state = learned;
    // Longer than what a lag bridges.
    for (let i = 0; i < 20; i++)
      state = advanceVirtual(
        plan,
        state,
        rowAt(LEARNED_UNTIL + i),
        new Map<string, Trust>([[redox, 'suspect']]),
      ).state;
    const frozen = state.models[tag];
    const answer = advanceVirtual(
      plan,
      state,
      rowAt(LEARNED_UNTIL + 20),
      new Map<string, Trust>([[redox, 'suspect']]),
    );
    expect(answer.state.models[tag]).toEqual(frozen);
    expect(answer.silent.get(tag)).toEqual({ why: 'inputs', tags: [redox] });
    expect(answer.estimates.has(tag)).toBe(false);
  });

  it('go on without one of many inputs, less sure', () => {
    const raw = plan.sensors.find(
      (each) => each.sensor.quantity === 'COD' && each.sensor.place === 'influent',
    );
    const other = tagOf('NH4N', (place) => place === 'influent');
    if (raw === undefined) throw new Error('no COD of raw water');
    const gone = new Map<string, Trust>([
      [raw.tag, 'bad'],
      [other, 'bad'],
    ]);
    const alone = new Map<string, Trust>([[raw.tag, 'bad']]);
    const [less, all] = [gone, alone].map((trust) => {
      const state = live(learned, LEARNED_UNTIL, 30, trust);
      return advanceVirtual(plan, state, rowAt(LEARNED_UNTIL + 30), trust).estimates.get(raw.tag);
    });
    expect(less).toBeDefined();
    expect(less?.sd ?? 0).toBeGreaterThan(all?.sd ?? Infinity);
  });

  it('say the oxygen of a reckoned basin without the other gauges, and not without air', () => {
    const sensor = plan.sensors.find(({ models }) => models[0]?.shape.kind === 'balance');
    const air = plan.basins?.airTags[0];
    if (sensor === undefined || air === undefined) throw new Error('no reckoned basin');
    const others = (plan.basins?.gauges ?? []).map(({ tag }) => tag);
    const trust = new Map<string, Trust>(others.map((tag) => [tag, 'bad']));
    const state = live(learned, LEARNED_UNTIL, 30, trust);
    const answer = advanceVirtual(plan, state, rowAt(LEARNED_UNTIL + 30), trust);
    expect(answer.estimates.get(sensor.tag)?.sd ?? 0).toBeGreaterThan(0);
    trust.set(air, 'bad');
    const later = live(state, LEARNED_UNTIL + 30, 60, trust);
    const { silent } = advanceVirtual(plan, later, rowAt(LEARNED_UNTIL + 90), trust);
    const silence = silent.get(sensor.tag);
    expect(silence?.why === 'inputs' ? silence.tags : []).toContain(air);
  });

  it('take in a state of an earlier version: what has another form begins anew, the rest goes on', () => {
    const { layout: _layout, basins: _basins, ...rest } = learned;
    const sensor = plan.sensors.find(({ models }) => models[0]?.shape.kind === 'balance');
    const kept = plan.sensors.find(({ sensor: each }) => each.quantity === 'COD');
    if (sensor === undefined || kept === undefined) throw new Error('no sensor');
    const [was] = learned.models[sensor.tag] ?? [];
    if (was === undefined) throw new Error('nothing learned');
    const longer = { ...was.ridge, mean: [...was.ridge.mean, 0, 0] };
    const old: VirtualState = {
      ...rest,
      bank: learned.bank.slice(1),
      models: { ...learned.models, [sensor.tag]: [{ ...was, ridge: longer }] },
    };
    const { state } = advanceVirtual(plan, old, rowAt(LEARNED_UNTIL), GOOD);
    expect(state.bank.length).toBe(plan.features.length);
    expect(state.basins?.waters.length).toBe(learned.basins?.waters.length);
    expect(state.models[sensor.tag]?.[0]?.ridge.weight ?? 9).toBeLessThanOrEqual(sensor.periodMin);
    expect(state.models[kept.tag]?.[0]?.ridge.weight ?? 0).toBeGreaterThan(1000);
  });

  it('grow less sure the longer the sensor is lost', () => {
    const { tag } = plan.sensors[0] ?? { tag: '' };
    const trust = new Map<string, Trust>([[tag, 'bad']]);
    const sdAfter = (days: number): number => {
      const row = rowAt(LEARNED_UNTIL);
      const later = { ...row, tsMs: row.tsMs + days * 86_400_000 };
      return advanceVirtual(plan, learned, later, trust).estimates.get(tag)?.sd ?? 0;
    };
    expect(sdAfter(0)).toBeGreaterThan(0);
    expect(sdAfter(1)).toBeGreaterThan(sdAfter(0));
    expect(sdAfter(9)).toBeGreaterThan(sdAfter(1));
  });

  it('follow a portable reading while the sensor is lost, and drop it when it teaches again', () => {
    const { tag } = plan.sensors[0] ?? { tag: '' };
    const trust = new Map<string, Trust>([[tag, 'bad']]);
    const lost = live(learned, LEARNED_UNTIL, 1440, trust);
    const minute = LEARNED_UNTIL + 1440;
    const estimated = advanceVirtual(plan, lost, rowAt(minute), trust).estimates.get(tag);
    if (estimated === undefined) throw new Error('no estimate');
    const reference = { value: estimated.value + 0.2, sd: 0.01 };
    const anchored = anchorVirtual(plan, lost, {
      tag,
      sampledMs: T0 + minute * MIN,
      estimated,
      reference,
    });
    const after = advanceVirtual(plan, anchored, rowAt(minute), trust).estimates.get(tag);
    expect(after?.value ?? 0).toBeGreaterThan(estimated.value);
    expect(after?.value ?? 0).toBeLessThan(reference.value);
    expect(after?.sd ?? 1).toBeLessThan(estimated.sd);
    const back = advanceVirtual(plan, anchored, rowAt(minute), GOOD);
    expect(back.state.models[tag]?.every((model) => model.anchor === null)).toBe(true);
    // A sensor that teaches is not shifted by a person's reading.
    expect(
      anchorVirtual(plan, back.state, { tag, sampledMs: T0 + minute * MIN, estimated, reference }),
    ).toEqual(back.state);
    expect(anchorVirtual(plan, lost, { tag: 'NO-1.pv', sampledMs: 0, estimated, reference })).toBe(
      lost,
    );
  });

  it('take the uptake instead of the loop when the speed stands at its limit', () => {
    const steered = plan.sensors.find((each) => each.steering !== null);
    if (steered?.steering == null) throw new Error('no loop');
    const trust = new Map<string, Trust>([[steered.tag, 'bad']]);
    const { maxHz, speedTags } = steered.steering;
    const speeds = (hz: number) =>
      Object.fromEntries(speedTags.map((tag) => [tag, { value: hz, fresh: true }]));
    let state = learned;
    const said: number[] = [];
    for (let i = 0; i < 400; i++) {
      const hz = i < 100 ? 45 + 3 * Math.sin(i / 5) : maxHz;
      const answer = advanceVirtual(plan, state, rowAt(LEARNED_UNTIL + i, speeds(hz)), trust);
      state = answer.state;
      said.push(answer.estimates.get(steered.tag)?.sd ?? 0);
    }
    expect(state.loops[steered.tag]?.atLimit).toBeGreaterThan(0.8);
    expect(said[399]).not.toBeCloseTo(said[120] ?? 0, 3);
  });

  it('begin anew when a set value comes to be known', () => {
    const steered = plan.sensors.find((each) => each.steering !== null);
    if (steered?.steering == null) throw new Error('no loop');
    const row = rowAt(LEARNED_UNTIL, { [steered.steering.setTag]: { value: 2.5, fresh: true } });
    const { state, silent } = advanceVirtual(plan, learned, row, GOOD);
    expect(silent.get(steered.tag)?.why).toBe('learning');
    expect(state.minutes[steered.tag]).toBe(1);
  });

  it('go on after JSON as if nothing had been, minute for minute', () => {
    const through = JSON.parse(JSON.stringify(learned)) as VirtualState;
    expect(through).toEqual(learned);
    expect(live(through, LEARNED_UNTIL, 120)).toEqual(live(learned, LEARNED_UNTIL, 120));
    expect(JSON.stringify(learned).length).toBeLessThan(200_000);
  });

  it('change nothing that was handed in', () => {
    const before = JSON.stringify(learned);
    live(learned, LEARNED_UNTIL, 5);
    expect(JSON.stringify(learned)).toBe(before);
  });
});
