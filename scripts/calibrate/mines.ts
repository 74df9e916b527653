import { createFit } from '#core/calibration/fit.ts';
import type { FitReport } from '#core/calibration/fit.ts';
import { variablesOf } from '#core/calibration/parameters.ts';
import { faultText } from '#core/process/fault.ts';
import { PARAMETER_TABLES } from '#core/process/registry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { driveFit } from '#twin/calibration/drive.ts';
import { membraneSteps, runMembrane } from '#twin/calibration/membrane-run.ts';
import type { MembraneRecord } from '#twin/calibration/membrane-run.ts';
import { parseColumnMap, parseRecording } from '#twin/replay/recording.ts';

/**
 * The membrane model against a month of a full-scale plant at one minute: driven by measured
 * permeate flow, solids and temperature, judged by the measured pressure, hourly means of the
 * minutes of filtration. The first share of the time calibrates, the rest validates.
 */
export interface MinesOptions {
  readonly recording: string;
  readonly map: string;
  readonly train: 1 | 2;
  readonly names: readonly string[];
  readonly evaluations: number;
  readonly seed: number;
  readonly calibrationShare: number;
}

export const MINES_PARAMETERS: readonly string[] = [
  'membrane.cleanResistance',
  'membrane.specificCake',
  'membrane.scourPerS',
  'membrane.poreFoulingPerM',
  'membrane.criticalFlux',
];

/** The area is not published; the mean flux of filtration is taken as that of a usual plant, L/(m2 h) (Judd 2006). */
const MEAN_FLUX_LMH = 20;
/** The record does not tell cleanings; usual maintenance is taken: 300 mg/L for an hour each week (200 to 500, Judd 2006). */
const CLEANING = { everyDays: 7, concentrationMgPerL: 300, contactS: 3600 } as const;
const STEP_S = 3600;
const LEAST_TMP_KPA = 0.35;

export interface MinesReport {
  readonly areaM2: number;
  readonly hours: number;
  readonly fit: FitReport;
}

export async function calibrateMines(
  options: MinesOptions,
): Promise<Result<MinesReport, string[]>> {
  const maps = parseColumnMap(options.map);
  if (!maps.ok) return maps;
  const recording = parseRecording(options.recording, maps.value);
  if (!recording.ok) return recording;
  const { timesMs, values } = recording.value;
  const column = (tag: string): Float64Array => values.get(tag) ?? new Float64Array(timesMs.length);
  const record: MembraneRecord = {
    timesMs,
    flowM3PerH: column(`FIT-30${options.train}.pv`),
    // Return sludge comes straight from the membrane tanks.
    mlssGPerL: column('SIT-400.pv').map((mgPerL) => mgPerL / 1000),
    temperatureC: column('TIT-400.pv'),
    tmpKPa: column(`PDT-30${options.train}.pv`),
  };
  const flowing = Array.from(record.flowM3PerH).filter((flow) => flow > 0.1);
  const meanFlow = flowing.reduce((sum, v) => sum + v, 0) / flowing.length;
  const fitOptions = {
    areaM2: (1000 * meanFlow) / MEAN_FLUX_LMH,
    stepS: STEP_S,
    leastFlowM3PerH: 0.3 * meanFlow,
    leastTmpKPa: LEAST_TMP_KPA,
    cleaning: CLEANING,
  };
  const steps = membraneSteps(record, fitOptions);
  const variables = variablesOf(options.names, PARAMETER_TABLES);
  if (!variables.ok) return err(variables.error.map(faultText));
  const last = Math.round(options.calibrationShare * steps.measuredKPa.length);
  const fit = createFit(
    { variables: variables.value },
    [
      {
        name: `TMP of train ${options.train}`,
        unit: 'kPa',
        measured: steps.measuredKPa,
        calibrate: steps.measuredKPa.map((_, k) => k < last),
        weight: 1,
        measure: 'nse',
      },
    ],
    { evaluations: options.evaluations, seed: options.seed },
  );
  if (!fit.ok) return err(fit.error.map(faultText));
  const report = await driveFit(fit.value, (points) =>
    Promise.resolve(
      points.map((point) => {
        const run = runMembrane(
          record,
          steps,
          fitOptions,
          Object.fromEntries(options.names.map((name, i) => [name, point[i] ?? Number.NaN])),
        );
        return run.ok ? [run.value] : null;
      }),
    ),
  );
  if (!report.ok) return err(report.error.map(faultText));
  return ok({ areaM2: fitOptions.areaM2, hours: steps.measuredKPa.length, fit: report.value });
}
