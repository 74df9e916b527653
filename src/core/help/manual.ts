import { allWords, parseHelp, parseWords } from './markup.ts';
import type { HelpLink, Inline } from './markup.ts';

/** What stands around the chapters of the manual in one language. */
export interface ManualFrame {
  readonly title: string;
  readonly intro: readonly string[];
  readonly contents: string;
  /** Folder of the pictures beside the manual, e.g. `manual/ko`. */
  readonly pictures: string;
}

export interface Chapter {
  readonly id: string;
  /** Text of help as it is stored. */
  readonly source: string;
}

/** The anchor that GitHub and most viewers give a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** A chapter's heading in the manual: its place and its title. */
const headingOf = (at: number, title: string): string => `${String(at + 1)}. ${title}`;

/**
 * The manual as one Markdown text, out of the same texts that the window shows as help: headings go one
 * level down, links lead to chapters and files, pictures are taken from the folder of the language.
 */
export function composeManual(frame: ManualFrame, chapters: readonly Chapter[]): string {
  const titles = chapters.map(({ source }) => parseHelp(source).title);
  const anchors = new Map(
    chapters.map(({ id }, at) => [id, `#${anchorOf(headingOf(at, titles[at] ?? ''))}`]),
  );
  const target = ({ kind, id }: HelpLink): string =>
    kind === 'doc' ? id : (anchors.get(id) ?? `#${id}`);
  const inline = (part: Inline): string => {
    switch (part.kind) {
      case 'ui':
        return `**\`${part.text}\`**`;
      case 'strong':
        return `**${part.text}**`;
      case 'key':
        return `\`${part.text}\``;
      case 'link':
        return `[${part.text}](${target(part.to)})`;
      default:
        return part.text;
    }
  };
  const body = chapters.map(({ source }, at) =>
    source
      .trim()
      .split('\n')
      .map((line) => {
        if (line.startsWith('# ')) return `## ${headingOf(at, line.slice(2))}`;
        if (line.startsWith('## ')) return `#${line}`;
        const picture = line.replace(/\(picture:([\w-]+)\)/, `(${frame.pictures}/$1.png)`);
        return picture === line ? parseWords(line).map(inline).join('') : picture;
      })
      .join('\n'),
  );
  const contents = titles.map(
    (title, at) => `- [${headingOf(at, title)}](${anchors.get(chapters[at]?.id ?? '') ?? ''})`,
  );
  return (
    [`# ${frame.title}`, ...frame.intro, `## ${frame.contents}`, contents.join('\n'), ...body].join(
      '\n\n',
    ) + '\n'
  );
}

/** Words quoted from the screen (**`…`**), in order, each once. */
export function quotedWords(source: string): readonly string[] {
  return [
    ...new Set(
      allWords(parseHelp(source))
        .flat()
        .flatMap((part) => (part.kind === 'ui' ? [part.text] : [])),
    ),
  ];
}

/** Names of the pictures a text shows. */
export const picturesOf = (source: string): readonly string[] =>
  parseHelp(source).blocks.flatMap((block) => (block.kind === 'picture' ? [block.name] : []));
