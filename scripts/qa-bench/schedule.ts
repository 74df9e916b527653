import type { PlantProfile } from '#core/plant/profile.ts';
import type { Sensor } from '#core/plant/equipment.ts';
import type { InstrumentFault } from '#core/process/instrument-fault.ts';
import { nextUniform, seedRandom } from '#core/random.ts';
import type { RandomState } from '#core/random.ts';
import type { SeriesChange } from '#twin/run/series.ts';

/** Kinds of labelled faults and the sizes each is brought in at. */
export const KINDS = ['spike', 'stuck', 'drift', 'bias', 'noise', 'dropout'] as const;
export type Kind = (typeof KINDS)[number];

/**
 * Sizes by kind. spike, bias: % of span; drift: % of span reached in two days, then held; noise: its
 * standard deviation, % of span, beside the instrument's own; stuck: hours; dropout: % of readings.
 */
export const SIZES: Readonly<Record<Kind, readonly number[]>> = {
  spike: [10, 20, 50],
  stuck: [6, 12, 24],
  drift: [5, 10, 20],
  bias: [5, 10, 20],
  noise: [2, 5, 10],
  dropout: [10, 50, 100],
};
export const SIZE_UNIT: Readonly<Record<Kind, string>> = {
  spike: '% of span',
  stuck: 'h',
  drift: '% of span',
  bias: '% of span',
  noise: '% of span',
  dropout: '% of readings',
};

/** How long a fault lasts, h. A drift has two days to grow and is then held. */
export const HOURS: Readonly<Record<Kind, (size: number) => number>> = {
  spike: () => 24,
  stuck: (size) => size,
  drift: () => 96,
  bias: () => 48,
  noise: () => 24,
  dropout: () => 24,
};
export const DRIFT_GROWS_H = 48;

/** A labelled fault of one sensor. Hours count from the start of the run. */
export interface Episode {
  readonly sensor: Sensor;
  readonly kind: Kind;
  readonly size: number;
  readonly sign: 1 | -1;
  readonly fromH: number;
  readonly toH: number;
}

export interface ScheduleOptions {
  readonly profile: PlantProfile;
  readonly sensors: readonly Sensor[];
  readonly days: number;
  readonly runs: number;
  /** Days at the start without faults, while the tests learn. */
  readonly learnDays: number;
  /** At most so many sensors are faulty at once. */
  readonly lanes: number;
  readonly seed: number;
}

const GAP_H = 12;
/** A sensor gets well for this long before its next fault. */
const REST_H = 96;

function shuffle<T>(list: T[], random: RandomState): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(nextUniform(random) * (i + 1));
    const a = list[i];
    const b = list[j];
    if (a === undefined || b === undefined) continue;
    list[i] = b;
    list[j] = a;
  }
  return list;
}

/** Every sensor with every kind and size once, spread over the runs. What found no room is returned as `left`. */
export function schedule(options: ScheduleOptions): {
  readonly runs: readonly (readonly Episode[])[];
  readonly left: number;
} {
  const random = seedRandom(options.seed, 77);
  const wanted = shuffle(
    options.sensors.flatMap((sensor) =>
      KINDS.flatMap((kind) => SIZES[kind].map((size) => ({ sensor, kind, size }))),
    ),
    random,
  );
  const runs = Array.from({ length: options.runs }, () => ({
    episodes: [] as Episode[],
    lanes: new Array<number>(options.lanes).fill(options.learnDays * 24),
    wellH: new Map<string, number>(),
  }));
  const endH = options.days * 24 - 1;
  // The freest lane takes the first fault in the list whose sensor is well by then.
  for (;;) {
    const lanes = runs
      .flatMap((run) => run.lanes.map((atH, lane) => ({ run, lane, atH })))
      .sort((a, b) => a.atH - b.atH);
    const placed = lanes.some(({ run, lane, atH }) => {
      const at = wanted.findIndex(
        ({ sensor, kind, size }) =>
          (run.wellH.get(sensor.id) ?? 0) <= atH && atH + HOURS[kind](size) <= endH,
      );
      const next = wanted[at];
      if (next === undefined) {
        // Time passes in this lane until its sensors are well.
        if (wanted.length > 0 && atH + 6 <= endH) {
          run.lanes[lane] = atH + 6;
          return true;
        }
        return false;
      }
      wanted.splice(at, 1);
      const fromH = atH + Math.floor(nextUniform(random) * 6);
      const toH = Math.min(endH, fromH + HOURS[next.kind](next.size));
      run.episodes.push({ ...next, sign: nextUniform(random) < 0.5 ? -1 : 1, fromH, toH });
      run.lanes[lane] = toH + GAP_H;
      run.wellH.set(next.sensor.id, toH + REST_H);
      return true;
    });
    if (!placed) break;
  }
  return { runs: runs.map(({ episodes }) => episodes), left: wanted.length };
}

/** Stated accuracy at a value, sensor's unit. */
export function accuracyAt(sensor: Sensor, value: number): number {
  const span = sensor.range.max - sensor.range.min;
  const { value: stated, of } = sensor.accuracy;
  if (of === 'absolute') return stated;
  return of === 'span' ? (stated / 100) * span : (stated / 100) * Math.abs(value);
}

/**
 * Whether a fault is no larger than what the maker allows the healthy instrument to be off at its usual
 * reading: such a sensor is not out of order by its own data sheet.
 */
export function isWithinAccuracy({ sensor, kind, size }: Episode, usual: number): boolean {
  if (kind === 'stuck' || kind === 'dropout') return false;
  const span = sensor.range.max - sensor.range.min;
  return (size / 100) * span <= accuracyAt(sensor, usual);
}

/** Usual standard deviation of the noise over the stated accuracy (`instruments.noiseShare`). */
const NOISE_SHARE = 0.25;
/** Spikes an hour: several in a day for the slowest analyser, never so many that they are the signal. */
const SPIKES_PER_H = 0.3;

/** The fault as the control channel takes it. */
function faultOf({ sensor, kind, size, sign }: Episode, typical: number): InstrumentFault {
  const span = sensor.range.max - sensor.range.min;
  switch (kind) {
    case 'spike':
      return { kind: 'spike', size: (size / 100) * span, perHour: SPIKES_PER_H };
    case 'stuck':
      return { kind: 'stuck' };
    case 'drift':
      return { kind: 'drift', perDay: (sign * (size / 100) * span * 24) / DRIFT_GROWS_H };
    case 'bias':
      return { kind: 'offset', by: sign * (size / 100) * span };
    case 'noise': {
      const own = NOISE_SHARE * accuracyAt(sensor, typical);
      const whole = Math.hypot(own, (size / 100) * span);
      return { kind: 'noise', times: Math.min(1000, Math.max(1, whole / Math.max(1e-9, own))) };
    }
    case 'dropout':
      return { kind: 'dropout', share: size / 100 };
  }
}

/** Spikes an analyser gets in a day when each is set for one result. */
const PLACED = 7;

/**
 * Spikes of an analyser: the channel's own spike comes and goes between two polls of a slow
 * analyser, so each is set as an offset that stands while the result is polled.
 */
function placedSpikes(episode: Episode, pollMin: number): SeriesChange[] {
  const { sensor, size, fromH, toH } = episode;
  const by = (size / 100) * (sensor.range.max - sensor.range.min);
  const polls = ((toH - fromH) * 60) / pollMin;
  return Array.from({ length: PLACED }, (_, i) => {
    const poll = Math.floor(((i + 0.5) * polls) / PLACED);
    const afterS = (fromH * 60 + poll * pollMin) * 60 + 1;
    const set = (atS: number, fault: InstrumentFault | null): SeriesChange => ({
      afterS: atS,
      command: { cmd: 'sensor', id: sensor.id, fault },
    });
    return [set(afterS, { kind: 'offset', by: i % 2 === 0 ? by : -by }), set(afterS + 120, null)];
  }).flat();
}

/**
 * Commands of a run's faults.
 * @param typical usual value by tag, for noise that is a share of the reading
 * @param pollMin minutes between two polls by tag; null leaves the spikes of slow analysers to chance
 */
export function changesOf(
  episodes: readonly Episode[],
  typical: ReadonlyMap<string, number>,
  pollMin: ReadonlyMap<string, number> | null,
): SeriesChange[] {
  return episodes.flatMap((episode): SeriesChange[] => {
    const { sensor, fromH, toH } = episode;
    const every = pollMin?.get(sensor.tag) ?? 1;
    if (episode.kind === 'spike' && every > 1) return placedSpikes(episode, every);
    const usual = typical.get(sensor.tag) ?? (sensor.range.min + sensor.range.max) / 2;
    const set = (atH: number, fault: InstrumentFault | null): SeriesChange => ({
      afterS: atH * 3600,
      command: { cmd: 'sensor', id: sensor.id, fault },
    });
    const begin = set(fromH, faultOf(episode, usual));
    const end = set(toH, null);
    if (episode.kind !== 'drift') return [begin, end];
    const span = sensor.range.max - sensor.range.min;
    const by = (episode.sign * episode.size * span) / 100;
    return [begin, set(fromH + DRIFT_GROWS_H, { kind: 'offset', by }), end];
  });
}
