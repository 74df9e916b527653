import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { drawnUpOn } from '#contract/together.ts';
import type { Incident } from '#core/alarms/incident.ts';
import type { Fields } from '#core/together/compare.ts';
import { formatClock, formatNumber, formatStamp, formatUnit } from '../../model/format.ts';
import { asText, takeFields } from '../../model/take-fields.ts';
import { useMay } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import type { FormHandle } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { FullNote } from '../../ui/full-note.tsx';
import { Button } from '../../ui/button.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { ActDialog } from './act-dialog.tsx';
import { IncidentChart } from './incident-chart.tsx';
import { IncidentPaper } from './incident-paper.tsx';
import { IncidentTold } from './incident-told.tsx';
import styles from './incidents-panel.module.css';
import { Waiting } from './panel-states.tsx';
import { useAlarmQuery } from './use-alarm-query.ts';
import { useItemName } from './use-item-name.ts';

/** One report: the values and what was done, and what people write about it. */
export function IncidentView({ id }: { readonly id: string }): ReactNode {
  const answer = useAlarmQuery('incidents.get', { id });
  if (answer.value === null) return <Waiting fault={answer.fault} isEmpty reload={answer.reload} />;
  return <Report found={answer.value} reload={answer.reload} />;
}

function Report({ found, reload }: { readonly found: ResultOf<'incidents.get'>; readonly reload: () => void }): ReactNode {
  const { incident } = found;
  const { t } = useTranslation(['alarms', 'ui']);
  const item = useItemName()(incident.item);
  const { may } = useMay('incident.write');
  const [act, setAct] = useState<'write' | 'close' | null>(null);
  const isOpen = incident.state !== 'closed' && may;
  const formName = `incident:${incident.id}`;
  const form = useKeptForm(formName, isOpen ? drawnUpOn('incidents.write', { id: incident.id, cause: incident.cause, measures: incident.measures, note: '', who: '-' }) : null);
  const [typedCause, setCause] = form.field('cause', incident.cause);
  const [typedMeasures, setMeasures] = form.field('measures', incident.measures);
  const [note, setNote] = form.field('note', '');
  // What was signed stands as it was signed; only notes are added to it.
  const cause = isOpen ? typedCause : incident.cause;
  const measures = isOpen ? typedMeasures : incident.measures;
  const isChanged = cause !== incident.cause || measures !== incident.measures || note.trim() !== '';
  const told = useKeptWords(form);
  const lacksWords = cause.trim() === '' || measures.trim() === '';
  const stands = incident.calmMs === null;
  const title = t('incidents.title', { item, percent: incident.percent });
  const send = async (who: string): Promise<CallFault | null> => {
    if (isChanged) {
      const written = await form.send('incidents.write', { id: incident.id, cause, measures, note, who });
      if (!written.ok) return written.error;
    }
    if (act === 'close') {
      // Signed is what stands on the screen.
      const closed = await callEngine('incidents.close', { id: incident.id, who }, { base: { cause, measures } });
      if (!closed.ok) return closed.error;
    }
    reload();
    return null;
  };
  return (
    <article data-testid="incident" data-state={incident.state}>
      <Head incident={incident} title={title} />
      <IncidentPaper id={incident.id} closedMs={incident.closedMs} />
      <div className={styles.body}>
        <div>
          <KeptNote form={form} {...(isOpen ? { together: { form, mine: { cause, measures }, take: (fields: Fields) => takeFields(fields, { cause: (value) => setCause(asText(value)), measures: (value) => setMeasures(asText(value)) }) } } : {})} />
          <Area id="incident-cause" label={t('incidents.cause')} value={cause} most={4000} readOnly={!isOpen} placeholder={t('incidents.placeCause')} onText={setCause} />
          <Area id="incident-measures" label={t('incidents.measures')} value={measures} most={4000} readOnly={!isOpen} placeholder={t('incidents.placeMeasures')} onText={setMeasures} />
          {may && <Area id="incident-note" label={t('incidents.note')} value={note} most={2000} onText={setNote} />}
          {may && (
            <div className={styles.acts}>
              <Button look="primary" disabled={!isChanged} onClick={() => setAct('write')}>{t('incidents.save')}</Button>
              {isOpen && <Button disabled={stands || lacksWords} onClick={() => setAct('close')}>{t('incidents.close')}</Button>}
              <span className={styles.kept} role="status" data-testid="incident-draft">{told}</span>
            </div>
          )}
          {isOpen && (lacksWords || stands) && <p className={styles.hint}>{t(lacksWords ? 'incidents.writeFirst' : 'incidents.waitCalm')}</p>}
          <IncidentTold incident={incident} reload={reload} may={may} />
          {incident.notes.length > 0 && <Notes incident={incident} />}
        </div>
        <div>
          <IncidentChart incident={incident} title={t('incidents.chart', { item })} />
          <h3>{t('incidents.timeline')}</h3>
          <Lines incident={incident} />
        </div>
      </div>
      {act !== null && (
        <ActDialog title={t(act === 'close' ? 'incidents.close' : 'incidents.save')} text={act === 'close' ? t('incidents.closeText') : title} send={t(act === 'close' ? 'incidents.close' : 'incidents.save')} line="none" form={`${formName}:sign`} onSend={send} onClose={() => setAct(null)} />
      )}
    </article>
  );
}

/** Whether what is typed is on disk, in words. */
function useKeptWords({ typedMs, isSaved, fault }: FormHandle): string {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const faultText = useFaultText();
  if (typedMs === null) return '';
  if (isSaved) return t('incidents.draft', { time: formatClock(typedMs, zone) });
  return fault === null ? t('incidents.drafting') : t('incidents.draftLost', { reason: faultText(fault) });
}

function Head({ incident, title }: { readonly incident: Incident; readonly title: string }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const unit = formatUnit(incident.unit);
  const { calmMs, worst, signedBy, closedMs, state } = incident;
  return (
    <header className={styles.head}>
      <h2>{title}</h2>
      <span className={styles.state} data-state={state}>{t(`incidents.${state}`)}</span>
      <span>{t('incidents.opened')} {formatStamp(incident.openedMs, zone)}</span>
      <span>{calmMs === null ? <b className={styles.abnormal}>{t('incidents.stands')}</b> : `${t('incidents.calm')} ${formatStamp(calmMs, zone)}`}</span>
      {worst !== null && <span>{t('incidents.worst')} <b>{formatNumber(worst.value, 2)} {unit}</b></span>}
      <span>{t('incidents.limit', { limit: [incident.min, incident.max].filter((each) => each !== null).join('–') })} {unit}</span>
      {signedBy !== null && closedMs !== null && <strong>{t('incidents.signedBy', { who: signedBy, time: formatStamp(closedMs, zone) })}</strong>}
    </header>
  );
}

interface AreaProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly readOnly?: boolean;
  readonly placeholder?: string;
  readonly onText: (text: string) => void;
}

function Area({ id, label, value, most, readOnly = false, placeholder, onText }: AreaProps): ReactNode {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <textarea id={id} value={value} maxLength={most} readOnly={readOnly} placeholder={readOnly ? undefined : placeholder} onChange={(event) => onText(event.target.value)} />
      {!readOnly && <FullNote text={value} most={most} />}
    </div>
  );
}

function Notes({ incident }: { readonly incident: Incident }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  return (
    <section className={styles.notes}>
      <h3>{t('incidents.notes')}</h3>
      {incident.notes.map(({ tsMs, who, text }) => <p key={`${String(tsMs)}${who}`}>{formatStamp(tsMs, zone).slice(5, 16)} {who}: {text}</p>)}
    </section>
  );
}

function Lines({ incident }: { readonly incident: Incident }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const messages = useMessages();
  if (incident.lines.length === 0) return <p>{t('incidents.noLines')}</p>;
  return (
    <>
      <ol className={styles.lines} tabIndex={0} aria-label={t('incidents.timeline')}>
        {incident.lines.map((line, i) => (
          <li key={`${String(line.tsMs)}-${String(i)}`}>
            <time dateTime={new Date(line.tsMs).toISOString()}>{formatStamp(line.tsMs, zone).slice(5, 16)}</time>
            <span>{line.subject === null ? '' : `${messages.subject(line.subject)}: `}{messages.code(line.code, line.params)}{line.actor.startsWith('person:') && <small> {line.actor.slice('person:'.length)}</small>}</span>
          </li>
        ))}
      </ol>
      {incident.more > 0 && <p className={styles.hint}>{t('incidents.more', { count: incident.more })}</p>}
    </>
  );
}
