import { DateTime } from 'luxon';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundLine } from '#contract/rounds.ts';
import { rememberOperator, useAccess, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DateTimeField } from '../../ui/date-field.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './dialogs.module.css';
import type { Begin } from './use-begin.ts';

const FORMAT = "yyyy-MM-dd'T'HH:mm";

interface PaperDialogProps {
  readonly line: Pick<RoundLine, 'id' | 'checklistId' | 'name' | 'dueMs'>;
  readonly begin: Begin;
  readonly onClose: () => void;
}

/** Enters a round that was walked with the printed form: when and by whom, and who types it in. */
export function PaperDialog({ line, begin, onClose }: PaperDialogProps): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const operator = useOperatorName();
  const persons = useAccess(({ status }) => status?.persons ?? []);
  const [typedName, setWho] = useState<string | null>(null);
  const who = typedName ?? operator;
  const form = useKeptForm(`round-paper:${line.id}`);
  const [by, setBy] = form.field('by', '');
  const [opened] = useState(() => DateTime.fromMillis(Math.min(line.dueMs ?? usePlant.getState().nowMs, usePlant.getState().nowMs), { zone }).toFormat(FORMAT));
  const [when, setWhen] = form.field('when', opened);
  const [asked, setAsked] = useState(false);
  const paperMs = DateTime.fromFormat(when, FORMAT, { zone }).toMillis();
  const isBad = !Number.isFinite(paperMs) || paperMs > usePlant.getState().nowMs + 60_000;
  const go = async (): Promise<void> => {
    setAsked(true);
    if (who.trim() === '' || by.trim() === '' || isBad) return;
    rememberOperator(who.trim());
    if (await begin.start(line.checklistId, line.id, { paperMs, paperBy: by.trim() }, who.trim(), form)) onClose();
  };
  return (
    <Dialog open onClose={onClose} form={form} title={t('paper.title', { name: local(line.name) })} subtitle={t('paper.hint')} foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={begin.busy} onClick={() => void go()} data-testid="paper-begin">{t('paper.begin')}</Button></>}>
      <div className={styles.fields}>
        <DateTimeField label={t('paper.when')} value={when} onText={setWhen} error={isBad ? t('paper.badTime') : null} data-testid="paper-when" />
        <Field label={t('paper.who')} value={by} maxLength={80} list="paper-people" autoComplete="off" onText={setBy} error={asked && by.trim() === '' ? t('whoMissing') : null} data-testid="paper-by" />
        <datalist id="paper-people">{persons.map(({ id, name }) => <option key={id} value={name} />)}</datalist>
        <WhoField label={t('paper.typist')} value={who} maxLength={80} onText={setWho} error={asked && who.trim() === '' ? t('whoMissing') : null} data-testid="paper-typist" />
        {begin.fault !== null && <p className={styles.fault} role="alert">{begin.fault}</p>}
      </div>
    </Dialog>
  );
}
