import type { LocalText } from '#core/plant/common.ts';
import type { Checklist, RoundItem } from '#core/plant/rounds.ts';
import { numberOf } from '#core/rounds/answer.ts';
import { consequences } from '#core/rounds/round.ts';
import type { Round } from '#core/rounds/round.ts';
import { readingId } from './round-readings.ts';

/** Work that a failed item asks for. */
export interface WorkAsked {
  /** The same cause has one open order: check list and item. */
  readonly sourceId: string;
  readonly title: LocalText;
  readonly description: string;
  /** 1 at once to 4 when convenient. */
  readonly priority: number;
  readonly equipment: string | null;
  readonly who: string;
}

export interface CalibrationAsked {
  readonly tag: string;
  readonly sensorValue: number | null;
  readonly referenceValue: number;
  readonly readingId: string;
}

/** What others open on a round's word. */
export interface Consequences {
  /** @returns id of the work order, or null when none could be opened. */
  readonly openWork: (asked: WorkAsked) => Promise<string | null>;
  /** @returns whether a calibration of this sensor is open now. */
  readonly openCalibration: (asked: CalibrationAsked) => Promise<boolean>;
}

type Followed = Round['followed'][number];

/** Opens work orders and calibrations a round asks for and has not opened yet; gives all of them. */
export async function followUp(
  round: Round,
  list: Checklist,
  who: string,
  { openWork, openCalibration }: Consequences,
): Promise<readonly Followed[]> {
  const followed: Followed[] = [...round.followed];
  const isOpened = (item: RoundItem, kind: Followed['kind']): boolean =>
    followed.some((each) => each.itemId === item.id && each.kind === kind);
  const { failed, calibrate } = consequences(round, list);
  for (const item of failed) {
    if (item.onFail === null || isOpened(item, 'workOrder')) continue;
    const answer = round.answers[item.id];
    const words = [answer?.text, answer?.reason, answer?.why].filter(
      (text) => text !== undefined && text.trim() !== '',
    );
    const ref = await openWork({
      sourceId: `${list.id}/${item.id}`,
      title: item.onFail.title,
      description: words.join(' · '),
      priority: item.onFail.priority,
      equipment: item.equipment,
      who,
    });
    if (ref !== null) followed.push({ itemId: item.id, kind: 'workOrder', ref });
  }
  for (const item of calibrate) {
    const value = numberOf(round.answers[item.id]?.text ?? '');
    if (
      item.kind !== 'reading' ||
      item.tag === null ||
      value === null ||
      isOpened(item, 'calibration')
    )
      continue;
    const opened = await openCalibration({
      tag: item.tag,
      sensorValue: round.answers[item.id]?.sensor ?? null,
      referenceValue: value,
      readingId: readingId(round.id, item.id),
    });
    if (opened) followed.push({ itemId: item.id, kind: 'calibration', ref: item.tag });
  }
  return followed;
}
