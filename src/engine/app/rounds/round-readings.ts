import type { Checklist, ReadingItem } from '#core/plant/rounds.ts';
import { numberOf } from '#core/rounds/answer.ts';
import type { Answer } from '#core/rounds/answer.ts';
import type { Round } from '#core/rounds/round.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';

/** Id of the reading an item of a round becomes: the same however often it is put right. */
export const readingId = (roundId: string, itemId: string): string =>
  `r-${roundId}-${itemId}`.slice(0, 64);

/** Readings of a round as the laboratory keeps them, so that comparison, drift and calibration follow by themselves. */
export const readingsOf = (round: Round, list: Checklist, reason = ''): LaboratoryReading[] =>
  list.items.flatMap((item) => {
    const answer = round.answers[item.id];
    return item.kind === 'reading' && answer !== undefined
      ? (readingOf(round, item, answer, reason) ?? [])
      : [];
  });

function readingOf(
  round: Round,
  item: ReadingItem,
  answer: Answer,
  reason: string,
): LaboratoryReading | null {
  const value = answer.state === 'given' ? numberOf(answer.text) : null;
  if (value === null) return null;
  return {
    id: readingId(round.id, item.id),
    item: item.quantity,
    point: item.point,
    tag: item.tag,
    sampledMs: answer.atMs,
    compositeFromMs: null,
    value,
    qualifier: 'exact',
    unit: item.unit,
    how: item.how,
    method: item.name.en,
    person: answer.who,
    laboratory: null,
    quantificationLimit: null,
    uncertainty: null,
    note: '',
    explanation: answer.why,
    origin: null,
    state: 'valid',
    reason,
  };
}
