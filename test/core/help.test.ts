import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorOf, composeManual, picturesOf, quotedWords } from '#core/help/manual.ts';
import { allWords, parseHelp, parseWords, plainWords, sectionsOf } from '#core/help/markup.ts';

const text = `# Alarms

> What now?

Press **\`Acknowledge\`** and **wait**, or read
[Rounds](screen:rounds).

## Keys

- \`F1\` opens <b>help</b>
- two

1. one
2. two

| a | b |
|---|---|
| 1 | **\`Reset\`** |

![The list](picture:alarms)
`;

describe('texts of help', () => {
  it('are read as blocks and words', () => {
    const { title, blocks } = parseHelp(text);
    expect(title).toBe('Alarms');
    expect(blocks.map(({ kind }) => kind)).toEqual([
      'question',
      'paragraph',
      'heading',
      'list',
      'list',
      'table',
      'picture',
    ]);
    expect(blocks[1]).toMatchObject({
      words: [
        { text: 'Press ' },
        { kind: 'ui', text: 'Acknowledge' },
        { text: ' and ' },
        { kind: 'strong', text: 'wait' },
        { text: ', or read ' },
        { kind: 'link', to: { kind: 'screen', id: 'rounds' } },
        { text: '.' },
      ],
    });
    expect(blocks[3]).toMatchObject({
      ordered: false,
      items: [
        [
          { kind: 'key', text: 'F1' },
          { kind: 'text', text: ' opens <b>help</b>' },
        ],
        [{ text: 'two' }],
      ],
    });
    expect(blocks[5]).toMatchObject({ rows: [[[{ text: '1' }], [{ kind: 'ui', text: 'Reset' }]]] });
    expect(sectionsOf(parseHelp(text)).map(({ heading }) => heading)).toEqual(['Alarms', 'Keys']);
    expect(quotedWords(text)).toEqual(['Acknowledge', 'Reset']);
    expect(picturesOf(text)).toEqual(['alarms']);
  });

  it('lose no character of what they say, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (line) => {
        const kept = plainWords(parseWords(line));
        expect(line.replace(/\*\*|`|\[|\]|\((screen|help|doc):[\w.-]+\)/g, '')).toBe(
          kept.replace(/\*\*|`|\[|\]|\((screen|help|doc):[\w.-]+\)/g, ''),
        );
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (source) => {
        expect(
          allWords(parseHelp(source)).every((words) => words.every((part) => part.text !== '')),
        ).toBe(true);
      }),
    );
  });

  it('become one manual with chapters, pictures and links that lead somewhere', () => {
    const manual = composeManual(
      { title: 'Manual', intro: ['Read this.'], contents: 'Contents', pictures: 'manual/en' },
      [
        { id: 'alarms', source: text },
        {
          id: 'rounds',
          source: '# Rounds\n\nBack to [alarms](help:alarms), or the [file](doc:recovery.md).',
        },
      ],
    );
    expect(manual).toContain('- [2. Rounds](#2-rounds)');
    expect(manual).toContain('## 1. Alarms');
    expect(manual).toContain('### Keys');
    expect(manual).toContain('[Rounds](#2-rounds)');
    expect(manual).toContain('[alarms](#1-alarms), or the [file](recovery.md)');
    expect(manual).toContain('![The list](manual/en/alarms.png)');
    expect(anchorOf('3. 새벽 3시에, 울리면?')).toBe('3-새벽-3시에-울리면');
  });
});
