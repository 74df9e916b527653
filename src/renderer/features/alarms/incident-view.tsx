import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '#core/alarms/incident.ts';
import { formatNumber, formatStamp, formatUnit } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { Button } from '../../ui/button.tsx';
import { ActDialog } from './act-dialog.tsx';
import styles from './incidents-panel.module.css';
import { Waiting } from './panel-states.tsx';
import { useAlarmQuery } from './use-alarm-query.ts';

const WIDTH = 600;
const HEIGHT = 150;

/** One report: the values and what was done, and what people write about it. */
export function IncidentView({ id }: { readonly id: string }): ReactNode {
  const answer = useAlarmQuery('incidents.get', { id });
  if (answer.value === null) return <Waiting fault={answer.fault} isEmpty reload={answer.reload} />;
  return <Report incident={answer.value} reload={answer.reload} />;
}

function Report({ incident, reload }: { readonly incident: Incident; readonly reload: () => void }): ReactNode {
  const { t, i18n } = useTranslation(['alarms', 'ui']);
  const zone = useZone();
  const [cause, setCause] = useState(incident.cause);
  const [measures, setMeasures] = useState(incident.measures);
  const [note, setNote] = useState('');
  const [act, setAct] = useState<'write' | 'close' | null>(null);
  const item = i18n.exists(`ui:item.${incident.item}`) ? t(`ui:item.${incident.item as 'TN'}`) : incident.item;
  const unit = formatUnit(incident.unit);
  const isOpen = incident.state === 'open';
  const changed = cause !== incident.cause || measures !== incident.measures || note.trim() !== '';
  const send = async (who: string): Promise<CallFault | null> => {
    if (changed) {
      const written = await callEngine('incidents.write', { id: incident.id, cause, measures, note, who });
      if (!written.ok) return written.error;
      setNote('');
    }
    if (act === 'close') {
      const closed = await callEngine('incidents.close', { id: incident.id, who });
      if (!closed.ok) return closed.error;
    }
    reload();
    return null;
  };
  return (
    <article data-testid="incident" data-state={incident.state}>
      <header className={styles.head}>
        <h2>{t('incidents.title', { item, percent: incident.percent })}</h2>
        <span>{t('incidents.opened')} {formatStamp(incident.openedMs, zone)}</span>
        <span>{incident.calmMs === null ? <b className={styles.abnormal}>{t('incidents.stands')}</b> : `${t('incidents.calm')} ${formatStamp(incident.calmMs, zone)}`}</span>
        {incident.worst !== null && <span>{t('incidents.worst')} <b>{formatNumber(incident.worst.value, 2)} {unit}</b></span>}
        <span>{t('incidents.limit', { limit: [incident.min, incident.max].filter((each) => each !== null).join('–') })} {unit}</span>
        {incident.signedBy !== null && incident.closedMs !== null && <strong>{t('incidents.signedBy', { who: incident.signedBy, time: formatStamp(incident.closedMs, zone) })}</strong>}
      </header>
      <div className={styles.body}>
        <div>
          <div className={styles.field}><label htmlFor="incident-cause">{t('incidents.cause')}</label><textarea id="incident-cause" value={cause} maxLength={4000} readOnly={!isOpen} placeholder={t('incidents.placeCause')} onChange={(event) => setCause(event.target.value)} /></div>
          <div className={styles.field}><label htmlFor="incident-measures">{t('incidents.measures')}</label><textarea id="incident-measures" value={measures} maxLength={4000} readOnly={!isOpen} placeholder={t('incidents.placeMeasures')} onChange={(event) => setMeasures(event.target.value)} /></div>
          <div className={styles.field}><label htmlFor="incident-note">{t('incidents.note')}</label><textarea id="incident-note" value={note} maxLength={2000} onChange={(event) => setNote(event.target.value)} /></div>
          <div className={styles.acts}>
            <Button look="primary" disabled={!changed} onClick={() => setAct('write')}>{t('incidents.save')}</Button>
            {isOpen && <Button onClick={() => setAct('close')}>{t('incidents.close')}</Button>}
          </div>
          {incident.notes.length > 0 && <section className={styles.notes}><h3>{t('incidents.notes')}</h3>{incident.notes.map(({ tsMs, who, text }) => <p key={`${String(tsMs)}${who}`}>{formatStamp(tsMs, zone).slice(5, 16)} {who}: {text}</p>)}</section>}
        </div>
        <div>
          <ValueChart incident={incident} title={t('incidents.chart', { item })} />
          <h3>{t('incidents.timeline')}</h3>
          <Lines incident={incident} />
        </div>
      </div>
      {act !== null && (
        <ActDialog title={t(act === 'close' ? 'incidents.close' : 'incidents.save')} text={act === 'close' ? t('incidents.closeText') : t('incidents.title', { item, percent: incident.percent })} send={t(act === 'close' ? 'incidents.close' : 'incidents.save')} line="none" onSend={send} onClose={() => setAct(null)} />
      )}
    </article>
  );
}

function Lines({ incident }: { readonly incident: Incident }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const messages = useMessages();
  if (incident.lines.length === 0) return <p>{t('incidents.noLines')}</p>;
  return (
    <ol className={styles.lines} tabIndex={0} aria-label={t('incidents.timeline')}>
      {incident.lines.map((line, i) => (
        <li key={`${String(line.tsMs)}-${String(i)}`}>
          <time dateTime={new Date(line.tsMs).toISOString()}>{formatStamp(line.tsMs, zone).slice(5, 16)}</time>
          <span>{line.subject === null ? '' : `${messages.subject(line.subject)}: `}{messages.code(line.code, line.params)}{line.actor.startsWith('person:') && <small> {line.actor.slice('person:'.length)}</small>}</span>
        </li>
      ))}
    </ol>
  );
}

/** The item's values through the span, with its limit. */
function ValueChart({ incident, title }: { readonly incident: Incident; readonly title: string }): ReactNode {
  const points = incident.values.flatMap(([tsMs, value]) => (value === null ? [] : [[tsMs, value] as const]));
  const first = points[0]?.[0];
  const last = points.at(-1)?.[0];
  if (first === undefined || last === undefined || last === first) return null;
  const limits = [incident.min, incident.max].flatMap((each) => each ?? []);
  const low = Math.min(...points.map(([, value]) => value), ...limits);
  const high = Math.max(...points.map(([, value]) => value), ...limits);
  const pad = (high - low) * 0.1 || 1;
  const x = (tsMs: number): number => ((tsMs - first) / (last - first)) * WIDTH;
  const y = (value: number): number => HEIGHT - ((value - low + pad) / (high - low + 2 * pad)) * HEIGHT;
  return (
    <figure className={styles.chart}>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} preserveAspectRatio="none" role="img" aria-label={title}>
        {limits.map((limit) => <line key={limit} className={styles.limit} x1="0" x2={WIDTH} y1={y(limit)} y2={y(limit)} />)}
        <polyline className={styles.line} points={points.map(([tsMs, value]) => `${x(tsMs).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />
      </svg>
    </figure>
  );
}
