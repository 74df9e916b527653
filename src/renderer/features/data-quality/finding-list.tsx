import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Finding } from '#core/signal/qa/finding.ts';
import { route } from '../../store/route-store.ts';
import styles from './finding-list.module.css';
import { useQualityText } from './use-quality-text.ts';

/** What is wrong in plain words: what was seen, what to check, what to do. */
export function OpenFindings({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  if (findings.length === 0) return <p className={styles.none}>{t('detail.noFindings')}</p>;
  return (
    <ul className={styles.open}>
      {findings.map((finding) => (
        <li key={finding.id} data-severity={finding.severity} data-check={finding.check}>
          <header>
            <strong>{t(`check.${finding.check}.name`)}</strong>
            <span>{t(`severity.${finding.severity}`)} · {t('tier', { tier: finding.tier })} · {t('detail.lasts', { when: text.when(finding.fromMs) })}</span>
          </header>
          <p>{t(`check.${finding.check}.seen`)} <span className={styles.facts}>{text.facts(finding)}</span></p>
          <dl>
            <div><dt>{t('detail.look')}</dt><dd>{t(`check.${finding.check}.look`)}</dd></div>
            <div><dt>{t('detail.do')}</dt><dd>{t(`check.${finding.check}.do`)}</dd></div>
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** Findings that are over, one line each; a line leads to the stored record. */
export function PastFindings({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  const { t } = useTranslation('dataQuality');
  const text = useQualityText();
  return (
    <ul className={styles.past}>
      {findings.map((finding) => (
        <li key={finding.id}>
          <button type="button" onClick={() => route.source({ kind: 'entry', entryKind: 'finding', id: finding.id })}>
            <span>{finding.toMs === null ? t('detail.lasts', { when: text.stamp(finding.fromMs) }) : t('detail.was', { from: text.stamp(finding.fromMs), to: text.when(finding.toMs) })}</span>
            <strong>{t(`check.${finding.check}.name`)}</strong>
            <span>{t(`severity.${finding.severity}`)}</span>
            <small>{text.facts(finding)}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
