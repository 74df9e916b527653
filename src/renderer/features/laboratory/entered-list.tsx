import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredReading } from '#contract/laboratory.ts';
import { fromReading } from '../../model/reading-form.ts';
import type { ReadingForm } from '../../model/reading-form.ts';
import { formatMinute } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { laboratory, useLaboratory } from '../../store/laboratory-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './entered-list.module.css';
import { useNames } from './use-laboratory.ts';

/** What was entered in this window, each to be taken back at once. */
export function EnteredList({ onBack }: { readonly onBack: (form: ReadingForm) => void }): ReactNode {
  const { t } = useTranslation('laboratory');
  const entered = useLaboratory((state) => state.entered);
  const [fault, setFault] = useState<string | null>(null);
  return (
    <section className={styles.panel} aria-label={t('entered.title')}>
      <h2>{t('entered.title')}</h2>
      {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
      {entered.length === 0 ? <p className={styles.none}>{t('entered.none')}</p> : (
        <ul className={styles.list} tabIndex={0}>
          {entered.map((row) => <Row key={row.reading.id} row={row} onBack={onBack} onFault={setFault} />)}
        </ul>
      )}
    </section>
  );
}

function Row({ row, onBack, onFault }: { readonly row: StoredReading; readonly onBack: (form: ReadingForm) => void; readonly onFault: (text: string | null) => void }): ReactNode {
  const { t } = useTranslation('laboratory');
  const names = useNames();
  const zone = useZone();
  const faultText = useFaultText();
  const [busy, setBusy] = useState(false);
  const { reading } = row;
  const undo = async (): Promise<void> => {
    setBusy(true);
    const answer = await callEngine('laboratory.withdraw', { id: reading.id, who: reading.person, reason: t('entered.undoReason') });
    setBusy(false);
    if (!answer.ok) {
      onFault(faultText(answer.error));
      return;
    }
    onFault(null);
    laboratory.dropEntered(reading.id);
    // Back in the fields, so that a slip is mended rather than typed anew.
    onBack(fromReading(reading, zone));
  };
  return (
    <li data-testid="entered-row">
      <time>{formatMinute(reading.sampledMs, zone)}</time>
      <span>{names.point(reading.point)}</span>
      <span>{names.item(reading.item)} <strong>{names.value(reading)}</strong></span>
      <Button look="quiet" disabled={busy} onClick={() => void undo()} aria-label={`${t('entered.undo')}: ${names.item(reading.item)} ${names.value(reading)}`}><Undo2 size={18} aria-hidden />{t('entered.undo')}</Button>
    </li>
  );
}
