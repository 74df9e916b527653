import { z } from 'zod';
import { err, ok } from '../../result.ts';
import type { Result } from '../../result.ts';

/**
 * A bias of a sensor, from proposal to its end (entry kind `correction`, `tsMs` = `fromMs`). Every
 * step is a new version of the same record. Only an accepted one is applied, when values are read;
 * the raw values stay as they came, so undoing one leaves no trace in them.
 */
export const CORRECTION_STATES = ['proposed', 'accepted', 'rejected', 'undone', 'ended'] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];

/** Bias at an instant, in the tag's unit: sensor minus truth. */
const biasPoint = z.strictObject({ tsMs: z.number(), bias: z.number(), sd: z.number().min(0) });
export type BiasPoint = z.infer<typeof biasPoint>;

export const correctionSchema = z.strictObject({
  id: z.string().min(8).max(64),
  tag: z.string().min(1),
  state: z.enum(CORRECTION_STATES),
  /** From here on values are corrected; inclusive. */
  fromMs: z.number(),
  /** End, exclusive; null while it holds. */
  toMs: z.number().nullable(),
  /** Bias over time, rising in time; linear between the points, held before the first and after the last. */
  points: z.array(biasPoint).min(1).max(200),
  /** Present bias that was proposed and its standard uncertainty. */
  bias: z.number(),
  sd: z.number().min(0),
  /** Since when the bias has been beyond its bound, as far as the readings tell. */
  sinceMs: z.number(),
  /** Ids of the readings it rests on. */
  readingIds: z.array(z.string()).min(1).max(200),
  /** `engine` or `person:NAME`: who brought this version about, when and why. */
  by: z.string().min(1).max(80),
  atMs: z.number(),
  reason: z.string().max(300),
});
export type Correction = z.infer<typeof correctionSchema>;

/** A calibration of an instrument (entry kind `calibration`, `tsMs` = `dueMs` until it is done, then `doneMs`). */
export const CALIBRATION_STATES = ['due', 'done', 'dropped'] as const;
export const CALIBRATION_CAUSES = [
  'interval',
  'laboratory',
  'portable',
  'drift',
  'person',
] as const;
export const calibrationSchema = z.strictObject({
  id: z.string().min(8).max(64),
  tag: z.string().min(1),
  state: z.enum(CALIBRATION_STATES),
  cause: z.enum(CALIBRATION_CAUSES),
  dueMs: z.number(),
  doneMs: z.number().nullable(),
  /** What opened it: sensor and reference at the time, in the tag's unit. */
  sensorValue: z.number().nullable(),
  referenceValue: z.number().nullable(),
  readingIds: z.array(z.string()).max(200),
  /** Error found before and left after, in the tag's unit, as the person noted them. */
  errorBefore: z.number().nullable(),
  errorAfter: z.number().nullable(),
  by: z.string().min(1).max(80),
  atMs: z.number(),
  reason: z.string().max(300),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** A step that a person (or a calibration) takes with a correction. */
export interface CorrectionStep {
  readonly to: Exclude<CorrectionState, 'proposed'>;
  readonly by: string;
  readonly atMs: number;
  readonly reason: string;
  /** For `ended`: the instant of the new calibration; values before it stay corrected. */
  readonly endMs?: number;
}

const STEPS: Readonly<Record<CorrectionState, readonly CorrectionState[]>> = {
  proposed: ['accepted', 'rejected'],
  accepted: ['undone', 'ended'],
  ended: ['undone'],
  rejected: [],
  undone: [],
};

/**
 * The next version of a correction.
 * @returns why the step cannot be taken, with what can
 */
export function stepCorrection(
  correction: Correction,
  step: CorrectionStep,
): Result<Correction, string> {
  const allowed = STEPS[correction.state];
  if (!allowed.includes(step.to))
    return err(
      `state: ${correction.state} cannot become ${step.to}; allowed: ${allowed.join(', ') || 'nothing'}`,
    );
  if (step.to === 'ended' && (step.endMs === undefined || step.endMs < correction.fromMs))
    return err(
      `endMs: ${String(step.endMs)} must be ${String(correction.fromMs)} (begin of the correction) or later`,
    );
  return ok({
    ...correction,
    state: step.to,
    toMs: step.to === 'ended' ? (step.endMs ?? null) : correction.toMs,
    by: step.by,
    atMs: step.atMs,
    reason: step.reason,
  });
}

/** Whether values are corrected by it: an ended one still is for the time before its end. */
const counts = (correction: Correction): boolean =>
  correction.state === 'accepted' || correction.state === 'ended';

/** Bias of a correction at a time: linear between its points, held beyond them. */
export function biasAt(correction: Correction, tsMs: number): { bias: number; sd: number } {
  const { points } = correction;
  const after = points.findIndex((point) => point.tsMs > tsMs);
  const next = points[after];
  const last = points[after < 0 ? points.length - 1 : after - 1];
  if (last === undefined || next === undefined) {
    const only = last ?? next;
    return only === undefined ? { bias: 0, sd: 0 } : { bias: only.bias, sd: only.sd };
  }
  const share = (tsMs - last.tsMs) / (next.tsMs - last.tsMs);
  return {
    bias: last.bias + (next.bias - last.bias) * share,
    sd: last.sd + (next.sd - last.sd) * share,
  };
}

/**
 * A raw value with the corrections of its tag applied. Each stands for the whole bias of the raw
 * value, so that of several only the one written last counts.
 * @returns the value, the bias that was taken off it, and the standard uncertainty of that bias
 */
export function applyCorrections(
  value: number,
  tsMs: number,
  corrections: readonly Correction[],
): { readonly value: number; readonly correction: number; readonly sd: number } {
  let standing: Correction | null = null;
  for (const each of corrections) {
    if (!counts(each) || tsMs < each.fromMs || (each.toMs !== null && tsMs >= each.toMs)) continue;
    if (standing === null || each.atMs >= standing.atMs) standing = each;
  }
  if (standing === null) return { value, correction: 0, sd: 0 };
  const { bias, sd } = biasAt(standing, tsMs);
  return { value: value - bias, correction: bias, sd };
}
