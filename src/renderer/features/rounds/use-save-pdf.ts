import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportDocument } from '#core/report/document.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';

interface SavePdf {
  readonly busy: boolean;
  /** Asks where to, sets the document in the engine and writes it there; what came of it goes to `onTold`. */
  readonly save: (name: string, make: () => Promise<ReportDocument>) => Promise<void>;
}

/** Saves a form or a record as a PDF. */
export function useSavePdf(onTold: (text: string) => void): SavePdf {
  const { t } = useTranslation(['rounds', 'ui']);
  const faultText = useFaultText();
  const [busy, setBusy] = useState(false);
  const save = async (name: string, make: () => Promise<ReportDocument>): Promise<void> => {
    setBusy(true);
    try {
      const place = await window.muljigi.chooseSave({ suggestedName: `${name}.pdf`.replace(/[/\\:*?"<>|]/g, '-'), kind: 'pdf' });
      if (place === null) return;
      const answer = await callEngine('rounds.form', { document: await make(), product: t('ui:app'), pageText: t('form.page') }, { timeoutMs: 60_000 });
      if (!answer.ok) {
        onTold(t('form.failed', { reason: faultText(answer.error) }));
        return;
      }
      const file = await window.muljigi.openChosen(place.ticket);
      await window.muljigi.writeSave(file.id, Uint8Array.from(atob(answer.value.base64), (letter) => letter.charCodeAt(0)));
      await window.muljigi.closeSave(file.id, true);
      onTold(t('form.saved', { path: place.path }));
    } catch (error) {
      onTold(t('form.failed', { reason: error instanceof Error ? error.message : String(error) }));
    } finally {
      setBusy(false);
    }
  };
  return { busy, save };
}
