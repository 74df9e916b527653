import type { PlantProfile } from '#core/plant/profile.ts';
import type { ProcessFault } from '#core/process/fault.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { influentFromCsv } from '../influent-source.ts';
import { compileTruths } from '../plant/quantities.ts';
import type { Truth } from '../plant/quantities.ts';
import { runSeries } from '../run/series.ts';
import type { Probe, SeriesChange } from '../run/series.ts';
import type { VirtualPlant } from '../virtual-plant.ts';

/** One run of the virtual plant over the time of the data, as plain data that a worker can be handed. */
export interface SiteRun {
  readonly profile: PlantProfile;
  readonly seed: number;
  readonly startMs: number;
  readonly days: number;
  readonly tickMs: number;
  /** The plant is looked at this often, s; the values of a step are the means of those in it. */
  readonly sampleS: number;
  readonly stepS: number;
  readonly tags: readonly string[];
  /** Incoming water as the text of an influent file; null for the generator of the profile. */
  readonly influentCsv: string | null;
  /** Settings that were changed during the time. */
  readonly changes: readonly SeriesChange[];
}

/** How often the plant is looked at, s: suction and rest of a few minutes must count in their shares. */
export const SAMPLE_S = 60;

/**
 * What a tag would show if its instrument were perfect: the fit is to water, not to noise. A tag
 * without an instrument is taken as the PLC has it.
 */
function probeOf(profile: PlantProfile, tag: string): Probe {
  const sensor = profile.sensors.findIndex((each) => each.tag === tag);
  if (sensor < 0) return (plant) => plant.tagValue(tag) ?? Number.NaN;
  let truths: readonly Truth[] | null = null;
  return (plant: VirtualPlant) => {
    truths ??= compileTruths(plant.model);
    return truths[sensor]?.(plant.state.plant) ?? Number.NaN;
  };
}

/**
 * Runs the plant with parameters and gives the mean of every tag in every step of the time.
 * @returns one row of steps for each tag, or why the run could not be done
 */
export function runSite(
  run: SiteRun,
  parameters: ParameterOverrides,
): Result<number[][], readonly ProcessFault[]> {
  const influent = run.influentCsv === null ? null : influentFromCsv(run.influentCsv);
  if (influent !== null && !influent.ok)
    return err([
      {
        place: 'logged influent',
        quantity: 'columns',
        value: influent.error,
        allowed: 'what an influent file can hold',
        advice: 'correct the data or leave the influent tags out',
      },
    ]);
  const series = runSeries({
    profile: run.profile,
    seed: run.seed,
    startMs: run.startMs,
    days: run.days,
    tickMs: run.tickMs,
    sampleS: run.sampleS,
    tags: [],
    probes: Object.fromEntries(run.tags.map((tag) => [tag, probeOf(run.profile, tag)])),
    parameters,
    changes: run.changes,
    ...(influent === null ? {} : { influent: influent.value }),
  });
  if (!series.ok) return series;
  if (!series.value.complete) return err(series.value.faults.map(({ fault }) => fault));
  const perStep = run.stepS / run.sampleS;
  return ok(run.tags.map((tag) => means(series.value.columns[tag] ?? new Float64Array(), perStep)));
}

function means(values: Float64Array, perStep: number): number[] {
  const steps = Math.floor(values.length / perStep);
  return Array.from({ length: steps }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < perStep; i++) sum += values[k * perStep + i] ?? Number.NaN;
    return sum / perStep;
  });
}
