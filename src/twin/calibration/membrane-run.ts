import { cleanMembrane } from '#core/process/membrane-cleaning.ts';
import { foul, newMembrane, tmpKPa } from '#core/process/membrane.ts';
import { MEMBRANE_PARAMETERS } from '#core/process/membrane-parameters.ts';
import { faultText } from '#core/process/fault.ts';
import { resolveParameters } from '#core/process/parameters.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/** What was measured at one membrane train, one value for each time. */
export interface MembraneRecord {
  /** Rising, ms UTC. */
  readonly timesMs: ArrayLike<number>;
  readonly flowM3PerH: ArrayLike<number>;
  readonly mlssGPerL: ArrayLike<number>;
  readonly temperatureC: ArrayLike<number>;
  readonly tmpKPa: ArrayLike<number>;
}

export interface MembraneFitOptions {
  readonly areaM2: number;
  /** Step of the comparison, s: means over the minutes of filtration in it. */
  readonly stepS: number;
  /** Filtration: flow above this, m3/h, and pressure above this, kPa. */
  readonly leastFlowM3PerH: number;
  readonly leastTmpKPa: number;
  /** Maintenance cleaning where the record does not say when it was: so often, so strong, so long. */
  readonly cleaning: {
    readonly everyDays: number;
    readonly concentrationMgPerL: number;
    readonly contactS: number;
  };
}

/** Longest time between two rows over which the flow before is held, s; in a longer gap the membrane rests. */
const LONGEST_HOLD_S = 300;

/** Which row belongs to which step of the comparison; -1 where it does not filter. */
export interface MembraneSteps {
  readonly stepOfRow: Int32Array;
  readonly measuredKPa: readonly number[];
  /** Middle of each step, ms UTC. */
  readonly timesMs: readonly number[];
}

/** Measured pressure as means of the minutes of filtration in each step that has at least ten. */
export function membraneSteps(record: MembraneRecord, options: MembraneFitOptions): MembraneSteps {
  const count = record.timesMs.length;
  const rows = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const filters =
      (record.flowM3PerH[i] ?? 0) > options.leastFlowM3PerH &&
      (record.tmpKPa[i] ?? 0) > options.leastTmpKPa;
    if (!filters) continue;
    const step = Math.floor((record.timesMs[i] ?? 0) / (options.stepS * 1000));
    const list = rows.get(step) ?? [];
    list.push(i);
    rows.set(step, list);
  }
  const stepOfRow = new Int32Array(count).fill(-1);
  const measuredKPa: number[] = [];
  const timesMs: number[] = [];
  for (const [step, list] of rows) {
    if (list.length < 10) continue;
    for (const i of list) stepOfRow[i] = measuredKPa.length;
    measuredKPa.push(list.reduce((sum, i) => sum + (record.tmpKPa[i] ?? 0), 0) / list.length);
    timesMs.push((step + 0.5) * options.stepS * 1000);
  }
  return { stepOfRow, measuredKPa, timesMs };
}

/**
 * Pressure the membrane model gives in the same steps, driven by measured flow, solids and
 * temperature with the air it is designed for.
 */
export function runMembrane(
  record: MembraneRecord,
  steps: MembraneSteps,
  options: MembraneFitOptions,
  overrides: ParameterOverrides,
): Result<number[], string[]> {
  const resolved = resolveParameters('membrane', MEMBRANE_PARAMETERS, overrides);
  if (!resolved.ok) return err(resolved.error.map(faultText));
  const values = resolved.value;
  const state = newMembrane();
  const sums = new Array<number>(steps.measuredKPa.length).fill(0);
  const counts = new Array<number>(steps.measuredKPa.length).fill(0);
  const { everyDays, ...contact } = options.cleaning;
  let cleanings = 0;
  for (let i = 0; i < record.timesMs.length; i++) {
    const flow = Math.max(0, record.flowM3PerH[i] ?? 0);
    const temperatureC = record.temperatureC[i] ?? 20;
    const drive = {
      fluxMPerS: flow < options.leastFlowM3PerH ? 0 : flow / 3600 / options.areaM2,
      mlssGPerL: record.mlssGPerL[i] ?? 0,
      sadNm3PerHM2: values.designSad,
      temperatureC,
    };
    const days = ((record.timesMs[i] ?? 0) - (record.timesMs[0] ?? 0)) / 86_400_000;
    if (Math.floor(days / everyDays) > cleanings) {
      cleanings += 1;
      cleanMembrane(state, { ...contact, arrivedShare: 1, temperatureC }, values);
    }
    const gapS = ((record.timesMs[i + 1] ?? 0) - (record.timesMs[i] ?? 0)) / 1000;
    if (gapS > 0) {
      const fault =
        foul(state, drive, Math.min(gapS, LONGEST_HOLD_S), values) ??
        (gapS > LONGEST_HOLD_S
          ? foul(state, { ...drive, fluxMPerS: 0 }, gapS - LONGEST_HOLD_S, values)
          : null);
      if (fault !== null) return err([`row ${i + 1}: ${faultText(fault)}`]);
    }
    const step = steps.stepOfRow[i] ?? -1;
    if (step < 0) continue;
    sums[step] = (sums[step] ?? 0) + tmpKPa(state, drive.fluxMPerS, temperatureC, values);
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return ok(sums.map((sum, k) => sum / (counts[k] ?? 1)));
}
