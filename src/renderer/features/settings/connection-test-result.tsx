import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { busFaultKind } from '../../model/bus-fault.ts';
import { formatNumber } from '../../model/format.ts';
import { useMessages } from '../../store/messages.ts';
import styles from './connection-section.module.css';

/** What each slave said to the test. */
export function ConnectionTestResult({ result }: { readonly result: ResultOf<'connection.test'> }): ReactNode {
  const { t } = useTranslation(['settings', 'messages']);
  const messages = useMessages();
  const fault = (sentence: string): string => {
    const kind = busFaultKind(sentence);
    return kind === null ? sentence : t(`messages:busFault.${kind}`);
  };
  return (
    <div className={styles.result} data-ok={result.ok}>
      <p><strong>{messages.code(result.code, result.params)}</strong> · {t('connection.testTook', { ms: formatNumber(result.tookMs, 0) })}</p>
      <ul>
        {result.slaves.map((slave) => (
          <li key={slave.slave} data-ok={slave.ok}>
            <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">{slave.ok ? <path d="M3 9.5 7.5 14 15 4.5" /> : <path d="M4 4l10 10M14 4 4 14" />}</svg>
            <span>{t('connection.slave', { slave: slave.slave })}</span>
            <span>{slave.ok ? t('connection.answers', { ms: formatNumber(slave.roundTripMs, 0) }) : t('connection.silent', { fault: fault(slave.fault ?? '') })}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
