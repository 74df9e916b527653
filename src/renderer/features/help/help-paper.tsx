import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { usePreferences } from '../../store/settings-store.ts';
import { Paper } from '../../ui/paper.tsx';
import styles from './help-paper.module.css';
import { HelpArticle } from './help-text.tsx';
import { topicOf } from './texts.ts';

/** Texts of help on paper: stands beside the window only while the system prints. */
export function HelpPaper({
  topics,
  onDone,
}: {
  readonly topics: readonly string[];
  readonly onDone: () => void;
}): ReactNode {
  const language = usePreferences((state) => state.language);
  useEffect(() => {
    window.addEventListener('afterprint', onDone, { once: true });
    window.print();
    return () => window.removeEventListener('afterprint', onDone);
  }, [onDone]);
  return (
    <Paper>
      <div className={styles.text} data-testid="help-paper">
        {topics.map((id) => {
          const text = topicOf(language, id);
          return text === undefined ? null : (
            <section key={id}>
              <h2>{text.title}</h2>
              <HelpArticle text={text} />
            </section>
          );
        })}
      </div>
    </Paper>
  );
}
