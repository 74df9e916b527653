import { words } from '../report/document.ts';
import type { Block, ReportDocument } from '../report/document.ts';

/** A name with its value, ready to be read. */
export interface SheetFact {
  readonly name: string;
  readonly value: string;
  readonly detail?: string;
  readonly bad?: boolean;
}

/** A list of the sheet: its heading, the names of its columns with their widths, and its rows of words. */
export interface SheetList {
  readonly title: string;
  readonly columns: readonly { readonly name: string; readonly share: number }[];
  readonly rows: readonly (readonly string[])[];
  /** Said in place of a table without rows. */
  readonly none: string;
}

export interface SheetText {
  readonly title: string;
  readonly subtitle: string;
  readonly origin: string;
  readonly facts: readonly SheetFact[];
  /** Paragraphs under the facts: description, what the lock says. */
  readonly text: readonly { readonly words: string; readonly bad: boolean }[];
  readonly lists: readonly SheetList[];
  readonly signatures: readonly string[];
}

/**
 * A sheet of paper on work, stock or costs, in the words of one language: facts on top, then
 * lists, then room to sign. It becomes ink by the same way as a report.
 */
export function workSheet(text: SheetText): ReportDocument {
  const blocks: Block[] = [];
  if (text.facts.length > 0)
    blocks.push({
      type: 'facts',
      facts: text.facts.map(({ name, value, detail = '', bad = false }) => ({
        name,
        value,
        detail,
        bad,
      })),
    });
  for (const { words: line, bad } of text.text)
    if (line !== '') blocks.push({ type: 'text', text: line, bad });
  for (const { title, columns, rows, none } of text.lists) {
    if (rows.length === 0) {
      if (none !== '')
        blocks.push({ type: 'heading', text: title }, { type: 'text', text: none, bad: false });
      continue;
    }
    blocks.push(
      { type: 'heading', text: title },
      {
        type: 'table',
        title: '',
        columns: columns.map(({ name, share }) => ({ name, align: 'left' as const, share })),
        rows: rows.map((row) => row.map((cell) => words(cell))),
      },
    );
  }
  if (text.signatures.length > 0) blocks.push({ type: 'signatures', names: [...text.signatures] });
  return { title: text.title, subtitle: text.subtitle, origin: text.origin, blocks };
}
