import { beyondReference } from '#core/laboratory/check.ts';
import { methodSpread } from '#core/laboratory/reference-sd.ts';
import { sensorWindow } from '#core/laboratory/compare.ts';
import type { ReadingHow } from '#core/laboratory/reading.ts';
import type { Sensor } from '#core/plant/equipment.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { nextGaussian, seedRandom } from '#core/random.ts';
import type { RandomState } from '#core/random.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import { compareDrift, firstDrift, proposal } from '#core/signal/drift/filter.ts';
import type { DriftState } from '#core/signal/drift/filter.ts';
import type { Finding } from '#core/signal/qa/finding.ts';
import { qualityPlan } from '#core/signal/quality-state/plan.ts';
import type { SensorPlan } from '#core/signal/quality-state/plan.ts';
import type { Told } from './measure.ts';
import type { Run } from './runs.ts';
import { DRIFT_GROWS_H, accuracyAt } from './schedule.ts';
import type { Episode } from './schedule.ts';

/**
 * Tier 3 of the tests: what the staff reads by hand anyway (seed 4.1.1, 4.1.2 no. 3, 7.3.1), at its hours
 * and of its quantities only, held against the sensors through the product's own comparison, filter and
 * bounds. The gauge of the differential pressure and the panel of the flow meter show the sensor's own
 * reading and are no second opinion; they are left out.
 */
interface Round {
  readonly quantities: readonly string[];
  readonly place: string | null;
  readonly how: ReadingHow;
  /** Days of the week, 0 = Sunday; null: every day. */
  readonly days: readonly number[] | null;
  /** Standard uncertainty in the sensor's unit; null: that of the product's table of methods. */
  readonly sd: number | null;
  /** Until the result is known, h. */
  readonly delayH: (quantity: string) => number;
}
const TWICE_A_WEEK = [3, 6];
const ROUNDS: readonly Round[] = [
  // Seed 7.3.1: every tank's level each morning; assumed: a staff gauge on the wall, +-3 cm.
  { quantities: ['level'], place: null, how: 'manual', days: null, sd: 0.03, delayH: () => 0 },
  // Seed 7.3.1: pressure gauge of the saturator each morning; assumed: class 1.6 of 1000 kPa.
  { quantities: ['pressure'], place: null, how: 'manual', days: null, sd: 16, delayH: () => 0 },
  // Seed 4.1.1: pH by portable meter twice a week, one of them the Saturday round of 7.3.2.
  {
    quantities: ['pH'],
    place: null,
    how: 'portable',
    days: TWICE_A_WEEK,
    sd: null,
    delayH: () => 0,
  },
  // Seed 4.1.2 no. 3: effluent in the laboratory twice a week; BOD takes its five days, others a day.
  {
    quantities: ['COD', 'BOD', 'TOC', 'TN', 'TP', 'SS'],
    place: 'effluent',
    how: 'laboratory',
    days: TWICE_A_WEEK,
    sd: null,
    delayH: (quantity) => (quantity === 'BOD' ? 121 : 24),
  },
];
/** Local hour of the round (seed 7.3.1: 09:00). Runs begin at local midnight. */
const ROUND_H = 9;
const HALF_MIN = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Local time of the simulated site, ms east of UTC. */
const LOCAL_MS = 9 * HOUR_MS;

/** What the faulty instrument adds to the reading; null where that cannot be told. */
function faultAt(episodes: readonly Episode[], sensor: Sensor, atH: number): number | null {
  const own = episodes.find(
    (each) => each.sensor === sensor && atH >= each.fromH - 0.25 && atH <= each.toH + 0.25,
  );
  if (own === undefined) return 0;
  const full = (own.sign * own.size * (sensor.range.max - sensor.range.min)) / 100;
  if (own.kind === 'bias') return full;
  if (own.kind === 'drift')
    return full * Math.min(1, Math.max(0, (atH - own.fromH) / DRIFT_GROWS_H));
  return null;
}

/**
 * A hand reading. The water is what the sensor would show without the fault brought in, less an error
 * of the healthy instrument (half its stated accuracy as standard deviation); the method adds its own.
 * Null where fault or end of scale hide what the water was.
 */
function compare(
  run: Run,
  sensor: Sensor,
  round: Round,
  day: number,
  fault: number | null,
  random: RandomState,
): Comparison | null {
  const errorOfSensor = nextGaussian(random);
  const errorOfMethod = nextGaussian(random);
  if (fault === null) return null;
  const at = (day * 24 + ROUND_H) * 60;
  const column = run.columns.get(sensor.tag);
  if (column === undefined || at + HALF_MIN >= column.length) return null;
  const values = [...column.slice(at - HALF_MIN, at + HALF_MIN + 1)].filter(Number.isFinite);
  const seen = sensorWindow(values);
  const { min, max } = sensor.range;
  const edge = 1e-3 * (max - min);
  if (seen === null || seen.mean <= min + edge || seen.mean >= max - edge) return null;
  const healthy = seen.mean - fault;
  const water = healthy - 0.5 * accuracyAt(sensor, healthy) * errorOfSensor;
  const sd = round.sd ?? methodSpread(round.how, sensor.quantity, water).sd;
  return {
    tag: sensor.tag,
    readingId: `${sensor.tag}/${String(day)}`,
    sampledMs: run.startMs + at * 60_000,
    sensorValue: seen.mean,
    sensorSd: seen.sd,
    referenceValue: water + sd * errorOfMethod,
    referenceSd: sd,
  };
}

/** Findings that the staff's readings of a run bring, each when its result is known. */
export function staffFindings(
  profile: PlantProfile,
  run: Run,
  episodes: readonly Episode[],
  seed: number,
): Told[] {
  const plan = qualityPlan(profile);
  return profile.sensors.flatMap((sensor, i) => {
    const round = ROUNDS.find(
      ({ quantities, place }) =>
        quantities.includes(sensor.quantity) && (place === null || place === sensor.place),
    );
    const own = plan.byTag.get(sensor.tag);
    if (round === undefined || own === undefined) return [];
    const random = seedRandom(seed, 500 + i);
    const taken: Comparison[] = [];
    for (let day = 0; day < run.minutes / 1440; day++) {
      const weekday = new Date(run.startMs + day * DAY_MS + LOCAL_MS).getUTCDay();
      if (round.days !== null && !round.days.includes(weekday)) continue;
      const fault = faultAt(episodes, sensor, day * 24 + ROUND_H);
      const comparison = compare(run, sensor, round, day, fault, random);
      if (comparison !== null) taken.push(comparison);
    }
    return judgeReadings(own, round, sensor, taken, run.startMs);
  });
}

/** The product's rules on the readings of one sensor, in their order. */
function judgeReadings(
  own: SensorPlan,
  round: Round,
  sensor: Sensor,
  taken: readonly Comparison[],
  startMs: number,
): Told[] {
  const told: Told[] = [];
  const check = round.how === 'laboratory' ? 'laboratory' : 'portable';
  let state: DriftState = firstDrift(own.drift, startMs - DAY_MS);
  let isOpen = false;
  let isProposed = false;
  for (const comparison of taken) {
    const toldMs = comparison.sampledMs + round.delayH(sensor.quantity) * HOUR_MS;
    const { sensorValue: value, referenceValue: expected } = comparison;
    const finding = (id: string): Finding => ({
      id: `${sensor.tag}/${id}/${String(comparison.sampledMs)}`,
      tag: sensor.tag,
      check,
      tier: 3,
      severity: 'suspect',
      fromMs: comparison.sampledMs,
      toMs: null,
      value,
      expected,
      limit: own.quality.reference.absolute,
      other: null,
    });
    const next = compareDrift(own.drift, state, comparison);
    state = next.state;
    const beyond = beyondReference(own.quality.reference, value, expected);
    if (beyond && !isOpen) told.push({ tag: sensor.tag, check, toldMs, finding: finding(check) });
    isOpen = beyond;
    // A correction that is proposed asks the person just as a finding does.
    const proposed = proposal(own.drift, state, comparison.sampledMs) !== null;
    if (proposed && !isProposed)
      told.push({ tag: sensor.tag, check: 'correction', toldMs, finding: finding('correction') });
    isProposed = proposed;
  }
  return told;
}
