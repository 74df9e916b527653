import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { createFit } from '#core/calibration/fit.ts';
import type { FitReport } from '#core/calibration/fit.ts';
import { variablesOf } from '#core/calibration/parameters.ts';
import type { SearchState } from '#core/optimise/search.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { faultText } from '#core/process/fault.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { PARAMETER_TABLES } from '#core/process/registry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { driveFit, siteEvaluator } from '#twin/calibration/drive.ts';
import { readLoggedData } from '#twin/calibration/logged-data.ts';
import { atMeasured, prepare } from '#twin/calibration/prepare.ts';
import type { PrepareOptions } from '#twin/calibration/prepare.ts';

export interface SiteFitOptions extends PrepareOptions {
  readonly profile: PlantProfile;
  readonly dataText: string;
  readonly names: readonly string[];
  readonly evaluations: number;
  readonly threads: number;
  /** Where the search is kept between runs; null keeps nothing. */
  readonly stateFile: string | null;
  readonly stop: () => boolean;
  readonly say: (line: string) => void;
}

export interface SiteFit {
  readonly report: FitReport;
  readonly notes: readonly string[];
}

const stateSchema = z.object({
  format: z.literal('calibration-1'),
  /** Of everything the objective depends on. */
  key: z.string(),
  search: z.object({
    format: z.literal('search-1'),
    method: z.string(),
    settings: z.record(z.string(), z.unknown()),
    seed: z.number(),
    variables: z.array(
      z.object({
        name: z.string(),
        min: z.number(),
        max: z.number(),
        scale: z.enum(['linear', 'log']),
        start: z.number(),
      }),
    ),
    limits: z.object({ evaluations: z.number() }),
    values: z.array(z.number().nullable()),
  }),
});

/** Values of the site that stand for the defaults. */
export const siteValues = (profile: PlantProfile): ParameterOverrides =>
  Object.fromEntries(
    Object.entries(profile.process.parameters).map(([name, { value }]) => [name, value]),
  );

/** Fits parameters of the virtual plant to logged data. */
export async function calibrateSite(options: SiteFitOptions): Promise<Result<SiteFit, string[]>> {
  const { profile, names } = options;
  const data = readLoggedData(options.dataText, profile);
  if (!data.ok) return data;
  const prepared = prepare(data.value, profile, options);
  if (!prepared.ok) return prepared;
  const variables = variablesOf(names, PARAMETER_TABLES, siteValues(profile));
  if (!variables.ok) return err(variables.error.map(faultText));
  const { run, series } = prepared.value;
  const key = createHash('sha256')
    .update(JSON.stringify([run, series, names]))
    .digest('hex');
  const saved = readState(options.stateFile, key);
  if (!saved.ok) return saved;
  const fit = createFit({ variables: variables.value }, series, {
    evaluations: options.evaluations,
    seed: options.seed,
    ...(saved.value === null ? {} : { resume: saved.value }),
  });
  if (!fit.ok) return err(fit.error.map(faultText));
  if (saved.value !== null)
    options.say(`goes on after ${fit.value.evaluations} evaluations of ${options.stateFile ?? ''}`);
  const evaluator = siteEvaluator(
    run,
    names,
    (steps) => atMeasured(prepared.value, steps),
    options.threads,
  );
  try {
    const report = await driveFit(fit.value, evaluator.evaluate, {
      stop: options.stop,
      onProgress: ({ part, evaluations, best, state }) => {
        options.say(
          `${part}: ${evaluations} of ${options.evaluations} evaluations, objective ${best === null ? '-' : best.value.toPrecision(5)}`,
        );
        if (options.stateFile !== null && part !== 'start')
          writeState(options.stateFile, key, state());
      },
    });
    if (report.ok) return ok({ report: report.value, notes: prepared.value.notes });
    return err([...report.error, ...evaluator.faults()].map(faultText));
  } finally {
    await evaluator.close();
  }
}

function readState(file: string | null, key: string): Result<SearchState | null, string[]> {
  if (file === null || !existsSync(file)) return ok(null);
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return err([`--state ${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = stateSchema.safeParse(data);
  if (!parsed.success)
    return err([`--state ${file}: not the state of a calibration; give another file or delete it`]);
  if (parsed.data.key !== key)
    return err([
      `--state ${file}: of another profile, data, period or parameters; give another file or delete it`,
    ]);
  return ok(parsed.data.search);
}

/** Writes beside and renames, so that a crash never leaves half a state. */
function writeState(file: string, key: string, search: SearchState): void {
  writeFileSync(`${file}.new`, JSON.stringify({ format: 'calibration-1', key, search }));
  renameSync(`${file}.new`, file);
}
