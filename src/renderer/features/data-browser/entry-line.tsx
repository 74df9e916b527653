import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryRecord } from '#contract/provenance.ts';
import type { SourceTarget } from '../../store/route-store.ts';
import { useQualityText } from '../data-quality/use-quality-text.ts';
import { useEntryWords } from './entry-words.ts';
import styles from './source.module.css';

/** One versioned record in a line, leading to all of it. */
export function EntryLine({ entry, onFollow }: { readonly entry: EntryRecord; readonly onFollow: (next: SourceTarget) => void }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const text = useQualityText();
  const words = useEntryWords();
  return (
    <button type="button" className={styles.link} data-entry={entry.kind} onClick={() => onFollow({ kind: 'entry', entryKind: entry.kind, id: entry.id })}>
      {t(`kind.${entry.kind}`)} · {text.stamp(entry.tsMs)} · {text.person(entry.actor)}
      <small>{words.summary(entry)}</small>
    </button>
  );
}
