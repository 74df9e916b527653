import type { PlantProfile } from '#core/plant/profile.ts';
import { faultText } from '#core/process/fault.ts';
import { PARAMETER_TABLES } from '#core/process/registry.ts';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { compileTruths } from '#twin/plant/quantities.ts';
import type { Truth } from '#twin/plant/quantities.ts';
import { runSeries } from '#twin/run/series.ts';
import type { Probe, SeriesChange } from '#twin/run/series.ts';
import type { TwinState } from '#twin/state.ts';
import { remembered } from './cache.ts';
import type { Kept } from './cache.ts';
import { MINUTE_MS } from './evaluate.ts';
import type { Run } from './evaluate.ts';

/** Tables of which every number is drawn anew for a mismatched plant: biology, air, chemistry. */
const DRAWN = [
  'asm1',
  'air',
  'chemicals',
  'coagulation',
  'flocculation',
  'flotation',
  'phosphorus',
];
/** Stoichiometric facts that are the same in every plant. */
const FACTS = ['oDen', 'oNit'];

/**
 * Parameters of another plant: each the site's own value times a log-normal factor, cut at the
 * limits of its table.
 * @param spread standard deviation of the logarithm
 */
export function mismatched(
  profile: PlantProfile,
  seed: number,
  spread: number,
): Readonly<Record<string, number>> {
  const random = seedRandom(seed);
  const parameters: Record<string, number> = {};
  for (const group of DRAWN)
    for (const [symbol, table] of Object.entries(PARAMETER_TABLES[group] ?? {})) {
      const path = `${group}.${symbol}`;
      const site = profile.process.parameters[path]?.value ?? table.value;
      const factor = Math.exp(spread * nextGaussian(random));
      if (site === 0 || FACTS.includes(symbol)) continue;
      parameters[path] = Math.min(table.max, Math.max(table.min, site * factor));
    }
  return parameters;
}

export interface PlantRun {
  readonly seed: number;
  readonly startMs: number;
  /** Days that are run and those at the beginning that are left out: the plant settles. */
  readonly days: number;
  readonly settleDays: number;
  readonly parameters: Readonly<Record<string, number>>;
  /** State to go on from: the run begins there, whatever seed and start say. */
  readonly from?: TwinState;
  /** Sensor whose signal is gone from the end of the settling on, also for the PLC. */
  readonly gone: string | null;
}

/** Runs a plant in steps of 30 s and keeps a row per minute of what was shown and of the truth. */
export function runPlant(
  profile: PlantProfile,
  tags: readonly string[],
  run: PlantRun,
): Result<Run & { readonly final: TwinState }, string> {
  // What is asked of the data and shown of it does not change what the plant does.
  const { quality: _quality, history: _history, display: _display, ...plant } = profile;
  try {
    const kept = remembered({ plant, tags, run }, () => simulate(profile, tags, run));
    const { startMs, final } = kept.rest as {
      startMs: number;
      final: TwinState;
    };
    const column = (name: string): Float64Array => kept.columns[name] ?? new Float64Array();
    const rows = column(`truth ${profile.sensors[0]?.tag ?? ''}`).length;
    return ok({
      final,
      timesMs: Float64Array.from({ length: rows }, (_, i) => startMs + i * MINUTE_MS),
      shown: Object.fromEntries(tags.map((tag) => [tag, column(tag)])),
      truth: Object.fromEntries(
        profile.sensors.map((sensor) => [sensor.tag, column(`truth ${sensor.tag}`)]),
      ),
    });
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}

/** @throws with all that is wrong with what was asked for */
function simulate(profile: PlantProfile, tags: readonly string[], run: PlantRun): Kept {
  let truths: Truth[] | null = null;
  const probes: Record<string, Probe> = {};
  profile.sensors.forEach((sensor, i) => {
    probes[`truth ${sensor.tag}`] = (plant) => {
      truths ??= compileTruths(plant.model);
      return truths[i]?.(plant.state.plant) ?? Number.NaN;
    };
  });
  const lost = profile.sensors.find((sensor) => sensor.tag === run.gone);
  const changes: SeriesChange[] =
    lost === undefined
      ? []
      : [
          {
            afterS: run.settleDays * 86_400,
            command: {
              cmd: 'addFault',
              id: lost.id,
              fault: { kind: 'dropout', share: 1 },
            },
          },
        ];
  const series = runSeries({
    profile,
    seed: run.seed,
    startMs: run.startMs,
    days: run.settleDays + run.days,
    sampleS: 60,
    tags,
    probes,
    parameters: run.parameters,
    changes,
    ...(run.from === undefined ? {} : { from: run.from }),
  });
  if (!series.ok) throw new Error(series.error.map(faultText).join('\n'));
  const { columns, timesMs, final } = series.value;
  const skip = run.settleDays * 1440;
  return {
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column.subarray(skip)]),
    ),
    rest: { startMs: timesMs[skip] ?? 0, final },
  };
}
