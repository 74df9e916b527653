import { Settings2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { REPORT_KINDS } from '#core/report/figures.ts';
import type { ReportKind } from '#core/report/figures.ts';
import { formatStamp, formatWhen } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { reports, useReports } from '../../store/reports-store.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { MakeDialog } from './make-dialog.tsx';
import { ReportPreview } from './report-preview.tsx';
import styles from './reports-screen.module.css';
import { SettingsDialog } from './settings-dialog.tsx';
import { useReportList, useReportSettings } from './use-reports.ts';
import type { ReportSummary } from '#contract/reports.ts';
import { RightButton } from '../../ui/right-button.tsx';

const ALL = 'all';

/** What was made, what it says, and what comes by itself. */
export function ReportsScreen(): ReactNode {
  const { t } = useTranslation(['reports', 'ui']);
  const faultText = useFaultText();
  const live = usePlant((state) => state.phase === 'live');
  const kind = useReports((state) => state.kind);
  const open = useReports((state) => state.open);
  const list = useReportList(kind);
  const settings = useReportSettings();
  const [dialog, setDialog] = useState<'make' | 'settings' | null>(null);
  const shown = open ?? list.rows?.[0]?.id ?? null;
  return (
    <div className={styles.screen}>
      <h1 className="visually-hidden">{t('title')}</h1>
      <section className={styles.side} aria-label={t('list')}>
        <div className={styles.tools}>
          <RightButton right="report.make" look="primary" disabled={!live} onClick={() => setDialog('make')} data-testid="report-make">{t('make.open')}</RightButton>
          <Select
            label={t('kindLabel')} value={kind ?? ALL} onChange={(next) => reports.kind(next === ALL ? null : (next as ReportKind))}
            options={[{ value: ALL as string, label: t('kindAll') }, ...REPORT_KINDS.map((value) => ({ value: value as string, label: t(`kind.${value}`) }))]}
          />
          <RightButton right="report.edit" look="quiet" disabled={!live || settings === null} onClick={() => setDialog('settings')} aria-label={t('settings.title')} title={t('settings.title')} data-testid="report-settings"><Settings2 size={20} aria-hidden /></RightButton>
        </div>
        {list.fault !== null && <p className={styles.fault} role="alert">{faultText(list.fault)}</p>}
        {list.rows === null ? <div className={styles.skeleton} role="status" aria-label={t('ui:loading')} /> : list.rows.length === 0 ? <Empty settings={settings} /> : (
          <ul className={styles.list}>
            {list.rows.map((row) => <li key={row.id}><Row row={row} open={row.id === shown} /></li>)}
            {list.more && <li><Button look="quiet" onClick={list.loadMore}>{t('ui:action.more')}</Button></li>}
          </ul>
        )}
        <Next settings={settings} />
      </section>
      <ReportPreview id={shown} logoBase64={settings?.settings.logoBase64 ?? null} />
      {dialog === 'make' && <MakeDialog onClose={() => setDialog(null)} />}
      {dialog === 'settings' && settings !== null && <SettingsDialog settings={settings.settings} folder={settings.folder} onClose={() => setDialog(null)} />}
    </div>
  );
}

function Row({ row, open }: { readonly row: ReportSummary; readonly open: boolean }): ReactNode {
  const { t } = useTranslation('reports');
  const zone = useZone();
  return (
    <button type="button" className={styles.row} aria-current={open ? 'true' : undefined} onClick={() => reports.open(row.id)} data-testid="report-row">
      <span className={styles.name}>
        <strong>{t(`kind.${row.kind}`)}</strong>
        <span>{row.number.replace(/^\w-/, '').replace('--', ' – ')}</span>
      </span>
      <span className={styles.made}>
        {t('madeBy', { when: formatStamp(row.madeMs, zone).slice(5, 16), who: row.madeBy === 'engine' ? t('byItself') : row.madeBy })}
        {row.version > 1 && ` · ${t('version', { count: row.version })}`}
      </span>
      {row.beyond && <span className={styles.bad}>{t('beyond')}</span>}
      {row.incomplete && <span className={styles.mark}>{t(row.kind === 'incident' ? 'unsigned' : 'incomplete')}</span>}
    </button>
  );
}

type Settings = ReturnType<typeof useReportSettings>;

function Empty({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslation('reports');
  const anything = settings !== null && Object.values(settings.next).some((next) => next !== null);
  return <div className={styles.empty}><strong>{t('empty')}</strong><p>{t(anything ? 'emptyHint' : 'emptyOff')}</p></div>;
}

/** When each kind comes next by itself. */
function Next({ settings }: { readonly settings: Settings }): ReactNode {
  const { t } = useTranslation('reports');
  const zone = useZone();
  const nowMs = usePlant((state) => state.nowMs);
  const due = settings === null ? [] : Object.entries(settings.next).flatMap(([kind, atMs]) => (atMs === null ? [] : [{ kind: kind as ReportKind, atMs }])).sort((a, b) => a.atMs - b.atMs);
  const first = due[0];
  return <p className={styles.next}>{first === undefined ? t('nextNone') : t('next', { kind: t(`kind.${first.kind}`), when: formatWhen(first.atMs, nowMs, zone) })}</p>;
}
