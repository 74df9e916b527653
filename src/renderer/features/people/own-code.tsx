import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import { access } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import styles from './people.module.css';
import { SecretField } from './secret-field.tsx';

const ANSWER_MS = 30_000;

/** Sets a second factor up with an authenticator app, or switches it off. */
export function OwnCodeDialog({ remove, onDone }: { readonly remove: boolean; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const [password, setPassword] = useState('');
  const [begun, setBegun] = useState<{ readonly address: string; readonly secret: string } | null>(null);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const ready = begun === null ? password !== '' : /^\d{6}$/.test(code.replace(/\s/g, ''));
  const send = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    setFault(null);
    if (begun === null && !remove) {
      const answer = await callEngine('access.codeBegin', { password }, { timeoutMs: ANSWER_MS });
      if (answer.ok) setBegun(answer.value);
      else setFault(answer.error);
    } else {
      const answer = remove
        ? await callEngine('access.codeOff', { password }, { timeoutMs: ANSWER_MS })
        : await callEngine('access.codeConfirm', { code }, { timeoutMs: ANSWER_MS });
      if (answer.ok) {
        access.take(answer.value);
        onDone();
      } else setFault(answer.error);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onDone}
      title={t(remove ? 'mine.codeOff' : 'mine.codeBegin')}
      subtitle={t('mine.codeHint')}
      foot={(
        <>
          <Button onClick={onDone}>{t('ui:action.cancel')}</Button>
          <Button look="primary" type="submit" form="own-code" disabled={!ready || busy}>{t(remove ? 'mine.codeOff' : begun === null ? 'mine.codeBegin' : 'mine.confirm')}</Button>
        </>
      )}
    >
      <form id="own-code" className={styles.form} onSubmit={(event) => { event.preventDefault(); void send(); }}>
        {begun === null ? <SecretField label={t('mine.old')} value={password} onText={setPassword} autoFocus testId="old-password" /> : (
          <>
            <p>{t('mine.scan')}</p>
            <QrCode text={begun.address} label={t('mine.qr')} />
            <p className={styles.code} data-testid="code-secret">{begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}</p>
            <Field label={t('mine.first')} value={code} inputMode="numeric" maxLength={8} onText={setCode} autoFocus data-testid="code-first" />
          </>
        )}
        {fault !== null && <p role="alert" className={styles.fault}>{faultText(fault)}</p>}
      </form>
    </Dialog>
  );
}

/** A QR code (ISO/IEC 18004) as one path, drawn here: nothing is asked of a network. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const { data, size: side } = encode(text, { border: 0 });
    return {
      size: side,
      path: data.flatMap((line, y) => line.flatMap((dark, x) => (dark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : []))).join(''),
    };
  }, [text]);
  return <svg className={styles.qr} role="img" aria-label={label} viewBox={`0 0 ${String(size)} ${String(size)}`} shapeRendering="crispEdges" data-testid="code-qr"><path d={path} /></svg>;
}
