import type { ReactNode } from 'react';
import { DateTime } from 'luxon';
import { useTranslation } from 'react-i18next';
import type { Incident } from '#core/alarms/incident.ts';
import { ticksOf } from '#core/report/blocks.ts';
import { formatStamp, formatUnit } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import { DocumentChart } from '../reports/document-chart.tsx';
import styles from './incidents-panel.module.css';

/** The item's values through the span with its limit, drawn as the report draws it. */
export function IncidentChart({ incident, title }: { readonly incident: Incident; readonly title: string }): ReactNode {
  const { t } = useTranslation('alarms');
  const zone = useZone();
  const { values, min, max } = incident;
  const [first, last] = [values[0]?.[0], values.at(-1)?.[0]];
  if (first === undefined || last === undefined || values.filter(([, value]) => value !== null).length < 2) return null;
  const ticks = ticksOf({
    wall: (tsMs) => tsMs + DateTime.fromMillis(tsMs, { zone }).offset * 60_000,
    stamp: (tsMs) => formatStamp(tsMs, zone).slice(0, 16),
  }, first, last);
  return (
    <div className={styles.chart}>
      <DocumentChart
        chart={{
          title, unit: incident.unit === incident.item ? '' : formatUnit(incident.unit), fromZero: min === null, fromMs: first, toMs: last,
          points: values, limits: [min, max].flatMap((value) => (value === null ? [] : [{ name: t('incidents.limitName'), value }])), ticks,
        }}
      />
    </div>
  );
}
