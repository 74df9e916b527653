import { FileSearch, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlotTag } from '../../charts/trend-plot.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { indexAt, statisticsOf, trendColumns, valueAt } from '../../model/trend-data.ts';
import type { ShownMark } from '../../model/shown-value.ts';
import { useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { usePlant } from '../../store/plant-store.ts';
import { route } from '../../store/route-store.ts';
import { trend, useTrend } from '../../store/trend-store.ts';
import { useShown } from '../../store/use-trust.ts';
import { TrustMark } from '../../ui/trust-mark.tsx';
import styles from './trend-legend.module.css';
import type { StandIn } from './use-stand-ins.ts';
import type { TrendData } from './use-trend-data.ts';

/** All values at the cursor, beside the present value and the span's figures. */
export function TrendLegend({ tags, data, standIns }: { readonly tags: readonly PlotTag[]; readonly data: TrendData | null; readonly standIns: readonly StandIn[] }): ReactNode {
  const { t } = useTranslation('trends');
  const zone = useZone();
  const cursorMs = useTrend((state) => state.cursorMs);
  // The pointer leaves the chart on its way to the button; the instant it last stood on stays meant.
  const [pointedMs, setPointedMs] = useState<number | null>(null);
  useEffect(() => useTrend.subscribe((state) => { if (state.cursorMs !== null) setPointedMs(state.cursorMs); }), []);
  const columns = useMemo(() => (data === null ? null : trendColumns(data.answer.series, data.answer.bucketMs)), [data]);
  if (tags.length === 0) return <div />;
  const at = columns === null || cursorMs === null ? -1 : indexAt(columns.timesS, cursorMs / 1000);
  return (
    <div className={styles.legend}>
      <table>
        <thead>
          <tr>
            <th scope="col" className={styles.when}>{cursorMs === null ? '' : formatStamp(cursorMs, zone)}{cursorMs !== null && <CursorEvents data={data} atMs={cursorMs} />}</th>
            <th scope="col">{t('cursor')}</th>
            <th scope="col">{t('now')}</th>
            <th scope="col">{t('min')}</th>
            <th scope="col">{t('mean')}</th>
            <th scope="col">{t('max')}</th>
            <th scope="col" />
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {tags.map((tag) => {
            const column = columns?.series.find((each) => each.tag === tag.id);
            return <LegendRow key={tag.id} tag={tag} data={data} cursorValue={column === undefined || at < 0 ? null : valueAt(column.mean, at)} hasCursor={cursorMs !== null} pointedMs={pointedMs} mark={cursorMs === null ? null : (standIns.find((each) => each.tag === tag.id && each.fromMs <= cursorMs && each.toMs > cursorMs)?.mark ?? null)} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

function LegendRow({ tag, data, cursorValue, hasCursor, pointedMs, mark }: { readonly tag: PlotTag; readonly data: TrendData | null; readonly cursorValue: number | null; readonly hasCursor: boolean; readonly pointedMs: number | null; readonly mark: ShownMark | null }): ReactNode {
  const { t } = useTranslation(['trends', 'dataBrowser']);
  const local = useLocal();
  const { index } = useProfile();
  const shown = useShown(tag.id);
  const fromMinute = useTrend((state) => Math.floor(state.range.fromMs / 60_000));
  const toMinute = useTrend((state) => Math.ceil(state.range.toMs / 60_000));
  const found = index.tag.get(tag.id);
  const statistics = useMemo(() => statisticsOf(data?.answer.series.find((series) => series.tag === tag.id)?.points ?? [], fromMinute * 60_000, toMinute * 60_000), [data, tag.id, fromMinute, toMinute]);
  const show = (value: number | null): string => (tag.digital && value !== null ? t(value >= 0.5 ? 'on' : 'off') : formatNumber(value, found?.decimals ?? 1));
  const share = (value: number | null): string => (tag.digital ? (value === null ? '–' : `${formatNumber(value * 100, 0)} %`) : formatNumber(value, found?.decimals ?? 1));
  const name = found === undefined ? tag.id : local(found.name);
  return (
    <tr>
      <th scope="row"><span className={styles.swatch} style={{ background: tag.colour }} /> {name} <small>{tag.unit}</small></th>
      <td className={styles.strong}>{hasCursor ? show(cursorValue) : ''}{mark !== null && <> <TrustMark mark={mark} /></>}</td>
      <td>{show(shown.value)}{shown.mark !== null && <> <TrustMark mark={shown.mark} /></>}</td>
      <td>{tag.digital ? '' : show(statistics.min)}</td>
      <td>{share(statistics.mean)}</td>
      <td>{tag.digital ? '' : show(statistics.max)}</td>
      <td className={styles.end}><button type="button" className={styles.remove} aria-label={t('dataBrowser:sourceOf', { name })} title={t('dataBrowser:whence')} onClick={() => route.source({ kind: 'value', tag: tag.id, atMs: pointedMs ?? usePlant.getState().nowMs })}><FileSearch size={16} aria-hidden /></button></td>
      <td className={styles.end}><button type="button" className={styles.remove} aria-label={t('remove', { name })} onClick={() => trend.removeTag(tag.id)}><X size={16} aria-hidden /></button></td>
    </tr>
  );
}

/** Events near the cursor, in words. */
function CursorEvents({ data, atMs }: { readonly data: TrendData | null; readonly atMs: number }): ReactNode {
  const messages = useMessages();
  const width = useTrend((state) => state.range.toMs - state.range.fromMs);
  const near = data?.events.filter((event) => Math.abs(event.tsMs - atMs) < width / 150).slice(0, 2) ?? [];
  return near.map((event) => <span key={event.seq} className={styles.event}>{event.subject === null ? '' : `${messages.subject(event.subject)} · `}{messages.event(event)}</span>);
}
