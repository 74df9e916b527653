import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryRecord } from '#contract/provenance.ts';
import type { EntryKind } from '#core/records/entry.ts';
import type { SourceTarget } from '../../store/route-store.ts';
import { useQuery } from '../../store/use-query.ts';
import { useQualityText } from '../data-quality/use-quality-text.ts';
import { EntryLine } from './entry-line.tsx';
import { useEntryWords } from './entry-words.ts';
import { JsonView } from './json-view.tsx';
import { Loaded } from './loaded.tsx';
import styles from './source.module.css';

interface Props {
  readonly kind: EntryKind;
  readonly id: string;
  readonly onFollow: (next: SourceTarget) => void;
}

/** A versioned record: who wrote which version when, what changed, and what it rests on. */
export function EntrySource({ kind, id, onFollow }: Props): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const query = useQuery('provenance.entry', { kind, id });
  return (
    <Loaded query={query}>
      {({ versions, related }) => (
        <>
          <p className={styles.quiet}>{t('entry.versions', { count: versions.length })}</p>
          <ol className={styles.versions}>
            {versions.map((version, i) => <Version key={version.seq} version={version} before={versions[i + 1]} number={versions.length - i} onFollow={onFollow} />)}
          </ol>
          {related.length > 0 && (
            <section>
              <h3 className={styles.heading}>{t('entry.related')}</h3>
              {related.map((entry) => <EntryLine key={entry.seq} entry={entry} onFollow={onFollow} />)}
            </section>
          )}
          <JsonView record={versions} />
        </>
      )}
    </Loaded>
  );
}

function Version({ version, before, number, onFollow }: { readonly version: EntryRecord; readonly before: EntryRecord | undefined; readonly number: number; readonly onFollow: (next: SourceTarget) => void }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const text = useQualityText();
  const words = useEntryWords();
  const { body, tag, latest, writtenMs, actor, tsMs } = version;
  const fields = Object.entries(body).filter(([field]) => field !== 'id' && field !== 'tag');
  return (
    <li data-latest={latest}>
      <header>
        <strong>{t('entry.version', { number })}{latest && ` · ${t('entry.latest')}`}</strong>
        <span>{t('entry.written', { when: text.stamp(writtenMs), who: text.person(actor) })}</span>
      </header>
      {tag !== null && <button type="button" className={styles.link} onClick={() => onFollow({ kind: 'value', tag, atMs: tsMs })}>{text.nameOf(tag)} <small>{tag} · {text.stamp(tsMs)}</small></button>}
      <dl className={styles.fields}>
        {fields.map(([field, value]) => {
          const changed = before !== undefined && JSON.stringify(before.body[field]) !== JSON.stringify(value);
          return <div key={field} data-changed={changed}><dt>{words.field(field)}{changed && <em>{t('entry.changed')}</em>}</dt><dd>{words.value(field, value)}</dd></div>;
        })}
      </dl>
    </li>
  );
}
