import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { WhatIfResult, WhatIfSeries } from '#core/what-if/result.ts';
import { buildFutures } from '../../charts/futures-plot.ts';
import type { FuturesOptions } from '../../charts/futures-plot.ts';
import { formatNumber, formatStamp, formatUnit } from '../../model/format.ts';
import { futureGroups, futureLines, futureTimes, sameCurve } from '../../model/futures.ts';
import type { FutureLine } from '../../model/futures.ts';
import { shortLabels } from '../../model/short-name.ts';
import { tagColour } from '../../model/tag-colour.ts';
import { useLocal, useProfile, useTheme, useZone } from '../../store/hooks.ts';
import { useWhatIf, whatIf } from '../../store/what-if-store.ts';
import { Segments } from '../../ui/button.tsx';
import { useSize } from '../../ui/use-width.ts';
import styles from './future-charts.module.css';

/** From so many charts on a wide screen shows four side by side. */
const MANY = 7;

/** Both futures as curves, in the groups of Trends; the cursors of all charts move together. */
export function FutureCharts({ result }: { readonly result: WhatIfResult }): ReactNode {
  const { t } = useTranslation(['whatIf', 'ui']);
  const { profile } = useProfile();
  const local = useLocal();
  const zone = useZone();
  const groups = useMemo(() => futureGroups(profile, result), [profile, result]);
  const chosen = useWhatIf((state) => state.group);
  const group = groups.find(({ id }) => id === chosen) ?? groups[0];
  const times = useMemo(() => futureTimes(result), [result]);
  const [at, setAt] = useState<number | null>(null);
  if (group === undefined) return null;
  const nameOf = (id: string): string => {
    const found = profile.display.trendGroups.find((each) => each.id === id);
    return found === undefined ? id : local(found.name);
  };
  const series = group.tags.flatMap((tag) => result.series.find((each) => each.tag === tag) ?? []);
  // "TMP A" rather than the whole name where several are shown together.
  const labels = shortLabels(series.map(({ tag }) => {
    const sensor = profile.sensors.find((each) => each.tag === tag);
    return { name: sensor === undefined ? tag : local(sensor.name), quantity: sensor === undefined ? tag : t(`ui:quantity.${sensor.quantity}`) };
  }));
  const time = at === null ? undefined : times[at];
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setAt((was) => Math.min(times.length - 1, Math.max(0, (was ?? 0) + step * (event.shiftKey ? 10 : 1))));
  };
  return (
    <div className={styles.charts}>
      <div className={styles.bar}>
        <Segments label={t('charts')} value={group.id} onChange={whatIf.group} options={groups.map(({ id }) => ({ value: id, label: nameOf(id) }))} />
        <span className={styles.legend}><i className={styles.solid} />{t('asNow')}<i className={styles.dashed} />{t('changed')}</span>
        <span className={styles.when} role="status">{time === undefined ? '' : formatStamp(time * 1000, zone).slice(5, 16)}</span>
      </div>
      <div className={styles.grid} data-many={series.length >= MANY} tabIndex={0} role="group" aria-label={`${nameOf(group.id)}. ${t('chartKeys')}`} onKeyDown={onKey} data-testid="future-charts">
        {series.map((each, i) => <FutureChart key={each.tag} series={each} label={labels[i] ?? each.tag} times={times} at={at} onCursor={setAt} />)}
      </div>
    </div>
  );
}

interface ChartProps {
  readonly series: WhatIfSeries;
  readonly label: string;
  readonly times: readonly number[];
  readonly at: number | null;
  readonly onCursor: (at: number | null) => void;
}

function FutureChart({ series, label, times, at, onCursor }: ChartProps): ReactNode {
  const { t } = useTranslation('whatIf');
  const { profile, index } = useProfile();
  const theme = useTheme();
  const zone = useZone();
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const plot = useRef<uPlot | null>(null);
  const tag = index.tag.get(series.tag);
  const colour = tagColour(index.tagOrder.get(series.tag) ?? 0, theme);
  const lines = useMemo(() => futureLines(series.tag, profile), [series.tag, profile]);
  const data = useMemo((): uPlot.AlignedData => [[...times], [...series.now], [...series.changed]], [times, series]);

  useEffect(() => {
    const element = box.current;
    if (element === null || width === 0 || height === 0) return undefined;
    const words = (line: FutureLine): string => (line.kind === 'mark' ? line.text : t(line.kind));
    const options: FuturesOptions = { width, height, zone, colour, lines, words, onCursor, syncKey: 'what-if' };
    const u = buildFutures(element, data, options);
    plot.current = u;
    return () => {
      plot.current = null;
      u.destroy();
    };
  }, [box, width, height, zone, colour, lines, data, onCursor, t, theme]);

  const digits = tag?.decimals ?? 1;
  const shown = at ?? times.length - 1;
  const value = (values: readonly (number | null)[]): string => formatNumber(values[shown] ?? null, digits);
  return (
    <figure className={styles.chart} data-tag={series.tag}>
      <figcaption>
        <strong>{label}</strong> <small>{formatUnit(tag?.unit ?? '')}</small>
        <span className={styles.values}>
          <span>{value(series.now)}</span>
          {sameCurve(series) ? <em>{t('sameCurve')}</em> : <b>{value(series.changed)}</b>}
        </span>
      </figcaption>
      <div ref={box} className={styles.plot} role="img" aria-label={t('chart', { name: label })} />
    </figure>
  );
}
