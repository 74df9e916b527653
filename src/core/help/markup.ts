/**
 * The texts of help and manual, written in a small part of Markdown. Only what is listed here means
 * anything; everything else, HTML included, is shown as the characters it consists of.
 *
 * - `# `, `## `: title of the text, heading of a section
 * - `> `: the question a screen answers
 * - `- `, `1. `: points, numbered steps; a table of `| a | b |` with its dashed second row
 * - `![words](picture:NAME)`: a picture, shown in the manual alone
 * - within a line: **bold**, **`words of the screen`**, `key`, [words](screen:ID), [words](help:ID), [words](doc:FILE)
 */

export type HelpLink =
  | { readonly kind: 'screen'; readonly id: string }
  | { readonly kind: 'help'; readonly id: string }
  | { readonly kind: 'doc'; readonly id: string };

export type Inline =
  | { readonly kind: 'text' | 'strong' | 'ui' | 'key'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: HelpLink };

export type Words = readonly Inline[];

export type Block =
  | { readonly kind: 'heading' | 'paragraph' | 'question'; readonly words: Words }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly Words[] }
  | {
      readonly kind: 'table';
      readonly head: readonly Words[];
      readonly rows: readonly (readonly Words[])[];
    }
  | { readonly kind: 'picture'; readonly name: string; readonly words: string };

export interface HelpText {
  readonly title: string;
  readonly blocks: readonly Block[];
}

const INLINE =
  /\*\*`([^`]+)`\*\*|\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\((screen|help|doc):([\w.-]+)\)/g;

/** Words of one line with what is bold, quoted from the screen, a key or a link. */
export function parseWords(line: string): Words {
  const found: Inline[] = [];
  let end = 0;
  for (const match of line.matchAll(INLINE)) {
    if (match.index > end) found.push({ kind: 'text', text: line.slice(end, match.index) });
    const [whole, ui, strong, key, words, kind, id] = match;
    if (ui !== undefined) found.push({ kind: 'ui', text: ui });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else if (key !== undefined) found.push({ kind: 'key', text: key });
    else
      found.push({
        kind: 'link',
        text: words ?? '',
        to: { kind: kind as HelpLink['kind'], id: id ?? '' },
      });
    end = match.index + whole.length;
  }
  if (end < line.length) found.push({ kind: 'text', text: line.slice(end) });
  return found;
}

/** What is read, without marks: for the search, and for a screen reader's label. */
export const plainWords = (words: Words): string => words.map(({ text }) => text).join('');

const cellsOf = (line: string): readonly Words[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => parseWords(cell.trim()));

const PICTURE = /^!\[([^\]]*)\]\(picture:([\w-]+)\)$/;
const POINT = /^(?:- |(\d+)\. )(.*)$/;

/** Reads a text of help. The first line is its title; a text without one is called by its first words. */
export function parseHelp(source: string): HelpText {
  const lines = source.replace(/\r\n/g, '\n').split('\n');
  const blocks: Block[] = [];
  let title = '';
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (line === '') continue;
    const picture = PICTURE.exec(line);
    const point = POINT.exec(line);
    if (line.startsWith('# ') && title === '') title = line.slice(2);
    else if (line.startsWith('## '))
      blocks.push({ kind: 'heading', words: parseWords(line.slice(3)) });
    else if (line.startsWith('> '))
      blocks.push({ kind: 'question', words: parseWords(line.slice(2)) });
    else if (picture !== null)
      blocks.push({ kind: 'picture', words: picture[1] ?? '', name: picture[2] ?? '' });
    else if (line.startsWith('|')) {
      const rows: (readonly Words[])[] = [];
      for (; (lines[at] ?? '').trim().startsWith('|'); at += 1) {
        const row = (lines[at] ?? '').trim();
        if (!/^\|[\s:|-]+\|$/.test(row)) rows.push(cellsOf(row));
      }
      at -= 1;
      blocks.push({ kind: 'table', head: rows[0] ?? [], rows: rows.slice(1) });
    } else if (point !== null) {
      const ordered = point[1] !== undefined;
      const items: Words[] = [];
      for (; at < lines.length; at += 1) {
        const item = POINT.exec((lines[at] ?? '').trim());
        if (item === null || (item[1] !== undefined) !== ordered) break;
        items.push(parseWords(item[2] ?? ''));
      }
      at -= 1;
      blocks.push({ kind: 'list', ordered, items });
    } else {
      const words = [line];
      // A line that goes on belongs to the same paragraph.
      for (
        ;
        /^[^\s#>|!-]/.test(lines[at + 1] ?? '') && !POINT.test((lines[at + 1] ?? '').trim());
        at += 1
      )
        words.push((lines[at + 1] ?? '').trim());
      blocks.push({ kind: 'paragraph', words: parseWords(words.join(' ')) });
    }
  }
  return { title, blocks };
}

/** Every run of words in a text, in order, whatever block it stands in. */
export function allWords(text: HelpText): readonly Words[] {
  return text.blocks.flatMap((block): readonly Words[] => {
    switch (block.kind) {
      case 'list':
        return block.items;
      case 'table':
        return [block.head, ...block.rows].flat();
      case 'picture':
        return [];
      default:
        return [block.words];
    }
  });
}

export interface HelpSection {
  readonly heading: string;
  readonly text: string;
}

/** The text cut at its headings, as the search finds it. The part before the first heading is called by the title. */
export function sectionsOf(text: HelpText): readonly HelpSection[] {
  const sections: { heading: string; parts: string[] }[] = [{ heading: text.title, parts: [] }];
  for (const block of text.blocks) {
    if (block.kind === 'heading') sections.push({ heading: plainWords(block.words), parts: [] });
    else sections.at(-1)?.parts.push(...allWords({ title: '', blocks: [block] }).map(plainWords));
  }
  return sections.map(({ heading, parts }) => ({ heading, text: parts.join(' ') }));
}
