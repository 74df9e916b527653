import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EXPORT_CONTENTS, EXPORT_FORMATS, EXPORT_LAYOUTS, EXPORT_LEVELS } from '#core/analysis/export.ts';
import type { ExportContent, ExportFormat, ExportLayout, ExportLevel, ExportRequest } from '#core/analysis/export.ts';
import { formatDay, formatMinute, formatNumber } from '../../model/format.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { useAnalysis } from '../../store/analysis-store.ts';
import { startExport } from '../../store/export-actions.ts';
import type { StartFault } from '../../store/export-actions.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button, Segments, Toggles } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import styles from './export-dialog.module.css';
import { ExportList } from './export-list.tsx';
import { useTagWords } from './use-tag-words.ts';

const PERIOD_MS: Readonly<Record<ExportLevel, number>> = { minute: 60_000, corrected: 60_000, hour: 3_600_000, day: 86_400_000 };

/** What goes into the file and how; below it the exports so far. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['history', 'ui']);
  const zone = useZone();
  const { profile } = useProfile();
  const tags = useAnalysis((state) => state.tags);
  const span = useAnalysis((state) => state.span);
  const correctedView = useAnalysis((state) => state.corrected);
  const remembered = useOperatorName();
  const language = usePreferences((state) => state.language);
  const lost = usePlant((state) => state.phase !== 'live');
  const faultText = useFaultText();
  const words = useTagWords();
  const [format, setFormat] = useState<ExportFormat>('xlsx');
  const [contents, setContents] = useState<readonly ExportContent[]>(['values']);
  const [level, setLevel] = useState<ExportLevel>(correctedView ? 'corrected' : 'minute');
  const [layout, setLayout] = useState<ExportLayout>('wide');
  const [who, setWho] = useState(remembered);
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<StartFault | null>(null);
  const [starting, setStarting] = useState(false);
  // CSV and Parquet hold one table.
  const chosen = format === 'xlsx' ? contents : contents.slice(0, 1);
  const needsTags = chosen.some((content) => content === 'values' || content === 'derived');
  const hasValues = chosen.includes('values');
  const problem = chosen.length === 0 ? t('exportNothing') : needsTags && tags.length === 0 ? t('missingTags') : null;
  const rows = Math.round(((span.toMs - span.fromMs) / PERIOD_MS[level]) * (layout === 'long' ? tags.length : 1));
  const start = async (): Promise<void> => {
    setAsked(true);
    setFault(null);
    if (who.trim() === '' || problem !== null) return;
    rememberOperator(who.trim());
    setStarting(true);
    const request: ExportRequest = { format, contents: [...chosen], tags: needsTags ? [...tags] : [], span, level, layout, zone, language };
    const name = `${profile.site.id}-${chosen.length === 1 ? (chosen[0] ?? '') : 'history'}-${formatDay(span.fromMs, zone)}-${formatDay(span.toMs, zone)}.${format}`;
    const result = await startExport(request, who.trim(), name);
    setStarting(false);
    if (!result.ok) setFault(result.error);
  };
  return (
    <Dialog open place="side" onClose={onClose} title={t('exportTitle')} subtitle={`${formatDay(span.fromMs, zone)} ${formatMinute(span.fromMs, zone)} – ${formatDay(span.toMs, zone)} ${formatMinute(span.toMs, zone)}`}>
      <div className={styles.form}>
        <Choice label={t('format')}><Segments label={t('format')} value={format} onChange={setFormat} options={EXPORT_FORMATS.map((value) => ({ value, label: t(`formatOf.${value}`) }))} /></Choice>
        <Choice label={t('contents')}>
          {format === 'xlsx'
            ? <Toggles label={t('contents')} values={chosen} onChange={setContents} options={EXPORT_CONTENTS.map((value) => ({ value, label: t(`content.${value}`) }))} />
            : <Segments label={t('contents')} value={chosen[0] ?? 'values'} onChange={(value) => setContents([value])} options={EXPORT_CONTENTS.map((value) => ({ value, label: t(`content.${value}`) }))} />}
        </Choice>
        {hasValues && (
          <>
            <Choice label={t('exportLevel')}><Segments label={t('exportLevel')} value={level} onChange={setLevel} options={EXPORT_LEVELS.map((value) => ({ value, label: t(`exportLevelOf.${value}`) }))} /></Choice>
            <Choice label={t('layout')}><Segments label={t('layout')} value={layout} onChange={setLayout} options={EXPORT_LAYOUTS.map((value) => ({ value, label: t(`layoutOf.${value}`) }))} /></Choice>
          </>
        )}
        {needsTags && <p className={styles.tags}>{tags.map((tag) => words(tag).name).join(', ')}</p>}
        {hasValues && tags.length > 0 && <p className={styles.note}>{t('aboutRows', { rows: formatNumber(rows, 0) })}</p>}
        <WhoField label={t('who')} value={who} maxLength={80} autoComplete="off" onText={setWho} error={asked && who.trim() === '' ? t('whoMissing') : null} />
        {asked && problem !== null && <p className={styles.fault} role="alert">{problem}</p>}
        {fault !== null && <p className={styles.fault} role="alert">{fault.kind === 'shell' ? fault.message : faultText(fault)}</p>}
        <Button look="primary" disabled={starting || lost} onClick={() => void start()} data-testid="start-export">{t('chooseFile')}</Button>
      </div>
      <ExportList />
    </Dialog>
  );
}

function Choice({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return <div className={styles.choice}><span className={styles.label}>{label}</span>{children}</div>;
}
