import { useState } from 'react';
import type { ReactNode } from 'react';
import { DateTime } from 'luxon';
import { useTranslation } from 'react-i18next';
import { REPORT_KINDS } from '#core/report/figures.ts';
import type { ReportKind } from '#core/report/figures.ts';
import { formatStamp } from '../../model/format.ts';
import { rememberOperator, useAsksName, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useDraft } from '../../store/draft-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { reports } from '../../store/reports-store.ts';
import { useQuery } from '../../store/use-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import styles from './dialogs.module.css';

/** A year's report on a busy PC takes its time. */
const MAKE_TIMEOUT_MS = 180_000;
const MOST_CALIBRATIONS = 100;
const NONE = '';

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
  const [kind, setKind] = useState<ReportKind>('daily');
  const today = DateTime.fromMillis(nowMs, { zone }).toISODate() ?? '';
  const [day, setDay] = useState(() => DateTime.fromMillis(nowMs, { zone }).minus({ days: 1 }).toISODate() ?? '');
  const [hour, setHour] = useState('09:00');
  const [subject, setSubject] = useState(NONE);
  const [remarks, setRemarks] = useDraft('report-remarks');
  const [asked, setAsked] = useState(false);
  const [working, setWorking] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);

  const at = kind === 'shift' ? DateTime.fromISO(`${day}T${hour}`, { zone }).toMillis() : noonOf(day, zone);
  const dayError = day === '' || Number.isNaN(at) ? t('make.dayMissing') : day > today ? t('make.dayFuture') : null;
  const subjectError = kind === 'calibration' && subject === NONE ? t('make.subjectMissing') : null;
  const send = (): void => {
    setAsked(true);
    if (who.trim() === '' || subjectError !== null || (kind !== 'calibration' && dayError !== null)) return;
    rememberOperator(who.trim());
    setWorking(true);
    setFault(null);
    void callEngine('reports.make', { kind, atMs: kind === 'calibration' ? nowMs : at, subject: kind === 'calibration' ? subject : null, remarks: remarks.trim(), who: who.trim() }, { timeoutMs: MAKE_TIMEOUT_MS }).then((answer) => {
      setWorking(false);
      if (!answer.ok) {
        setFault(answer.error);
        return;
      }
      reports.kind(null);
      reports.open(answer.value.id);
      setRemarks('');
      onClose();
    });
  };

  return (
    <Dialog
      open onClose={onClose} title={t('make.title')} subtitle={t('make.subtitle')}
      foot={<><Button onClick={onClose}>{t('ui:action.cancel')}</Button><Button look="primary" disabled={working} onClick={send} data-testid="report-start">{t(working ? 'make.working' : 'make.start')}</Button></>}
    >
      <div className={styles.form}>
        <div className={styles.group}>
          <span className={styles.label}>{t('kindLabel')}</span>
          <Select label={t('kindLabel')} value={kind} onChange={setKind} options={REPORT_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))} />
          <p className={styles.hint}>{t(`about.${kind}`)}</p>
        </div>
        {kind === 'calibration' ? <CalibrationChoice value={subject} onChange={setSubject} error={asked ? subjectError : null} /> : (
          <div className={styles.two}>
            <Field type="date" label={t(kind === 'daily' || kind === 'shift' ? 'make.day' : 'make.dayWithin')} hint={t(`make.hint.${kind}`)} error={asked || day > today ? dayError : null} value={day} max={today} onText={setDay} />
            {kind === 'shift' && <Field type="time" label={t('make.hour')} hint={t('make.hourHint')} value={hour} onText={setHour} />}
          </div>
        )}
        <div className={styles.group}>
          <label className={styles.label} htmlFor="report-remarks">{t('make.remarks')}</label>
          <textarea id="report-remarks" className={styles.area} rows={3} maxLength={1000} value={remarks} onChange={(event) => setRemarks(event.target.value)} />
        </div>
        {asksName && <Field label={t('make.who')} error={asked && who.trim() === '' ? t('make.whoMissing') : null} value={who} maxLength={80} onText={setWho} />}
        {fault !== null && <p className={styles.fault} role="alert">{faultText(fault)}</p>}
      </div>
    </Dialog>
  );
}

/** Calibrations that were done, newest first. */
function CalibrationChoice({ value, onChange, error }: { readonly value: string; readonly onChange: (id: string) => void; readonly error: string | null }): ReactNode {
  const { t, i18n } = useTranslation('reports');
  const zone = useZone();
  const { index } = useProfile();
  const { value: page } = useQuery('provenance.entries', { kinds: ['calibration'], tag: null, fromMs: null, toMs: null, person: null, versions: 'latest', beforeSeq: null, limit: MOST_CALIBRATIONS });
  const done = (page?.rows ?? []).filter(({ body }) => body['state'] === 'done');
  const nameOf = (tag: string | null): string => (tag === null ? '' : (index.tag.get(tag)?.name[i18n.language as 'ko'] ?? tag));
  return (
    <div className={styles.group}>
      <span className={styles.label}>{t('make.subject')}</span>
      {page !== null && done.length === 0 ? <p className={styles.hint}>{t('make.noCalibration')}</p> : (
        <Select label={t('make.subject')} value={value} onChange={onChange} options={[{ value: NONE, label: t('make.choose') }, ...done.map((row) => ({ value: row.id, label: `${nameOf(row.tag)} · ${formatStamp(row.tsMs, zone).slice(0, 16)}` }))]} />
      )}
      {error !== null && <p className={styles.error}>{error}</p>}
    </div>
  );
}
