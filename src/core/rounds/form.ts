import { words } from '../report/document.ts';
import type { Cell, ReportDocument } from '../report/document.ts';
import type { Checklist, RoundItem, RoundsFile } from '../plant/rounds.ts';
import { rangeText } from './answer.ts';
import { walkOf } from './route.ts';

/** Words of the printed form in one language. */
export interface FormWords {
  readonly language: 'ko' | 'en';
  readonly subtitle: string;
  /** Line on which day, time and name are written. */
  readonly head: string;
  readonly columns: {
    readonly no: string;
    readonly item: string;
    readonly usual: string;
    readonly last: string;
    readonly answer: string;
    readonly remark: string;
  };
  /** Boxes to tick for in order or not. */
  readonly boxes: string;
  readonly signatures: readonly string[];
}

/**
 * A check list as a sheet of paper, for a round without the PC: its items in the order of the walk, with what
 * is usual, the last reading, and room to write. What is written is entered afterwards item by item, in the same order.
 */
export function roundForm(
  list: Checklist,
  places: RoundsFile['places'],
  last: Readonly<Record<string, { readonly value: number }>>,
  text: FormWords,
): ReportDocument {
  const { language, columns } = text;
  let no = 0;
  return {
    title: list.name[language],
    subtitle: text.subtitle,
    origin: '',
    blocks: [
      { type: 'text' as const, text: text.head, bad: false },
      ...walkOf(list.items, places).map((stop) => ({
        type: 'table' as const,
        title: stop.place.name[language],
        columns: [
          { name: columns.no, align: 'left' as const, share: 0.5 },
          { name: columns.item, align: 'left' as const, share: 4.4 },
          { name: columns.usual, align: 'left' as const, share: 1.2 },
          { name: columns.last, align: 'left' as const, share: 1 },
          { name: columns.answer, align: 'left' as const, share: 2.4 },
          { name: columns.remark, align: 'left' as const, share: 1.8 },
        ],
        rows: stop.items.map((item) => row(item, ++no, last[item.id]?.value ?? null, text)),
      })),
      { type: 'signatures', names: [...text.signatures] },
    ],
  };
}

function row(
  item: RoundItem,
  no: number,
  last: number | null,
  { language, boxes }: FormWords,
): Cell[] {
  const isReading = item.kind === 'reading';
  // A second line leaves room for a hand that writes.
  const name = `${item.name[language]}\n${item.help?.[language] ?? ' '}`;
  return [
    words(String(no)),
    words(name),
    words(
      isReading && rangeText(item.unusual) !== '' ? `${rangeText(item.unusual)} ${item.unit}` : '',
    ),
    words(isReading && last !== null ? `${last.toFixed(item.decimals)} ${item.unit}` : ''),
    words(answerOf(item, language, boxes)),
    words(''),
  ];
}

function answerOf(item: RoundItem, language: 'ko' | 'en', boxes: string): string {
  switch (item.kind) {
    case 'reading':
      return `____________ ${item.unit}`;
    case 'check':
      return boxes;
    case 'choice':
      return item.options.map(({ name }) => `□ ${name[language]}`).join('\n');
    case 'timer':
      return item.steps
        .map(({ name, minutes }) => `${name[language]} ${String(minutes)}′  ____ – ____`)
        .join('\n');
    case 'text':
    case 'photo':
    case 'signature':
      return '';
  }
}
