import type { PlantProfile } from '#core/plant/profile.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { PARAMETER_TABLES } from '#core/process/registry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { SAMPLE_S } from '#twin/calibration/site-run.ts';
import { twinLog } from '#twin/calibration/twin-experiment.ts';
import { calibrateSite } from './site.ts';
import type { SiteFit } from './site.ts';

/**
 * Twin experiment: a plant with known parameters is "logged" with the noise of its instruments,
 * then a fit that starts from the defaults looks for them.
 */
export interface SelfTestOptions {
  readonly profile: PlantProfile;
  /** True values; the fit starts from the site's. */
  readonly truth: ParameterOverrides;
  readonly tags: readonly string[];
  readonly days: number;
  readonly warmUpDays: number;
  /** Step of the log and of the comparison, s. */
  readonly stepS: number;
  readonly evaluations: number;
  readonly threads: number;
  readonly tickMs: number;
  readonly seed: number;
  readonly stop: () => boolean;
  readonly say: (line: string) => void;
}

export interface Recovered {
  readonly name: string;
  readonly truth: number;
  readonly start: number;
  readonly found: number;
  /** Distance from the truth as a share of the range. */
  readonly offShare: number;
  readonly insideInterval: boolean;
}

export interface SelfTest extends SiteFit {
  readonly recovered: readonly Recovered[];
}

/** Biology, oxygen transfer and membrane, each moved well away from its default. */
export const SELF_TEST_TRUTH: ParameterOverrides = {
  'asm1.muA': 0.62,
  'membrane.cleanResistance': 1.5e12,
  'air.sotePerMMembrane': 0.015,
};

const START_MS = Date.UTC(2026, 4, 3, 15);

/** Instruments that see what the parameters do. */
export const SELF_TEST_QUANTITIES: readonly string[] = ['NH4N', 'pressureDifference', 'airflow'];

export async function selfTest(options: SelfTestOptions): Promise<Result<SelfTest, string[]>> {
  const { profile, truth, tags, days, seed, say } = options;
  const log = twinLog(
    {
      profile,
      seed,
      startMs: START_MS,
      days,
      tickMs: options.tickMs,
      sampleS: SAMPLE_S,
      stepS: options.stepS,
      tags,
      influentCsv: null,
      changes: [],
    },
    truth,
    seed,
  );
  if (!log.ok) return log;
  say(`logged ${days} days of ${tags.join(', ')} with ${JSON.stringify(truth)}`);
  const names = Object.keys(truth);
  const fitted = await calibrateSite({
    profile,
    dataText: log.value,
    names,
    tags,
    days: null,
    warmUpDays: options.warmUpDays,
    calibrationShare: 0.6,
    stepS: options.stepS,
    tickMs: options.tickMs,
    seed,
    evaluations: options.evaluations,
    threads: options.threads,
    stateFile: null,
    stop: options.stop,
    say,
  });
  if (!fitted.ok) return err(fitted.error);
  const { report } = fitted.value;
  const recovered = names.map((name, i): Recovered => {
    const [group = '', symbol = ''] = name.split('.');
    const { min = 0, max = 1 } = PARAMETER_TABLES[group]?.[symbol] ?? {};
    const interval = report.identifiability?.parameters[i]?.confidence ?? null;
    const found = report.best[i] ?? Number.NaN;
    const wanted = truth[name] ?? Number.NaN;
    return {
      name,
      truth: wanted,
      start: report.start[i] ?? Number.NaN,
      found,
      offShare: Math.abs(found - wanted) / (max - min),
      insideInterval: interval !== null && wanted >= interval[0] && wanted <= interval[1],
    };
  });
  return ok({ ...fitted.value, recovered });
}
