import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './dialogs.module.css';
import type { Begin } from './today-panel.tsx';

const FORMAT = "yyyy-MM-dd'T'HH:mm";

/** Enters a round that was walked with the printed form: when, and then its answers. */
export function PaperDialog({ line, begin, onClose }: { readonly line: RoundLine; readonly begin: Begin; readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const operator = useOperatorName();
  const [typedName, setWho] = useState<string | null>(null);
  const who = typedName ?? operator;
  const [when, setWhen] = useState(() => DateTime.fromMillis(Math.min(line.dueMs ?? usePlant.getState().nowMs, usePlant.getState().nowMs), { zone }).toFormat(FORMAT));
  const [asked, setAsked] = useState(false);
  const paperMs = DateTime.fromFormat(when, FORMAT, { zone }).toMillis();
  const isBad = !Number.isFinite(paperMs) || paperMs > usePlant.getState().nowMs + 60_000;
  const go = async (): Promise<void> => {
    setAsked(true);
    if (who.trim() === '' || isBad) return;
    rememberOperator(who.trim());
    if (await begin.start(line.checklistId, line.id, paperMs)) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={t('paper.title', { name: local(line.name) })} subtitle={t('paper.hint')} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={begin.busy} onClick={() => void go()}>{t('paper.begin')}</Button></>}>
      <div className={styles.fields}>
        <Field label={t('paper.when')} type="datetime-local" value={when} onText={setWhen} error={isBad ? t('paper.badTime') : null} />
        <WhoField label={t('paper.who')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('whoMissing') : null} />
        {begin.fault !== null && <p className={styles.fault} role="alert">{begin.fault}</p>}
      </div>
    </Dialog>
  );
}
