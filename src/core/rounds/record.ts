import { words } from '../report/document.ts';
import type { Block, ReportDocument } from '../report/document.ts';
import type { Checklist, RoundItem, RoundsFile } from '../plant/rounds.ts';
import { hasFailed } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Round } from './round.ts';
import { walkOf } from './route.ts';

/** Words of the printed record in one language, and how values read in it. */
export interface RecordWords {
  readonly language: 'ko' | 'en';
  readonly subtitle: string;
  readonly origin: string;
  /** When it was due, begun, done and by whom, as name and value. */
  readonly facts: readonly {
    readonly name: string;
    readonly value: string;
    readonly detail: string;
  }[];
  readonly columns: Readonly<
    Record<
      | 'no'
      | 'item'
      | 'answer'
      | 'sensor'
      | 'last'
      | 'who'
      | 'when'
      | 'before'
      | 'after'
      | 'reason'
      | 'text',
      string
    >
  >;
  readonly corrections: string;
  readonly additions: string;
  readonly follows: string;
  readonly pictures: string;
  /** What followed from an item, e.g. "work order". */
  readonly followed: (kind: Round['followed'][number]['kind']) => string;
  readonly answer: (item: RoundItem, answer: Answer | undefined) => string;
  readonly figure: (item: RoundItem, value: number | null) => string;
  /** Day and minute of an instant, in the plant's zone. */
  readonly stamp: (tsMs: number) => string;
  readonly signatures: readonly string[];
  readonly secondSignature: string;
}

/** A round that is over as a sheet of paper: what was found, what was put right and added, what followed, and its pictures. */
export function roundRecord(
  round: Round,
  list: Checklist,
  places: RoundsFile['places'],
  text: RecordWords,
): ReportDocument {
  const { language } = text;
  const nameOf = (itemId: string | null): string =>
    list.items.find(({ id }) => id === itemId)?.name[language] ?? '';
  const blocks: Block[] = [
    { type: 'facts', facts: text.facts.map((fact) => ({ ...fact, bad: false })) },
    ...answers(round, list, places, text),
  ];
  if (round.followed.length > 0)
    blocks.push(
      table(
        text.follows,
        [text.columns.item, text.follows],
        [3, 5],
        round.followed.map(({ itemId, kind, ref }) => [
          nameOf(itemId),
          `${text.followed(kind)} ${ref}`,
        ]),
      ),
    );
  if (round.corrections.length > 0)
    blocks.push(
      table(
        text.corrections,
        [
          text.columns.when,
          text.columns.item,
          text.columns.before,
          text.columns.after,
          text.columns.reason,
          text.columns.who,
        ],
        [2, 3, 2, 2, 3, 1.4],
        round.corrections.map(({ itemId, was, reason, who, atMs }, i) => {
          const item = list.items.find(({ id }) => id === itemId);
          if (item === undefined) return [text.stamp(atMs), itemId, '', '', reason, who];
          // What came of it is what the next correction of the item found, else what stands now.
          const next = round.corrections.slice(i + 1).find((each) => each.itemId === itemId);
          const is = next === undefined ? round.answers[itemId] : (next.was ?? undefined);
          return [
            text.stamp(atMs),
            nameOf(itemId),
            text.answer(item, was ?? undefined),
            text.answer(item, is),
            reason,
            who,
          ];
        }),
      ),
    );
  if (round.additions.length > 0)
    blocks.push(
      table(
        text.additions,
        [
          text.columns.when,
          text.columns.item,
          text.columns.text,
          text.columns.reason,
          text.columns.who,
        ],
        [2, 2.4, 4, 3, 1.4],
        round.additions.map((each) => [
          text.stamp(each.atMs),
          nameOf(each.itemId),
          each.text,
          each.reason,
          each.who,
        ]),
      ),
    );
  const images = [
    ...list.items.flatMap((item) =>
      (round.answers[item.id]?.attachments ?? []).map((id) => ({
        caption: item.name[language],
        id,
        base64: '',
      })),
    ),
    ...(round.second === null
      ? []
      : [
          {
            caption: `${text.secondSignature}: ${round.second.who} ${text.stamp(round.second.atMs)}`,
            id: round.second.attachmentId,
            base64: '',
          },
        ]),
  ];
  if (images.length > 0)
    blocks.push({ type: 'heading', text: text.pictures }, { type: 'images', images });
  if (text.signatures.length > 0) blocks.push({ type: 'signatures', names: [...text.signatures] });
  return { title: list.name[language], subtitle: text.subtitle, origin: text.origin, blocks };
}

/** One table for each stop of the walk. */
function answers(
  round: Round,
  list: Checklist,
  places: RoundsFile['places'],
  text: RecordWords,
): Block[] {
  const { columns, language } = text;
  let no = 0;
  return walkOf(list.items, places).map((stop) => ({
    type: 'table' as const,
    title: stop.place.name[language],
    columns: (
      [
        [columns.no, 0.5],
        [columns.item, 3.4],
        [columns.answer, 3.4],
        [columns.sensor, 1.2],
        [columns.last, 1.2],
        [columns.who, 1.5],
      ] as const
    ).map(([name, share]) => ({ name, align: 'left' as const, share })),
    rows: stop.items.map((item) => {
      const answer = round.answers[item.id];
      return [
        words(String(++no)),
        words(item.name[language]),
        words(text.answer(item, answer), hasFailed(item, answer)),
        words(text.figure(item, answer?.sensor ?? null)),
        words(text.figure(item, answer?.last ?? null)),
        words(answer === undefined ? '' : `${answer.who} ${text.stamp(answer.atMs).slice(11)}`),
      ];
    }),
  }));
}

const table = (
  title: string,
  names: readonly string[],
  shares: readonly number[],
  rows: readonly (readonly string[])[],
): Block => ({
  type: 'table',
  title,
  columns: names.map((name, i) => ({ name, align: 'left', share: shares[i] ?? 1 })),
  rows: rows.map((row) => row.map((cell) => words(cell))),
});
