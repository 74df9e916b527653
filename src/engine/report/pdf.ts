import PDFDocument from 'pdfkit';
import type { Block, ReportDocument } from '#core/report/document.ts';
import { barsHeight, drawBars, drawChart } from './pdf-chart.ts';
import type { ReportFonts } from './fonts.ts';
import {
  BAD,
  BODY,
  FOOT,
  GREY,
  HEADING,
  INK,
  LINE,
  MARGIN,
  SMALL,
  TABLE_LEAD,
  need,
  widthOf,
} from './pdf-page.ts';
import type { Doc } from './pdf-page.ts';
import { drawTable } from './pdf-table.ts';

const CHART_HEIGHT = 124;
const CHART_GAP = 14;
const FACTS_ACROSS = 3;
/** Text up to this height stays on one page; a longer one begins where the one before ended. */
const MOST_KEPT = 120;
const FACT_HEIGHT = 40;

export interface PdfOptions {
  readonly fonts: ReportFonts;
  /** Texts of the foot: name of the product, "page 1 of 3". */
  readonly product: string;
  readonly page: (at: number, of: number) => string;
  /** PNG or JPEG for the letterhead; null without one. */
  readonly logo: Uint8Array | null;
}

type Chart = Extract<Block, { type: 'chart' }>;

/** Sets a report on A4 pages. The same document gives the same file but for the producer's time stamp, which is the report's own. */
export function renderPdf(
  document: ReportDocument,
  madeMs: number,
  options: PdfOptions,
): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    bufferPages: true,
    info: {
      Title: `${document.title} ${document.subtitle}`,
      CreationDate: new Date(madeMs),
      Creator: options.product,
      Producer: options.product,
    },
  });
  const pieces: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (piece: Buffer) => pieces.push(piece));
    doc.on('end', () => resolve(Buffer.concat(pieces)));
    doc.on('error', reject);
  });
  doc.registerFont('regular', options.fonts.regular);
  doc.registerFont('bold', options.fonts.bold);
  letterhead(doc, document, options.logo);
  for (let i = 0; i < document.blocks.length; i++) {
    const block = document.blocks[i];
    if (block === undefined) continue;
    if (block.type !== 'chart') {
      if (block.type === 'heading') need(doc, leadOf(doc, document.blocks, i));
      drawBlock(doc, block);
      continue;
    }
    // Two charts share a line.
    const next = document.blocks[i + 1];
    const beside = next?.type === 'chart' ? next : null;
    drawCharts(doc, block, beside);
    if (beside !== null) i++;
  }
  foot(doc, document, options);
  doc.end();
  return done;
}

/** Height that must be left on the page for a block to begin on it: a heading never stands alone at its foot. */
function leadOf(doc: Doc, blocks: readonly Block[], at: number): number {
  const block = blocks[at];
  switch (block?.type) {
    case 'heading':
      return 26 + leadOf(doc, blocks, at + 1);
    case 'text': {
      doc.font(block.bad ? 'bold' : 'regular').fontSize(BODY);
      const own = doc.heightOfString(block.text, { width: widthOf(doc) }) + 4;
      return Math.min(own, MOST_KEPT) + (blocks[at + 1]?.type === 'table' ? TABLE_LEAD : 0);
    }
    case 'table':
      return TABLE_LEAD + (block.title === '' ? 0 : 18);
    case 'chart':
      return CHART_HEIGHT + CHART_GAP;
    case 'bars':
      return barsHeight(block);
    case 'facts':
      return factsHeight(block);
    case 'images':
    case 'signatures':
    case undefined:
      return 40;
  }
}

function letterhead(
  doc: Doc,
  { title, subtitle, origin }: ReportDocument,
  logo: Uint8Array | null,
): void {
  const LOGO = 46;
  const textWidth = widthOf(doc) - (logo === null ? 0 : LOGO + 12);
  const top = doc.y;
  if (logo !== null)
    doc.image(Buffer.from(logo), doc.page.width - MARGIN - LOGO, top, {
      fit: [LOGO, LOGO],
      align: 'right',
    });
  doc.font('bold').fontSize(19).fillColor(INK).text(title, MARGIN, top, { width: textWidth });
  doc.font('regular').fontSize(10.5).text(subtitle, { width: textWidth });
  doc.fontSize(SMALL).fillColor(GREY).text(origin, { width: textWidth });
  const end = Math.max(doc.y, logo === null ? 0 : top + LOGO) + 6;
  doc
    .moveTo(MARGIN, end)
    .lineTo(doc.page.width - MARGIN, end)
    .lineWidth(1.2)
    .strokeColor(INK)
    .stroke();
  doc.y = end + 8;
}

function foot(doc: Doc, { title, subtitle }: ReportDocument, { product, page }: PdfOptions): void {
  const { start, count } = doc.bufferedPageRange();
  for (let i = 0; i < count; i++) {
    doc.switchToPage(start + i);
    // The foot lies in the bottom margin; text there must not open another page.
    doc.page.margins.bottom = 0;
    const y = doc.page.height - MARGIN - 4;
    doc.font('regular').fontSize(SMALL).fillColor(GREY);
    doc.text(`${product} · ${title} · ${subtitle}`, MARGIN, y, {
      width: widthOf(doc) - 80,
      height: SMALL + 1,
      ellipsis: true,
    });
    doc.text(page(i + 1, count), doc.page.width - MARGIN - 80, y, {
      width: 80,
      align: 'right',
      lineBreak: false,
    });
  }
}

function drawCharts(doc: Doc, first: Chart, second: Chart | null): void {
  need(doc, CHART_HEIGHT + CHART_GAP);
  const top = doc.y;
  const width = (widthOf(doc) - CHART_GAP) / 2;
  drawChart(doc, first, { x: MARGIN, y: top, width, height: CHART_HEIGHT });
  if (second !== null)
    drawChart(doc, second, { x: MARGIN + width + CHART_GAP, y: top, width, height: CHART_HEIGHT });
  doc.y = top + CHART_HEIGHT + CHART_GAP;
}

function drawBlock(doc: Doc, block: Exclude<Block, Chart>): void {
  switch (block.type) {
    case 'heading':
      doc.y += 7;
      doc
        .font('bold')
        .fontSize(HEADING)
        .fillColor(INK)
        .text(block.text, MARGIN, doc.y, { width: widthOf(doc) });
      doc.y += 3;
      return;
    case 'text':
      doc
        .font(block.bad ? 'bold' : 'regular')
        .fontSize(BODY)
        .fillColor(block.bad ? BAD : INK);
      need(doc, Math.min(MOST_KEPT, doc.heightOfString(block.text, { width: widthOf(doc) }) + 4));
      doc.text(block.text, MARGIN, doc.y, { width: widthOf(doc) });
      doc.y += 4;
      return;
    case 'facts':
      drawFacts(doc, block);
      return;
    case 'table':
      drawTable(doc, block);
      return;
    case 'bars': {
      const height = barsHeight(block);
      need(doc, height);
      const top = doc.y + 4;
      drawBars(doc, block, { x: MARGIN, y: top, width: widthOf(doc), height });
      doc.y = top + height;
      return;
    }
    case 'images':
      drawImages(doc, block);
      return;
    case 'signatures':
      drawSignatures(doc, block.names);
  }
}

/** Three pictures side by side, each with its words beneath. */
function drawImages(doc: Doc, { images }: Extract<Block, { type: 'images' }>): void {
  const [ACROSS, HEIGHT, WORDS, GAP] = [3, 120, 24, 10];
  const width = (widthOf(doc) - (ACROSS - 1) * GAP) / ACROSS;
  for (let i = 0; i < images.length; i += ACROSS) {
    need(doc, HEIGHT + WORDS + GAP);
    const top = doc.y;
    images.slice(i, i + ACROSS).forEach(({ caption, base64 }, k) => {
      const x = MARGIN + k * (width + GAP);
      if (base64 !== '')
        doc.image(Buffer.from(base64, 'base64'), x, top, {
          fit: [width, HEIGHT],
          align: 'center',
          valign: 'center',
        });
      doc.rect(x, top, width, HEIGHT).lineWidth(0.4).strokeColor(LINE).stroke();
      doc
        .font('regular')
        .fontSize(SMALL)
        .fillColor(GREY)
        .text(caption, x, top + HEIGHT + 3, { width, height: WORDS - 4, ellipsis: true });
    });
    doc.y = top + HEIGHT + WORDS + GAP;
  }
}

/** Up to four lines of facts stay together. */
const factsHeight = ({ facts }: Pick<Extract<Block, { type: 'facts' }>, 'facts'>): number =>
  Math.min(4, Math.ceil(facts.length / FACTS_ACROSS)) * FACT_HEIGHT;

function drawFacts(doc: Doc, { facts }: Extract<Block, { type: 'facts' }>): void {
  const width = widthOf(doc) / FACTS_ACROSS;
  need(doc, factsHeight({ facts }));
  for (let i = 0; i < facts.length; i += FACTS_ACROSS) {
    need(doc, FACT_HEIGHT);
    const top = doc.y;
    facts.slice(i, i + FACTS_ACROSS).forEach((fact, k) => {
      const at = { width: width - 8, lineBreak: false, ellipsis: true, height: 20 };
      const x = MARGIN + k * width;
      doc.font('regular').fontSize(SMALL).fillColor(GREY).text(fact.name, x, top, at);
      doc
        .font('bold')
        .fontSize(12)
        .fillColor(fact.bad ? BAD : INK)
        .text(fact.value, x, top + 9.5, at);
      doc
        .font('regular')
        .fontSize(SMALL)
        .fillColor(GREY)
        .text(fact.detail, x, top + 25, at);
    });
    doc.y = top + FACT_HEIGHT;
  }
}

function drawSignatures(doc: Doc, names: readonly string[]): void {
  const HEIGHT = 62;
  need(doc, HEIGHT + 12);
  doc.y += 12;
  const top = doc.y;
  const width = widthOf(doc) / Math.max(2, names.length);
  names.forEach((name, i) => {
    const x = MARGIN + i * width;
    doc
      .font('regular')
      .fontSize(SMALL)
      .fillColor(GREY)
      .text(name, x, top, { width: width - 16 });
    doc
      .moveTo(x, top + HEIGHT - 10)
      .lineTo(x + width - 16, top + HEIGHT - 10)
      .lineWidth(0.6)
      .strokeColor(INK)
      .stroke();
  });
  doc.y = top + HEIGHT;
}
