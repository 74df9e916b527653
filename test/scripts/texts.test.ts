import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseHelp } from '#core/help/markup.ts';
import { picturesOf, quotedWords } from '#core/help/manual.ts';
import { textProblems } from '../../scripts/i18n/check.ts';
import { bothInOneProblems, flatTexts, pairProblem, readJson } from '../../scripts/i18n/texts.ts';
import {
  MANUAL_LANGUAGES,
  chaptersOf,
  manualFile,
  manualText,
} from '../../scripts/manual/compose.ts';

const root = path.resolve(import.meta.dirname, '../..');
const MOST_PICTURE_BYTES = 6_000_000;

describe('texts in both languages', () => {
  it('are all there, translated, in their files and asked for', () => {
    expect(textProblems()).toEqual([]);
  });

  it('are found when they are not', () => {
    expect(pairProblem('a', '점검', undefined)).toMatch(/missing in English/);
    expect(pairProblem('a', '점검 {{count}}건', '{{n}} rounds')).toMatch(/placeholders/);
    expect(pairProblem('a', '점검', '점검 list')).toMatch(/Korean in English/);
    expect(pairProblem('a', 'Round', 'Round')).toMatch(/not translated/);
    expect(
      pairProblem('a', '점검: press the key to go on', 'Round: press the key to go on'),
    ).toMatch(/English sentence/);
    expect(pairProblem('a', 'PLC', 'PLC')).toBeNull();
    expect(
      bothInOneProblems('f', {
        list: [{ name: { ko: '펌프', en: 'Pump' } }, { name: { ko: 'Pump', en: 'Pump' } }],
      }),
    ).toHaveLength(1);
  });
});

/** Every text the window can show in one language, and patterns for those that are filled in. */
function shownTexts(language: string): {
  readonly whole: ReadonlySet<string>;
  readonly filled: readonly RegExp[];
} {
  const folder = path.join(root, 'src/renderer/i18n', language);
  const files = [
    ...readdirSync(folder).map((file) => path.join(folder, file)),
    path.join(root, 'resources/messages', `${language}.json`),
  ];
  const texts = files
    .filter((file) => !file.endsWith('help.json'))
    .flatMap((file) => [...flatTexts(readJson(file)).values()]);
  const patterns = texts
    .filter((text) => text.includes('{{') && text.replace(/{{\w+}}/g, '').trim().length > 1)
    .map(
      (text) =>
        new RegExp(
          `^${text
            .split(/{{\w+}}/)
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
            .join('.+')}$`,
        ),
    );
  return { whole: new Set(texts), filled: patterns };
}

describe('help and manual', () => {
  it('quote words of the screen as they stand there', () => {
    for (const language of MANUAL_LANGUAGES) {
      const { whole, filled } = shownTexts(language);
      for (const { id, source } of chaptersOf(language)) {
        expect(
          quotedWords(source).filter(
            (words) => !whole.has(words) && !filled.some((pattern) => pattern.test(words)),
          ),
          `${language}/${id}`,
        ).toEqual([]);
      }
    }
  });

  it('say the same in both languages: chapters, headings, lists, tables, pictures, links', () => {
    const shape = (source: string): readonly string[] =>
      parseHelp(source).blocks.map((block) => {
        if (block.kind === 'list') return `list of ${String(block.items.length)}`;
        if (block.kind === 'table') return `table of ${String(block.rows.length)}`;
        return block.kind === 'picture' ? `picture ${block.name}` : block.kind;
      });
    const targets = (source: string): readonly string[] =>
      [...source.matchAll(/\]\(((?:screen|help):\w+)\)/g)].map((match) => match[1] ?? '').sort();
    const english = new Map(chaptersOf('en').map(({ id, source }) => [id, source]));
    for (const { id, source } of chaptersOf('ko')) {
      expect(shape(english.get(id) ?? ''), id).toEqual(shape(source));
      expect(targets(english.get(id) ?? ''), id).toEqual(targets(source));
    }
  });

  it('lead to chapters and files that exist', () => {
    for (const language of MANUAL_LANGUAGES) {
      const chapters = chaptersOf(language);
      const ids = new Set(chapters.map(({ id }) => id));
      for (const { id, source } of chapters) {
        for (const [, kind, to = ''] of source.matchAll(/\]\((screen|help|doc):([\w.-]+)\)/g)) {
          expect(
            kind === 'doc' ? existsSync(path.join(root, 'docs', to)) : ids.has(to),
            `${language}/${id} leads to ${to}`,
          ).toBe(true);
        }
      }
    }
  });

  it('are one text, with every picture at hand and few bytes in all', () => {
    let bytes = 0;
    for (const language of MANUAL_LANGUAGES) {
      expect(
        readFileSync(path.join(root, manualFile(language)), 'utf8'),
        'written by: npm run manual',
      ).toBe(manualText(language));
      const named = new Set(
        chaptersOf(language)
          .flatMap(({ source }) => picturesOf(source))
          .map((name) => `${name}.png`),
      );
      const there = readdirSync(path.join(root, 'docs/manual', language));
      expect(there.sort()).toEqual([...named].sort());
      for (const file of there)
        bytes += statSync(path.join(root, 'docs/manual', language, file)).size;
    }
    expect(bytes).toBeLessThan(MOST_PICTURE_BYTES);
  });
});
