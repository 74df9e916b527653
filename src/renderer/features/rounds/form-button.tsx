import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredChecklist } from '#contract/rounds.ts';
import { roundForm } from '#core/rounds/form.ts';
import { callEngine } from '../../store/connection.ts';
import { useFrozenEngine, useLocal, useProfile } from '../../store/hooks.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { useSavePdf } from './use-save-pdf.ts';

/** Saves a check list as a form to be filled in by hand, for a round without the PC. */
export function FormButton({ stored, onTold }: { readonly stored: StoredChecklist; readonly onTold: (text: string) => void }): ReactNode {
  const { t } = useTranslation('rounds');
  const local = useLocal();
  const frozen = useFrozenEngine();
  const { profile } = useProfile();
  const language = usePreferences((state) => state.language);
  const { busy, save } = useSavePdf(onTold);
  const print = (): Promise<void> =>
    save(`${local(stored.list.name)} v${String(stored.version)}`, async () => {
      const last = await callEngine('rounds.last', { checklistId: stored.list.id });
      return roundForm(stored.list, profile.rounds.places, last.ok ? last.value : {}, {
        language,
        subtitle: t('form.subtitle', { site: local(profile.site.name), version: stored.version }),
        head: t('form.head'),
        columns: { no: t('form.no'), item: t('form.item'), usual: t('form.usual'), last: t('form.last'), answer: t('form.answer'), remark: t('form.remark') },
        boxes: t('form.boxes'),
        signatures: [t('form.sign'), t('form.second')],
      });
    });
  return <Button disabled={busy || frozen} onClick={() => void print()} data-testid="form-pdf"><FileText size={18} aria-hidden />{t('form.open')}</Button>;
}
