import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#core/result.ts';
import type { Block, HelpLink, HelpText, Inline, Words } from '#core/help/markup.ts';
import { help, isScreen } from '../../store/help-store.ts';
import { route } from '../../store/route-store.ts';
import styles from './help-text.module.css';

/** A text of help as elements: nothing of it is ever taken as HTML. */
export function HelpArticle({ text }: { readonly text: HelpText }): ReactNode {
  return (
    <article className={styles.article}>
      {text.blocks.map((block, at) => (
        <BlockOf key={at} block={block} />
      ))}
    </article>
  );
}

function BlockOf({ block }: { readonly block: Block }): ReactNode {
  switch (block.kind) {
    case 'heading':
      return (
        <h3>
          <WordsOf words={block.words} />
        </h3>
      );
    case 'question':
      return (
        <p className={styles.question}>
          <WordsOf words={block.words} />
        </p>
      );
    case 'paragraph':
      return (
        <p>
          <WordsOf words={block.words} />
        </p>
      );
    case 'list': {
      const items = block.items.map((words, at) => (
        <li key={at}>
          <WordsOf words={words} />
        </li>
      ));
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return (
        <table>
          <thead>
            <tr>
              {block.head.map((words, at) => (
                <th key={at} scope="col">
                  <WordsOf words={words} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, at) => (
              <tr key={at}>
                {row.map((words, cell) => (
                  <td key={cell}>
                    <WordsOf words={words} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    case 'picture':
      // The screen itself stands beside the text.
      return null;
    default:
      return assertNever(block, 'block');
  }
}

function WordsOf({ words }: { readonly words: Words }): ReactNode {
  return words.map((part, at) => <InlineOf key={at} part={part} />);
}

function InlineOf({ part }: { readonly part: Inline }): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'strong':
      return <strong>{part.text}</strong>;
    case 'ui':
      return <span className={styles.ui}>{part.text}</span>;
    case 'key':
      return <kbd>{part.text}</kbd>;
    case 'link':
      return <LinkTo to={part.to} text={part.text} />;
    default:
      return assertNever(part, 'part');
  }
}

function LinkTo({ to, text }: { readonly to: HelpLink; readonly text: string }): ReactNode {
  const { t } = useTranslation('help');
  // The file lies with the program; the window opens no files by itself.
  if (to.kind === 'doc')
    return (
      <>
        {text} ({t('inManual', { file: to.id })})
      </>
    );
  const follow = (): void => {
    if (to.kind === 'screen' && isScreen(to.id)) {
      route.go(to.id);
      help.topic(null);
    } else help.topic(to.id);
  };
  return (
    <button type="button" className={styles.link} onClick={follow}>
      {text}
    </button>
  );
}
