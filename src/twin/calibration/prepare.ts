import type { FitSeries } from '#core/calibration/fit.ts';
import type { Sensor } from '#core/plant/equipment.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { SeriesChange } from '../run/series.ts';
import type { LoggedData, LoggedSeries } from './logged-data.ts';
import { SAMPLE_S } from './site-run.ts';
import type { SiteRun } from './site-run.ts';

export interface PrepareOptions {
  /** Tags to fit to; every logged instrument in or behind the plant unless named. */
  readonly tags: readonly string[] | null;
  /** Days of the data to use, from its start; all unless given. */
  readonly days: number | null;
  /** Days at the start that only bring the plant into swing. */
  readonly warmUpDays: number;
  /** Share of the days after the warm-up that calibrates; the rest validates. */
  readonly calibrationShare: number;
  /** Step of the comparison, s. */
  readonly stepS: number;
  readonly tickMs: number;
  readonly seed: number;
}

export interface Prepared {
  readonly run: SiteRun;
  readonly series: readonly FitSeries[];
  /** Steps of the run that each value of a series stands for. */
  readonly steps: readonly (readonly number[])[];
  readonly notes: readonly string[];
}

/** Longest gap in what drives the model, s: beyond, the water of those hours is unknown. */
const LONGEST_GAP_S = 6 * 3600;

/** Columns of an influent file by quantity of the instrument at the inlet. */
const INFLUENT_COLUMNS: Partial<Record<Sensor['quantity'], string>> = {
  flow: 'flow_m3_h',
  COD: 'cod [mg/L]',
  BOD: 'bod [mg/L]',
  SS: 'ss [mg/L]',
  TN: 'tn [mg/L]',
  NH4N: 'nh4n [mg/L]',
  TP: 'tp [mg/L]',
  pH: 'ph',
  temperature: 'temp_degC',
};

/**
 * Turns logged data into a run of the plant over the same time and the series to compare: steps
 * of means, water from the inlet's instruments where they are logged, settings where they are.
 */
export function prepare(
  data: LoggedData,
  profile: PlantProfile,
  options: PrepareOptions,
): Result<Prepared, string[]> {
  const { stepS } = options;
  const problems: string[] = [];
  if (!(stepS >= SAMPLE_S) || stepS % SAMPLE_S !== 0)
    problems.push(`--step ${stepS}: give a multiple of ${SAMPLE_S} s`);
  const startMs = Math.ceil(data.fromMs / (stepS * 1000)) * stepS * 1000;
  const allDays = (data.toMs - startMs) / 86_400_000;
  const days = Math.min(options.days ?? allDays, allDays);
  const count = Math.floor((days * 86_400) / stepS);
  const first = Math.ceil((options.warmUpDays * 86_400) / stepS);
  if (!(count > first))
    problems.push(
      `data: ${allDays.toFixed(2)} days, of which ${options.warmUpDays} only warm up; give more days or a smaller --warm-up`,
    );
  const tags = options.tags ?? defaultTags(data, profile);
  for (const tag of tags) {
    if (!data.series.has(tag))
      problems.push(`--tags ${tag}: not in the data; it has ${[...data.series.keys()].join(', ')}`);
  }
  const influent = influentOf(data, profile, startMs, stepS, problems);
  if (problems.length > 0) return err(problems);
  const split = first + Math.round((count - first) * options.calibrationShare);
  const steps: number[][] = [];
  const series = tags.map((tag): FitSeries => {
    const logged = data.series.get(tag);
    const means = stepMeans(logged, startMs, stepS, count);
    const there = means.flatMap((value, k) => (k >= first && Number.isFinite(value) ? [k] : []));
    steps.push(there);
    return {
      name: tag,
      unit: logged?.unit ?? '',
      measured: there.map((k) => means[k] ?? Number.NaN),
      calibrate: there.map((k) => k < split),
      weight: 1,
      measure: 'nse',
    };
  });
  return ok({
    run: {
      profile,
      seed: options.seed,
      startMs,
      days: (count * stepS) / 86_400,
      tickMs: options.tickMs,
      sampleS: SAMPLE_S,
      stepS,
      tags,
      influentCsv: influent,
      changes: changesOf(data, profile, startMs),
    },
    series,
    steps,
    notes: [
      ...data.notes,
      influent === null
        ? "no inflow in the data: the profile's own pattern drives the model"
        : 'the logged inflow drives the model',
    ],
  });
}

/** Instruments that look at the plant or behind it, not at what comes in. */
function defaultTags(data: LoggedData, profile: PlantProfile): string[] {
  return [...data.series.keys()].filter((tag) =>
    profile.sensors.some((sensor) => sensor.tag === tag && sensor.place !== 'influent'),
  );
}

/** Means of the values in each step, NaN where there is none. */
export function stepMeans(
  logged: LoggedSeries | undefined,
  startMs: number,
  stepS: number,
  count: number,
): number[] {
  const sums = new Array<number>(count).fill(0);
  const counts = new Array<number>(count).fill(0);
  logged?.timesMs.forEach((atMs, i) => {
    // A value at the end of a step belongs to it, as the means of the run do.
    const k = Math.ceil((atMs - startMs) / (stepS * 1000)) - 1;
    if (k < 0 || k >= count) return;
    sums[k] = (sums[k] ?? 0) + (logged.values[i] ?? 0);
    counts[k] = (counts[k] ?? 0) + 1;
  });
  return sums.map((sum, k) => ((counts[k] ?? 0) > 0 ? sum / (counts[k] ?? 1) : Number.NaN));
}

/** Logged inflow and its quality as an influent file; null where the inflow is not logged. */
function influentOf(
  data: LoggedData,
  profile: PlantProfile,
  startMs: number,
  stepS: number,
  problems: string[],
): string | null {
  const sensors = profile.sensors.filter(
    (sensor) =>
      sensor.place === 'influent' &&
      INFLUENT_COLUMNS[sensor.quantity] !== undefined &&
      data.series.has(sensor.tag),
  );
  if (!sensors.some((sensor) => sensor.quantity === 'flow')) return null;
  for (const { tag } of sensors) {
    const times = data.series.get(tag)?.timesMs ?? [];
    times.forEach((atMs, i) => {
      const before = times[i - 1] ?? data.fromMs;
      if (atMs - before > LONGEST_GAP_S * 1000)
        problems.push(
          `data: ${tag} has a gap of ${((atMs - before) / 3_600_000).toFixed(1)} h from ${new Date(before).toISOString()}; what drives the model may miss ${LONGEST_GAP_S / 3600} h at most: fill it, use other days, or leave the tag out`,
        );
    });
  }
  const count = Math.ceil((data.toMs - startMs) / (stepS * 1000));
  const columns = sensors.map(({ tag }) =>
    filled(stepMeans(data.series.get(tag), startMs, stepS, count)),
  );
  const lines = Array.from({ length: count }, (_, k) =>
    [
      new Date(startMs + (k + 0.5) * stepS * 1000).toISOString().replace('.000Z', 'Z'),
      ...columns.map((column) => String(column[k] ?? 0)),
    ].join(','),
  );
  const head = ['time', ...sensors.map(({ quantity }) => INFLUENT_COLUMNS[quantity] ?? '')];
  return [head.join(','), ...lines, ''].join('\n');
}

/** Short gaps bridged by a straight line, ends held. */
function filled(values: readonly number[]): number[] {
  const known = values.flatMap((value, k) => (Number.isFinite(value) ? [k] : []));
  let next = 0;
  return values.map((value, k) => {
    if (Number.isFinite(value)) return value;
    while (next < known.length && (known[next] ?? 0) < k) next++;
    const a = known[next - 1] ?? known[next] ?? 0;
    const b = known[next] ?? a;
    const [from, to] = [values[a] ?? 0, values[b] ?? 0];
    return b === a ? from : from + ((to - from) * (k - a)) / (b - a);
  });
}

/** Settings of the PLC's program that were logged, as changes at the times they changed. */
function changesOf(data: LoggedData, profile: PlantProfile, startMs: number): SeriesChange[] {
  return profile.plc.setpoints
    .filter(({ area, tag }) => area === 'plc' && data.series.has(tag))
    .flatMap(({ tag }) => {
      const logged = data.series.get(tag);
      return (logged?.values ?? []).flatMap((value, i): SeriesChange[] =>
        i > 0 && value === logged?.values[i - 1]
          ? []
          : [
              {
                afterS: Math.max(0, ((logged?.timesMs[i] ?? startMs) - startMs) / 1000),
                command: { cmd: 'setting', tag, value },
              },
            ],
      );
    });
}

/** Values of a run at the steps that were measured, in the order of the series. */
export const atMeasured = (
  prepared: Pick<Prepared, 'steps'>,
  simulated: readonly (readonly number[])[],
): number[][] =>
  prepared.steps.map((steps, i) => steps.map((k) => simulated[i]?.[k] ?? Number.NaN));
