import { Copy, FileText, Printer } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportDocument } from '#core/report/document.ts';
import { formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { Paper } from '../../ui/paper.tsx';
import { DocumentView } from '../reports/document-view.tsx';
import styles from './people.module.css';

const MAKE_MS = 60_000;

interface RecoveryCodeSheetProps {
  readonly code: string;
  /** Administrator it belongs to; left out where the name is not at hand. */
  readonly name?: string;
}

/** The sealed code with the ways to keep it: on paper, as a PDF, or copied. It is shown once, so all of them are at hand here. */
export function RecoveryCodeSheet({ code, name = '' }: RecoveryCodeSheetProps): ReactNode {
  const { t } = useTranslation(['people', 'ui', 'reports', 'rounds']);
  const faultText = useFaultText();
  const local = useLocal();
  const zone = useZone();
  const { profile } = useProfile();
  const language = usePreferences((state) => state.language);
  const [madeMs] = useState(() => usePlant.getState().nowMs);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<{ readonly text: string; readonly isFault: boolean } | null>(null);
  const site = local(profile.site.name);
  const document: ReportDocument = {
    title: t('code.title'),
    subtitle: [site, name].filter((part) => part !== '').join(' · '),
    origin: t('code.made', { time: formatStamp(madeMs, zone) }),
    blocks: [
      { type: 'text', text: t('code.what'), bad: false },
      // Two lines, so that the groups can be read off one by one.
      { type: 'heading', text: code.slice(0, Math.ceil(code.length / 2)) },
      { type: 'heading', text: code.slice(Math.ceil(code.length / 2)).replace(/^-/, '') },
      { type: 'text', text: t('code.older'), bad: false },
      { type: 'text', text: t('code.howTo'), bad: false },
      { type: 'signatures', names: [t('code.sealedBy'), t('code.sealedOn')] },
    ],
  };
  const copy = (): void => {
    void navigator.clipboard.writeText(code).then(
      () => setTold({ text: t('code.copied'), isFault: false }),
      () => setTold({ text: t('code.notCopied'), isFault: true }),
    );
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    setTold(null);
    try {
      const place = await window.muljigi.chooseSave({ suggestedName: `${t('code.file')}.pdf`, kind: 'pdf' });
      if (place === null) return;
      const made = await callEngine('rounds.form', { document, product: t('ui:app'), pageText: t('rounds:form.page') }, { timeoutMs: MAKE_MS });
      if (!made.ok) {
        setTold({ text: faultText(made.error), isFault: true });
        return;
      }
      const file = await window.muljigi.openChosen(place.ticket);
      await window.muljigi.writeSave(file.id, Uint8Array.from(atob(made.value.base64), (letter) => letter.charCodeAt(0)));
      await window.muljigi.closeSave(file.id, true);
      setTold({ text: t('reports:saved', { path: place.path }), isFault: false });
    } catch (error) {
      setTold({ text: t('reports:notSaved', { reason: error instanceof Error ? error.message : String(error) }), isFault: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.form}>
      <p className={styles.code} data-testid="sealed-code">{code}</p>
      <div className={styles.keep}>
        <Button onClick={() => window.print()} data-testid="code-print"><Printer size={18} aria-hidden />{t('code.print')}</Button>
        <Button disabled={busy} onClick={() => void save()} data-testid="code-pdf"><FileText size={18} aria-hidden />{t('code.save')}</Button>
        <Button onClick={copy}><Copy size={18} aria-hidden />{t('code.copy')}</Button>
      </div>
      {told !== null && <p className={told.isFault ? styles.fault : styles.hint} role={told.isFault ? 'alert' : 'status'}>{told.text}</p>}
      <Paper><div className={styles.onPaper}><DocumentView document={document} language={language} /></div></Paper>
    </div>
  );
}
