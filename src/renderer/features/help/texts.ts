import { parseHelp, sectionsOf } from '#core/help/markup.ts';
import type { HelpText } from '#core/help/markup.ts';
import contents from '../../../../resources/help/contents.json' with { type: 'json' };
import type { Language } from '../../store/settings-store.ts';
import type { Searchable } from '../../model/search.ts';

/** The texts of help, packed with the window: they are there without engine and network. */
const files = import.meta.glob<string>('../../../../resources/help/*/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const parsed = new Map(
  Object.entries(files).map(([file, source]) => {
    const [language = '', name = ''] = file.split('/').slice(-2);
    return [`${language}/${name.replace(/\.md$/, '')}`, parseHelp(source)];
  }),
);

/** Every text, in the order of the manual. A screen's text has the screen's name. */
export const TOPICS: readonly string[] = contents;

export const topicOf = (language: Language, id: string): HelpText | undefined =>
  parsed.get(`${language}/${id}`);

/** A piece of help that can be found. */
export interface FoundHelp extends Searchable {
  readonly topic: string;
  readonly title: string;
  readonly heading: string | null;
  readonly excerpt: string;
}

/** All sections of all texts in one language, for the search. */
export function helpIndex(language: Language): readonly FoundHelp[] {
  return TOPICS.flatMap((topic) => {
    const text = topicOf(language, topic);
    return text === undefined
      ? []
      : sectionsOf(text).map(({ heading, text: words }, at): FoundHelp => ({
          topic,
          title: text.title,
          heading: at === 0 ? null : heading,
          excerpt: words,
          text: heading,
          also: [words],
        }));
  });
}
