import type { Block, Cell } from '#core/report/document.ts';
import {
  BAD,
  BODY,
  GREY,
  INK,
  LINE,
  MARGIN,
  ROW_PAD,
  SMALL,
  TABLE_LEAD,
  bottomOf,
  need,
  widthOf,
} from './pdf-page.ts';
import type { Doc } from './pdf-page.ts';

type Table = Extract<Block, { type: 'table' }>;

export function drawTable(doc: Doc, { title, columns, rows }: Table): void {
  const all = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => (share / all) * widthOf(doc));
  // Wide tables of the year's columns would break words in half; smaller type keeps them whole.
  const size = columns.length > 9 ? SMALL : BODY - 0.5;
  // Words that follow a column of numbers stand off from it.
  const padOf = (i: number): number =>
    columns[i]?.align === 'left' && columns[i - 1]?.align === 'right' ? 14 : 3;
  const heightOf = (texts: readonly string[], font: string): number => {
    doc.font(font).fontSize(size);
    return (
      Math.max(
        ...texts.map((text, i) =>
          doc.heightOfString(text === '' ? ' ' : text, { width: (widths[i] ?? 20) - padOf(i) - 3 }),
        ),
      ) +
      2 * ROW_PAD
    );
  };
  const line = (
    texts: readonly string[],
    fonts: (i: number) => { font: string; colour: string },
    height: number,
  ): void => {
    const top = doc.y;
    let x = MARGIN;
    columns.forEach(({ align }, i) => {
      const { font, colour } = fonts(i);
      doc
        .font(font)
        .fontSize(size)
        .fillColor(colour)
        .text(texts[i] ?? '', x + padOf(i), top + ROW_PAD, {
          width: (widths[i] ?? 20) - padOf(i) - 3,
          align,
        });
      x += widths[i] ?? 0;
    });
    doc.y = top + height;
    doc
      .moveTo(MARGIN, doc.y)
      .lineTo(doc.page.width - MARGIN, doc.y)
      .lineWidth(0.4)
      .strokeColor(LINE)
      .stroke();
  };
  const names = columns.map(({ name }) => name);
  const head = (): void =>
    line(names, () => ({ font: 'bold', colour: GREY }), heightOf(names, 'bold'));
  if (title !== '') {
    need(doc, TABLE_LEAD + 18);
    doc
      .font('bold')
      .fontSize(BODY)
      .fillColor(INK)
      .text(title, MARGIN, doc.y + 2, { width: widthOf(doc) });
    doc.y += 1;
  }
  need(doc, TABLE_LEAD);
  head();
  const wholePage = bottomOf(doc) - MARGIN - heightOf(names, 'bold');
  const nextPage = (): void => {
    doc.addPage();
    head();
  };
  for (const row of rows) {
    let texts: readonly string[] = row.map(({ text }) => text);
    for (;;) {
      const height = heightOf(texts, 'regular');
      const room = bottomOf(doc) - doc.y;
      if (height > room && (height <= wholePage || room < LEAST_PART)) nextPage();
      const part = height <= bottomOf(doc) - doc.y ? null : bottomOf(doc) - doc.y;
      if (part === null) {
        line(texts, (i) => styleOf(row[i]), height);
        break;
      }
      // Words longer than a page go on under the same head on the next.
      const cuts = texts.map((text, i) =>
        cutAt(
          text,
          (piece) =>
            heightOf(
              texts.map((_, k) => (k === i ? piece : '')),
              'regular',
            ) <= part,
        ),
      );
      const here = texts.map((text, i) => text.slice(0, cuts[i]));
      line(here, (i) => styleOf(row[i]), heightOf(here, 'regular'));
      texts = texts.map((text, i) => text.slice(cuts[i]).trimStart());
      nextPage();
    }
  }
  doc.y += 6;
}

/** Fewest points of a page on which a part of a long row is begun. */
const LEAST_PART = 60;

/** How much of a text has room: up to the last blank that does, at least one sign. */
function cutAt(text: string, fits: (piece: string) => boolean): number {
  if (fits(text)) return text.length;
  let [low, high] = [1, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text.slice(0, middle))) low = middle;
    else high = middle - 1;
  }
  const blank = text.lastIndexOf(' ', low);
  return blank > 0 ? blank : low;
}

const styleOf = (cell: Cell | undefined): { font: string; colour: string } =>
  cell?.bad === true ? { font: 'bold', colour: BAD } : { font: 'regular', colour: INK };
