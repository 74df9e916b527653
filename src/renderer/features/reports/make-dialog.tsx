import { useState } from 'react';
import type { ReactNode } from 'react';
import { DateTime } from 'luxon';
import { useTranslation } from 'react-i18next';
import { REPORT_KINDS, isAboutOne, isSpan } from '#core/report/figures.ts';
import type { ReportKind } from '#core/report/figures.ts';
import { formatStamp } from '../../model/format.ts';
import { rememberOperator, useAsksName, useOperatorName } from '../../store/access-store.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { reports } from '../../store/reports-store.ts';
import { useQuery } from '../../store/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FullNote } from '../../ui/full-note.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './dialogs.module.css';

/** A year's report on a busy PC takes its time. */
const MAKE_TIMEOUT_MS = 180_000;
const MOST_CALIBRATIONS = 100;
const MOST_INCIDENTS = 100;
const NONE = '';
const HOUR = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Noon of a plant day lies in the period a person means by the day's name. */
const noonOf = (day: string, zone: string): number => DateTime.fromISO(`${day}T12:00`, { zone }).toMillis();

/** Which report, of when, and with what remarks. */
export function MakeDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useTranslation(['reports', 'ui']);
  const faultText = useFaultText();
  const zone = useZone();
  const nowMs = usePlant((state) => state.nowMs);
  const asksName = useAsksName();
  const [who, setWho] = useState(useOperatorName());
  const form = useKeptForm('report-new');
  const [kind, setKind] = form.field<ReportKind>('kind', 'daily', REPORT_KINDS);
  const today = DateTime.fromMillis(nowMs, { zone }).toISODate() ?? '';
  const [yesterday] = useState(() => DateTime.fromMillis(nowMs, { zone }).minus({ days: 1 }).toISODate() ?? '');
  const [typedDay, setDay] = form.field('day', null);
  const day = typedDay ?? yesterday;
  const [typedUntil, setUntil] = form.field('until', null);
  const until = typedUntil ?? day;
  const [hour, setHour] = form.field('hour', '09:00');
  const [subject, setSubject] = form.field('subject', NONE);
  const [remarks, keepRemarks] = form.field('remarks', '');
  const setRemarks = (text: string): void => {
    // Remarks are about a day: gone on with tomorrow, they are still about that one.
    setDay(day);
    keepRemarks(text);
  };
  const [asked, setAsked] = useState(false);
  const [working, setWorking] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);

  const at = kind === 'shift' ? DateTime.fromISO(`${day}T${hour}`, { zone }).toMillis() : noonOf(day, zone);
  const hourError = kind === 'shift' && !HOUR.test(hour) ? t('make.hourWrong') : null;
  const dayError = day === '' || Number.isNaN(noonOf(day, zone)) ? t('make.dayMissing') : day > today ? t('make.dayFuture') : null;
  const untilMs = isSpan(kind) ? noonOf(until, zone) : null;
  const untilError = untilMs === null ? null : Number.isNaN(untilMs) ? t('make.dayMissing') : until < day ? t('make.untilBefore') : until > today ? t('make.dayFuture') : null;
  const aboutOne = isAboutOne(kind);
  const subjectError = aboutOne && subject === NONE ? t(kind === 'incident' ? 'make.incidentMissing' : 'make.subjectMissing') : null;
  const send = (): void => {
    setAsked(true);
    if (who.trim() === '' || subjectError !== null || untilError !== null || hourError !== null || (!aboutOne && dayError !== null)) return;
    rememberOperator(who.trim());
    setWorking(true);
    setFault(null);
    void form.send('reports.make', { kind, atMs: aboutOne ? nowMs : at, untilMs, subject: aboutOne ? subject : null, remarks: remarks.trim(), who: who.trim() }, { timeoutMs: MAKE_TIMEOUT_MS }).then((answer) => {
      setWorking(false);
      if (!answer.ok) {
        setFault(answer.error);
        return;
      }
      reports.kind(null);
      reports.open(answer.value.id);
      onClose();
    });
  };

  return (
    <Dialog
      open onClose={onClose} form={form} title={t('make.title')} subtitle={t('make.subtitle')}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={working} onClick={send} data-testid="report-start">{t(working ? 'make.working' : 'make.start')}</Button></>}
    >
      <div className={styles.form}>
        <div className={styles.group}>
          <span className={styles.label}>{t('kindLabel')}</span>
          <Select label={t('kindLabel')} value={kind} onChange={(next) => { setKind(next); setSubject(NONE); }} options={REPORT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} />
          <p className={styles.hint}>{t(`about.${kind}`)}</p>
        </div>
        {aboutOne ? (kind === 'incident' ? <IncidentChoice value={subject} onChange={setSubject} error={asked ? subjectError : null} /> : <CalibrationChoice value={subject} onChange={setSubject} error={asked ? subjectError : null} />) : (
          <div className={styles.two}>
            <DateField label={t(isSpan(kind) ? 'make.from' : kind === 'daily' || kind === 'shift' ? 'make.day' : 'make.dayWithin')} hint={isSpan(kind) ? undefined : t(`make.hint.${kind}`)} error={asked || day > today ? dayError : null} value={day} max={today} onText={setDay} />
            {isSpan(kind) && <DateField label={t('make.until')} error={asked || (until !== '' && until < day) ? untilError : null} value={until} min={day} max={today} onText={setUntil} />}
            {kind === 'shift' && <Field label={t('make.hour')} hint={t('make.hourHint')} error={asked ? hourError : null} value={hour} onText={setHour} />}
          </div>
        )}
        <div className={styles.group}>
          <label className={styles.label} htmlFor="report-remarks">{t('make.remarks')}</label>
          <textarea id="report-remarks" className={styles.area} rows={3} maxLength={1000} value={remarks} onChange={(event) => setRemarks(event.target.value)} />
          <FullNote text={remarks} most={1000} />
        </div>
        {asksName && <Field label={t('make.who')} error={asked && who.trim() === '' ? t('make.whoMissing') : null} value={who} maxLength={80} onText={setWho} />}
        {fault !== null && <p className={styles.fault} role="alert">{faultText(fault)}</p>}
      </div>
    </Dialog>
  );
}

interface ChoiceProps {
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly error: string | null;
}

/** Calibrations that were done, newest first. */
function CalibrationChoice(props: ChoiceProps): ReactNode {
  const { t, i18n } = useTranslation('reports');
  const zone = useZone();
  const { index } = useProfile();
  const { value: page } = useQuery('provenance.entries', { kinds: ['calibration'], tag: null, fromMs: null, toMs: null, person: null, versions: 'latest', beforeSeq: null, limit: MOST_CALIBRATIONS });
  const done = page?.rows.filter(({ body }) => body['state'] === 'done') ?? null;
  const nameOf = (tag: string | null): string => (tag === null ? '' : (index.tag.get(tag)?.name[i18n.language as 'ko'] ?? tag));
  return <Choice {...props} label={t('make.subject')} none={t('make.noCalibration')} options={done?.map((row) => ({ value: row.id, label: `${nameOf(row.tag)} · ${formatStamp(row.tsMs, zone).slice(0, 16)}` })) ?? null} />;
}

/** Incidents, newest first. */
function IncidentChoice(props: ChoiceProps): ReactNode {
  const { t, i18n } = useTranslation(['reports', 'ui']);
  const zone = useZone();
  const { value } = useQuery('incidents.list', { limit: MOST_INCIDENTS });
  const nameOf = (item: string): string => (i18n.exists(`ui:item.${item}`) ? t(`ui:item.${item as 'TN'}`) : item);
  return <Choice {...props} label={t('make.incident')} none={t('make.noIncident')} options={value?.map((row) => ({ value: row.id, label: `${nameOf(row.item)} ${String(row.percent)} % · ${formatStamp(row.openedMs, zone).slice(0, 16)}` })) ?? null} />;
}

/** One record of those there are; null before the first answer. */
function Choice({ value, onChange, error, label, none, options }: ChoiceProps & { readonly label: string; readonly none: string; readonly options: readonly { readonly value: string; readonly label: string }[] | null }): ReactNode {
  const { t } = useTranslation('reports');
  return (
    <div className={styles.group}>
      <span className={styles.label}>{label}</span>
      {options?.length === 0 ? <p className={styles.hint}>{none}</p> : <Select label={label} value={value} onChange={onChange} options={[{ value: NONE, label: t('make.choose') }, ...(options ?? [])]} />}
      {error !== null && <p className={styles.error}>{error}</p>}
    </div>
  );
}
