import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LayerVerdict } from '#contract/records.ts';
import { useMessages } from '../../store/messages.ts';
import styles from './verdict-list.module.css';

/** What each safety layer says; refusals first and in full, with what would allow it. */
export function VerdictList({ verdicts, allowed }: { readonly verdicts: readonly LayerVerdict[]; readonly allowed: boolean }): ReactNode {
  const { t } = useTranslation('machines');
  const messages = useMessages();
  const refusals = verdicts.filter((verdict) => verdict.verdict === 'refuse');
  const rest = verdicts.filter((verdict) => verdict.verdict !== 'refuse');
  return (
    <section className={styles.section} data-allowed={allowed}>
      <h3 className={styles.head}>{t(allowed ? 'confirm.allowed' : 'confirm.refused')}</h3>
      {refusals.length > 0 && (
        <ul className={styles.refusals} data-testid="refusals">
          {refusals.map((verdict) => <li key={verdict.layer}><b>{t(`layer.${verdict.layer}`)}</b> {messages.verdict(verdict)}</li>)}
        </ul>
      )}
      <ul className={styles.rest} aria-label={t('confirm.layers')}>
        {rest.map((verdict) => (
          <li key={verdict.layer} title={messages.verdict(verdict)}>{t(`layer.${verdict.layer}`)} <span>{t(`verdict.${verdict.verdict}`)}</span></li>
        ))}
      </ul>
    </section>
  );
}
