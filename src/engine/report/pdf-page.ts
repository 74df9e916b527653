/** Sizes in points (1/72 inch). */
export const MARGIN = 42;
export const FOOT = 30;
export const BODY = 9;
export const SMALL = 7.5;
export const HEADING = 11.5;
export const ROW_PAD = 3;
export const INK = '#1a222b';
export const GREY = '#58636f';
export const LINE = '#b9c1c9';
export const BAD = '#b00f1b';

export type Doc = PDFKit.PDFDocument;

export const widthOf = (doc: Doc): number => doc.page.width - 2 * MARGIN;
export const bottomOf = (doc: Doc): number => doc.page.height - MARGIN - FOOT;

export function need(doc: Doc, height: number): void {
  if (doc.y + height > bottomOf(doc)) doc.addPage();
}

/** Head of a table with its first row. */
export const TABLE_LEAD = 44;
