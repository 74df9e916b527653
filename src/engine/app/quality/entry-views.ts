import type { Entry } from '#core/records/entry.ts';
import { calibrationSchema, correctionSchema } from '#core/signal/drift/correction.ts';
import type { CalibrationView, CorrectionView } from '#contract/data-quality.ts';

/** An entry as the window sees it; null when it cannot be read (written by a later version). */
export function correctionOf(entry: Pick<Entry, 'body'>): CorrectionView | null {
  const body = correctionSchema.safeParse(entry.body);
  return body.success ? body.data : null;
}

export function calibrationOf(entry: Pick<Entry, 'body'>): CalibrationView | null {
  const body = calibrationSchema.safeParse(entry.body);
  return body.success ? body.data : null;
}
