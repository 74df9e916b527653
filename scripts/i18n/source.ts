import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import terms from './terms.json' with { type: 'json' };

/** Attributes that a person reads or hears. */
const READ_ALOUD = new Set([
  'aria-label',
  'aria-description',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
  'subtitle',
]);
const KNOWN = new Set(terms.koreanToo);

/** Whether a literal says something in a language: two letters and more that are no unit, key or abbreviation. */
const speaks = (text: string): boolean =>
  (text.match(/\p{L}{2,}/gu) ?? []).some((word) => !KNOWN.has(word));

export interface SourceTexts {
  /** Texts that stand in the code instead of the translation files. */
  readonly literals: readonly string[];
  /** Every string of the code, as a key may be named in it. */
  readonly strings: ReadonlySet<string>;
  /** Keys put together of parts, as patterns. */
  readonly patterns: readonly RegExp[];
}

/** Reads the window's code: what it says by itself, and what keys it can ask for. */
export function sourceTexts(folder: string): SourceTexts {
  const literals: string[] = [];
  const strings = new Set<string>();
  const patterns = new Map<string, RegExp>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .sort()) {
    const source = ts.createSourceFile(
      file,
      readFileSync(path.join(folder, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
      file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    );
    const place = (node: ts.Node): string =>
      `${file}:${String(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1)}`;
    const visit = (node: ts.Node): void => {
      if (ts.isJsxText(node) && speaks(node.text))
        literals.push(`${place(node)} says "${node.text.trim().slice(0, 40)}"`);
      if (ts.isJsxAttribute(node) && READ_ALOUD.has(node.name.getText(source))) {
        const said = literalOf(node.initializer);
        if (said !== null && speaks(said))
          literals.push(`${place(node)} ${node.name.getText(source)}="${said.slice(0, 40)}"`);
      }
      if (ts.isJsxExpression(node) && ts.isJsxElement(node.parent)) {
        const said = literalOf(node);
        if (said !== null && speaks(said))
          literals.push(`${place(node)} says "${said.slice(0, 40)}"`);
      }
      if (ts.isStringLiteralLike(node)) strings.add(withoutSpace(node.text));
      if (ts.isTemplateExpression(node)) {
        const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
        // A pattern with no word of its own would fit every key.
        if (/[A-Za-z]{2,}/.test(withoutSpace(parts.join('')))) {
          const pattern = `^${parts.map((part, at) => escaped(at === 0 ? withoutSpace(part) : part)).join('.+')}$`;
          patterns.set(pattern, new RegExp(pattern));
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { literals, strings, patterns: [...patterns.values()] };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** "rounds:tab.today" asks for the key "tab.today" of the name space "rounds". */
const withoutSpace = (key: string): string => key.replace(/^[A-Za-z]+:(?=[A-Za-z])/, '');

function literalOf(node: ts.Node | undefined): string | null {
  if (node === undefined) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isJsxExpression(node) && node.expression !== undefined) return literalOf(node.expression);
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(' ');
  return null;
}

/** Keys that no part of the code can ask for. */
export function unusedKeys(
  keys: Iterable<string>,
  { strings, patterns }: SourceTexts,
): readonly string[] {
  return [...keys].filter((key) => {
    const asked = key.replace(/_(?:one|other|zero|two|few|many)$/, '');
    return (
      !strings.has(asked) &&
      !strings.has(key) &&
      !patterns.some((pattern) => pattern.test(asked) || pattern.test(key))
    );
  });
}
