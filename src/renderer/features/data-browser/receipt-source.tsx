import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckedReceipt } from '#contract/provenance.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { useQuery } from '../../store/use-query.ts';
import { JsonView } from './json-view.tsx';
import { Loaded } from './loaded.tsx';
import styles from './source.module.css';

/** A command from intent to read-back, with the words on the wire and whether its hash still fits. */
export function ReceiptSource({ requestId }: { readonly requestId: string }): ReactNode {
  const query = useQuery('provenance.receipt', { requestId });
  return <Loaded query={query}>{(found) => <Receipt found={found} />}</Loaded>;
}

const hex = (word: number): string => `0x${word.toString(16).toUpperCase().padStart(4, '0')}`;

function Receipt({ found: { receipt, check } }: { readonly found: CheckedReceipt }): ReactNode {
  const { t } = useTranslation('dataBrowser');
  const messages = useMessages();
  const zone = useZone();
  const { intent, write, readBack } = receipt;
  const subject = intent.type === 'machine' ? intent.unit : intent.tag;
  const words = (list: readonly number[] | null): string => (list === null ? t('receipt.none') : list.map(hex).join(' '));
  return (
    <>
      <p className={styles.check} data-check={check} data-testid="receipt-check">{t(`receipt.check.${check}`)}</p>
      <dl className={styles.fields}>
        <div><dt>{t('event.subject')}</dt><dd>{messages.subject(subject)} ({subject})</dd></div>
        <div><dt>{t('browser.col.outcome')}</dt><dd>{t(`receipt.outcome.${receipt.outcome}`)}</dd></div>
        <div><dt>{t('event.time')}</dt><dd>{formatStamp(receipt.tsMs, zone)}</dd></div>
        <div><dt>{t('receipt.who')}</dt><dd>{intent.who}</dd></div>
        <div><dt>{t('receipt.why')}</dt><dd>{intent.why === '' ? '–' : intent.why}</dd></div>
        <div><dt>{t('receipt.written')}</dt><dd>{write === null ? t('receipt.none') : `${words(write.words)} → ${t('receipt.to', { slave: write.slave, address: write.address })}`}</dd></div>
        <div><dt>{t('receipt.readBack')}</dt><dd>{words(readBack)}</dd></div>
        <div><dt>{t('receipt.took')}</dt><dd>{formatNumber(receipt.tookMs, 0)} ms</dd></div>
        {receipt.detail !== null && <div><dt>{t('receipt.detail')}</dt><dd>{receipt.detail}</dd></div>}
        <div><dt>{t('receipt.hash')}</dt><dd className={styles.hash}>{receipt.hash}</dd></div>
        <div><dt>{t('receipt.prevHash')}</dt><dd className={styles.hash}>{receipt.prevHash}</dd></div>
      </dl>
      {write !== null && readBack !== null && <p className={styles.quiet}>{t(write.words.every((word, i) => word === readBack[i]) ? 'receipt.same' : 'receipt.different')}</p>}
      <JsonView record={receipt} />
    </>
  );
}
