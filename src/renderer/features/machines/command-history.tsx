import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReceiptRecord } from '#contract/records.ts';
import { formatWhen } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import styles from './command-history.module.css';

const SHOWN = 10;

/** Last commands to a unit with their outcome; asked for again whenever a command event comes in. */
export function CommandHistory({ unitId }: { readonly unitId: string }): ReactNode {
  const { t } = useTranslation('machines');
  const zone = useZone();
  const messages = useMessages();
  const nowMs = usePlant((state) => state.nowMs);
  const live = usePlant((state) => state.phase === 'live');
  const newest = usePlant((state) => state.liveEvents.find((event) => event.kind === 'command')?.seq ?? 0);
  const [receipts, setReceipts] = useState<readonly ReceiptRecord[]>([]);
  useEffect(() => {
    if (!live) return undefined;
    const abort = new AbortController();
    void callEngine('receipts.list', { limit: SHOWN, unit: unitId }, { signal: abort.signal }).then((answer) => {
      if (answer.ok) setReceipts(answer.value);
    });
    return () => abort.abort();
  }, [unitId, live, newest]);
  return (
    <>
      <h3 className={styles.title}>{t('history')}</h3>
      {receipts.length === 0 ? <p className={styles.none}>{t('noHistory')}</p> : (
        <ul>
          {receipts.map((receipt) => {
            const refused = receipt.verdicts.find((verdict) => verdict.verdict === 'refuse');
            return (
              <li key={receipt.requestId} className={styles.row} data-outcome={receipt.outcome}>
                <time dateTime={new Date(receipt.tsMs).toISOString()}>{formatWhen(receipt.tsMs, nowMs, zone)}</time>
                <span>{receipt.intent.type === 'machine' ? t(`action.${receipt.intent.action}`) : receipt.intent.tag} · {receipt.intent.who}</span>
                <strong>{t(`outcome.${receipt.outcome}`)}</strong>
                {refused !== undefined && <span className={styles.why}>{messages.verdict(refused)}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
