import type { Block } from '#core/report/document.ts';
import { niceScale } from '#core/report/scale.ts';
import { formatFigure } from '#core/units/text.ts';

type Chart = Extract<Block, { type: 'chart' }>;
type Bars = Extract<Block, { type: 'bars' }>;
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const INK = '#1a222b';
const GREY = '#58636f';
const GRID = '#dfe3e7';
const LIMIT = '#b00f1b';
const LEFT = 34;
const TOP = 16;
const BOTTOM = 14;
const TYPE = 7;

/** Draws a line over time, with limits across, gaps where nothing was measured. */
export function drawChart(doc: PDFKit.PDFDocument, chart: Chart, box: Box): void {
  const values = chart.points.flatMap(([, value]) => (value === null ? [] : [value]));
  const scale = niceScale([...values, ...chart.limits.map(({ value }) => value)], chart.fromZero);
  const left = box.x + LEFT;
  const width = box.width - LEFT;
  const top = box.y + TOP;
  const height = box.height - TOP - BOTTOM;
  const xOf = (ms: number): number =>
    left + ((ms - chart.fromMs) / Math.max(1, chart.toMs - chart.fromMs)) * width;
  const yOf = (value: number): number =>
    top + height - ((value - scale.min) / (scale.max - scale.min)) * height;

  doc
    .font('bold')
    .fontSize(8.5)
    .fillColor(INK)
    .text(`${chart.title}${chart.unit === '' ? '' : ` (${chart.unit})`}`, box.x, box.y, {
      lineBreak: false,
    });
  doc.font('regular').fontSize(TYPE).fillColor(GREY);
  for (const mark of scale.marks) {
    const y = yOf(mark);
    doc
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(0.4)
      .strokeColor(GRID)
      .stroke();
    doc.text(formatFigure(mark, scale.decimals), box.x, y - 4, {
      width: LEFT - 5,
      align: 'right',
      lineBreak: false,
    });
  }
  for (const { atMs, text } of chart.ticks) {
    const x = xOf(atMs);
    doc
      .moveTo(x, top + height)
      .lineTo(x, top + height + 3)
      .lineWidth(0.5)
      .strokeColor(GREY)
      .stroke();
    doc.text(text, x - 24, top + height + 4, { width: 48, align: 'center', lineBreak: false });
  }
  for (const { name, value } of chart.limits) {
    const y = yOf(value);
    doc
      .moveTo(left, y)
      .lineTo(left + width, y)
      .lineWidth(0.9)
      .dash(4, { space: 2 })
      .strokeColor(LIMIT)
      .stroke()
      .undash();
    doc
      .fillColor(LIMIT)
      .text(`${name} ${String(value)}`, left + width - 90, y - 9, {
        width: 88,
        align: 'right',
        lineBreak: false,
      })
      .fillColor(GREY);
  }
  lines(doc, chart, xOf, yOf);
}

function lines(
  doc: PDFKit.PDFDocument,
  { points }: Chart,
  xOf: (ms: number) => number,
  yOf: (value: number) => number,
): void {
  let open = false;
  doc.lineWidth(1).strokeColor(INK);
  for (const [ms, value] of points) {
    if (value === null) {
      if (open) doc.stroke();
      open = false;
      continue;
    }
    if (open) doc.lineTo(xOf(ms), yOf(value));
    else doc.moveTo(xOf(ms), yOf(value));
    open = true;
  }
  if (open) doc.stroke();
}

const BAR_ROW = 13;
const BAR = 6;
const NAME_SHARE = 0.3;
const NUMBER_WIDTH = 44;
const BAR_FILL = '#8a96a3';

/** Height a chart of bars takes. */
export const barsHeight = ({ bars }: Bars): number => TOP + 10 + bars.length * BAR_ROW + 6;

/** Draws bars to the right, one below the other, each with its number, and a line for what they are held against. */
export function drawBars(doc: PDFKit.PDFDocument, block: Bars, box: Box): void {
  const { title, unit, decimals, mark, bars } = block;
  const scale = niceScale([...bars.map(({ value }) => value), mark.value], true);
  const left = box.x + box.width * NAME_SHARE;
  const width = box.width * (1 - NAME_SHARE) - NUMBER_WIDTH - 8;
  const top = box.y + TOP + 10;
  const bottom = top + bars.length * BAR_ROW;
  const xOf = (value: number): number =>
    left + ((value - scale.min) / (scale.max - scale.min)) * width;
  const number = (value: number): string => `${formatFigure(value, decimals)} ${unit}`.trim();
  doc.font('bold').fontSize(8.5).fillColor(INK).text(title, box.x, box.y, { lineBreak: false });
  doc.font('regular').fontSize(TYPE);
  bars.forEach(({ name, value, bad }, i) => {
    const y = top + i * BAR_ROW;
    doc.fillColor(INK).text(name, box.x, y + 2, {
      width: left - box.x - 8,
      height: BAR_ROW - 2,
      lineBreak: false,
      ellipsis: true,
    });
    doc.rect(left, y + 3, Math.max(0.5, xOf(value) - left), BAR).fill(bad ? LIMIT : BAR_FILL);
    doc.fillColor(bad ? LIMIT : INK).text(number(value), box.x + box.width - NUMBER_WIDTH, y + 2, {
      width: NUMBER_WIDTH,
      align: 'right',
      lineBreak: false,
    });
  });
  const at = xOf(mark.value);
  doc
    .moveTo(at, top - 1)
    .lineTo(at, bottom)
    .lineWidth(0.9)
    .dash(4, { space: 2 })
    .strokeColor(INK)
    .stroke()
    .undash();
  doc.fillColor(GREY).text(`${mark.name} ${number(mark.value)}`, at - 90, top - 10, {
    width: 180,
    align: 'center',
    lineBreak: false,
  });
}
