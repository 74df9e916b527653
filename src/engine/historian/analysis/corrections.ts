import { applyCorrections, correctionSchema } from '#core/signal/drift/correction.ts';
import type { Db } from '../database.ts';
import { readEntries } from '../entry-reader.ts';
import type { BiasAt } from './periods.ts';

/** Corrections of one tag in its whole life; far more than any sensor gets. */
const MOST_CORRECTIONS = 10_000;

/** Bias of a tag over time by its corrections that hold; null when there is none. */
export function correctionsOf(db: Db, tag: string): BiasAt | null {
  const corrections = readEntries(db, {
    kinds: ['correction'],
    tag,
    versions: 'latest',
    limit: MOST_CORRECTIONS,
  })
    .flatMap(({ body }) => {
      const parsed = correctionSchema.safeParse(body);
      return parsed.success ? [parsed.data] : [];
    })
    .filter(({ state }) => state === 'accepted' || state === 'ended');
  if (corrections.length === 0) return null;
  return (tsMs) => applyCorrections(0, tsMs, corrections).correction;
}
