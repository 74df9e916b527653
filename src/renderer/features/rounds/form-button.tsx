import { FileText } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredChecklist } from '#contract/rounds.ts';
import { roundForm } from '#core/rounds/form.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useLocal, useProfile } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button } from '../../ui/button.tsx';

/** Saves a check list as a form to be filled in by hand, for a round without the PC. */
export function FormButton({ stored, onTold }: { readonly stored: StoredChecklist; readonly onTold: (text: string) => void }): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const faultText = useFaultText();
  const frozen = useFrozenEngine();
  const { profile } = useProfile();
  const language = usePreferences((state) => state.language);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const place = await window.muljigi.chooseSave({ suggestedName: `${local(stored.list.name)} v${String(stored.version)}.pdf`.replace(/[/\\:*?"<>|]/g, '-'), kind: 'pdf' });
      if (place === null) return;
      const last = await callEngine('rounds.last', { checklistId: stored.list.id });
      const document = roundForm(stored.list, profile.rounds.places, last.ok ? last.value : {}, {
        language,
        subtitle: t('form.subtitle', { site: local(profile.site.name), version: stored.version }),
        head: t('form.head'),
        columns: { no: t('form.no'), item: t('form.item'), usual: t('form.usual'), last: t('form.last'), answer: t('form.answer'), remark: t('form.remark') },
        boxes: t('form.boxes'),
        signatures: [t('form.sign'), t('form.second')],
      });
      const answer = await callEngine('rounds.form', { document, product: t('ui:app'), pageText: t('form.page') }, { timeoutMs: 60_000 });
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
  return <Button disabled={busy || frozen} onClick={() => void save()} data-testid="form-pdf"><FileText size={18} aria-hidden />{t('form.open')}</Button>;
}
