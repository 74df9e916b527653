import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { followExports } from '../../store/export-actions.ts';
import { useAnalysis } from '../../store/analysis-store.ts';
import { RightButton } from '../../ui/right-button.tsx';
import { ExportDialog } from './export-dialog.tsx';

// For the life of the page: an export goes on while other screens are looked at.
let follows = false;

/** Opens the export sheet; says how many exports are under way. */
export function ExportButton(): ReactNode {
  const { t } = useTranslation('history');
  const [open, setOpen] = useState(false);
  const busy = useAnalysis((state) => (state.exports ?? []).filter(({ state: at }) => at === 'running' || at === 'queued').length);
  useEffect(() => {
    if (follows) return;
    follows = true;
    followExports();
  }, []);
  return (
    <>
      <RightButton right="export" onClick={() => setOpen(true)} data-testid="open-export"><Download size={18} aria-hidden />{busy > 0 ? t('exportBusy', { count: busy }) : t('export')}</RightButton>
      {open && <ExportDialog onClose={() => setOpen(false)} />}
    </>
  );
}
