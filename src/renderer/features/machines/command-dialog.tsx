import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import type { Intent, ReceiptRecord } from '#contract/records.ts';
import type { Machine } from '#core/plant/equipment.ts';
import { unitView } from '../../model/machine-state.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './command-dialog.module.css';
import { CommandResult } from './command-result.tsx';
import { useModeText } from './use-mode-text.ts';
import { VerdictList } from './verdict-list.tsx';

export type MachineAction = 'start' | 'stop' | 'auto';

type Step =
  | { readonly at: 'confirm' }
  | { readonly at: 'sending' }
  | { readonly at: 'answered'; readonly receipt: ReceiptRecord }
  | { readonly at: 'broken'; readonly fault: CallFault };

interface CommandDialogProps {
  readonly machine: Machine;
  readonly unitId: string;
  readonly action: MachineAction;
  readonly onClose: () => void;
}

/** A write is confirmed or given up by the engine within a few seconds; this is only the last resort. */
const ANSWER_TIMEOUT_MS = 20_000;

/** Second step of a command: says what will happen and who does it, then shows what the plant answered. */
export function CommandDialog({ machine, unitId, action, onClose }: CommandDialogProps): ReactNode {
  const { t } = useTranslation(['machines', 'ui']);
  const local = useLocal();
  const faultText = useFaultText();
  const remembered = useOperatorName();
  const [who, setWho] = useState(remembered);
  const form = useKeptForm(`command:${unitId}:${action}`);
  const [why, setWhy] = form.field('why', '');
  const [asked, setAsked] = useState(false);
  const [step, setStep] = useState<Step>({ at: 'confirm' });
  const live = usePlant((state) => state.phase === 'live');
  const preview = usePreview(unitId, action, live);
  const whoError = asked && who.trim() === '' ? t('confirm.whoMissing') : null;
  const label = machine.units.find((unit) => unit.id === unitId)?.label ?? '';
  const name = `${local(machine.name)}${machine.units.length > 1 ? ` ${label}` : ''}`;

  const send = (): void => {
    setAsked(true);
    if (who.trim() === '') return;
    rememberOperator(who.trim());
    setStep({ at: 'sending' });
    const intent: Intent = { type: 'machine', requestId: crypto.randomUUID(), who: who.trim(), why: why.trim(), unit: unitId, action };
    void form.send('intent.submit', { intent }, { timeoutMs: ANSWER_TIMEOUT_MS }).then((answer) => {
      setStep(answer.ok ? { at: 'answered', receipt: answer.value } : { at: 'broken', fault: answer.error });
    });
  };

  const confirming = step.at === 'confirm' || step.at === 'sending';
  return (
    <Dialog
      open
      onClose={onClose}
      form={form}
      title={t('confirm.title', { unit: name, action: t(`action.${action}`) })}
      subtitle={`${unitId} · ${t(`actionHint.${action}`)}`}
      foot={confirming ? (
        <>
          <Button onClick={onClose}>{t('ui:action.cancel')}</Button>
          <Button look="primary" onClick={send} disabled={step.at === 'sending' || preview === null || preview.allowed === false} data-testid="send-command">{step.at === 'sending' ? t('confirm.sending') : t(`confirm.send.${action}`)}</Button>
        </>
      ) : <Button look="primary" onClick={onClose} autoFocus>{t('confirm.done')}</Button>}
    >
      {confirming && (
        <>
          <Change machine={machine} unitId={unitId} action={action} />
          <p className={styles.consequence}>{t(`confirm.consequenceText.${action}`)}</p>
          <div className={styles.fields}>
            <WhoField label={t('confirm.who')} hint={t('confirm.whoHint')} error={whoError} value={who} maxLength={80} onText={setWho} autoFocus={remembered === ''} />
            <Field label={t('confirm.why')} hint={t('confirm.whyHint')} value={why} maxLength={200} onText={setWhy} />
          </div>
          <div role="status" data-testid="preview" data-allowed={preview?.allowed ?? 'unknown'}>
            {preview === null ? <p className={styles.checking}>{t(live ? 'confirm.checking' : 'ui:error.disconnected')}</p> : <VerdictList verdicts={preview.verdicts} allowed={preview.allowed} />}
          </div>
        </>
      )}
      {step.at === 'answered' && <CommandResult receipt={step.receipt} machine={machine} unitId={unitId} action={action} />}
      {step.at === 'broken' && <p className={styles.broken} role="alert"><strong>{t('confirm.failed')}</strong> {faultText(step.fault)}</p>}
    </Dialog>
  );
}

/** From which state to which. */
function Change({ machine, unitId, action }: { readonly machine: Machine; readonly unitId: string; readonly action: MachineAction }): ReactNode {
  const { t } = useTranslation('machines');
  const { index } = useProfile();
  const samples = usePlant((state) => state.samples);
  const modeText = useModeText();
  const unit = unitView(machine, unitId, samples, index);
  return (
    <dl className={styles.change}>
      <div><dt>{t('confirm.present')}</dt><dd>{t(`state.${unit.state}`)}<small>{modeText(machine, unit)}</small></dd></div>
      <span className={styles.arrow} aria-hidden="true">→</span>
      <div><dt>{t('confirm.next')}</dt><dd>{t(`confirm.nextState.${action}`)}</dd></div>
    </dl>
  );
}

/** What the engine would decide now; asked again every two seconds while the dialog is open, since the plant moves on. */
function usePreview(unitId: string, action: MachineAction, live: boolean): ResultOf<'intent.preview'> | null {
  const [preview, setPreview] = useState<ResultOf<'intent.preview'> | null>(null);
  const beat = usePlant((state) => Math.floor(state.clockMs / 2000));
  useEffect(() => {
    if (!live) {
      setPreview(null);
      return undefined;
    }
    const abort = new AbortController();
    const intent: Intent = { type: 'machine', requestId: crypto.randomUUID(), who: 'preview', why: '', unit: unitId, action };
    void callEngine('intent.preview', { intent }, { signal: abort.signal }).then((answer) => {
      if (answer.ok) setPreview(answer.value);
    });
    return () => abort.abort();
  }, [unitId, action, beat, live]);
  return preview;
}
