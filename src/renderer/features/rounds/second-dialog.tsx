import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoundView } from '#contract/rounds.ts';
import { foldName } from '#core/access/people.ts';
import { doersOf } from '#core/rounds/round-after.ts';
import { access, rememberOperator, useAsksName, useMay, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './dialogs.module.css';
import { base64Of } from './files.ts';
import { SignaturePad } from './signature-pad.tsx';

/** The second person signs: another than those who walked the round, logged in in place by PIN or password. */
export function SecondDialog({ view, onClose, onView }: { readonly view: RoundView; readonly onClose: () => void; readonly onView: (view: RoundView) => void }): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const faultText = useFaultText();
  const messages = useMessages();
  const asksName = useAsksName();
  const operator = useOperatorName();
  const may = useMay('round.sign');
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const who = (asksName ? typed : operator).trim();
  const doers = doersOf(view.round);
  const isDoer = who !== '' && doers.has(foldName(who));
  const canSign = who !== '' && !isDoer && may.may;
  const sign = async (picture: Blob): Promise<void> => {
    setBusy(true);
    const answer = await callEngine('rounds.sign', { id: view.round.id, base64: await base64Of(picture), who });
    setBusy(false);
    setFault(answer.ok ? null : faultText(answer.error));
    if (!answer.ok) return;
    rememberOperator(who);
    onView(answer.value);
    onClose();
  };
  const people = [...new Set([view.round.paperBy, view.round.doneBy, view.round.beganBy].filter((name) => name !== ''))].join(', ');
  return (
    <Dialog open onClose={onClose} title={t('second.title', { name: local(view.list.name) })} subtitle={t('second.hint', { who: people })} foot={<Button onClick={onClose}>{t('ui:action.cancel')}</Button>}>
      <div className={styles.fields}>
        {asksName
          ? <Field label={t('second.who')} value={typed} maxLength={80} autoFocus onText={setTyped} error={isDoer ? t('second.isDoer') : null} data-testid="second-who" />
          : (
            <div className={styles.person}>
              <p>{may.may ? (isDoer ? t('second.doerLoggedIn', { who }) : t('second.loggedIn', { who })) : may.code === null ? '' : messages.code(may.code, { ...may.params })}</p>
              <Button look={canSign ? 'plain' : 'primary'} onClick={() => void access.ask({ kind: 'logIn', fault: null })} data-testid="second-change">{t('second.change')}</Button>
            </div>
          )}
        {canSign && <SignaturePad key={who} name={who} busy={busy} onKeep={(picture) => void sign(picture)} />}
        {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
      </div>
    </Dialog>
  );
}
