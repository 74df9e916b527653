import { ChevronLeft, ChevronRight, Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TrendLevel } from '#contract/records.ts';
import { formatDay, formatMinute } from '../../model/format.ts';
import { PRESETS, widthOf } from '../../model/trend-range.ts';
import { useSpanText, useZone } from '../../store/hooks.ts';
import { trend, useTrend } from '../../store/trend-store.ts';
import { Button, Segments, Toggles } from '../../ui/button.tsx';
import { CustomRangeDialog } from './custom-range-dialog.tsx';
import { ExportButton } from './export-button.tsx';
import styles from './trend-toolbar.module.css';

/** Span, movement, what is shown, export. */
export function TrendToolbar({ level, bucketMs }: { readonly level: TrendLevel | null; readonly bucketMs: number | null }): ReactNode {
  const { t } = useTranslation('trends');
  const spanText = useSpanText();
  const zone = useZone();
  const [custom, setCustom] = useState(false);
  // The text needs no more than the shown minute; a drag would otherwise redraw all this each frame.
  const fromMinute = useTrend((state) => Math.floor(state.range.fromMs / 60_000));
  const toMinute = useTrend((state) => Math.floor(state.range.toMs / 60_000));
  const live = useTrend((state) => state.live);
  const preset = useTrend((state) => PRESETS.find((each) => Math.abs(widthOf(state.range) - each.ms) < each.ms / 500)?.id ?? '');
  const shown = useTrend((state) => `${state.band ? 'band ' : ''}${state.limits ? 'limits ' : ''}${state.events ? 'events' : ''}`);
  const stamp = (minute: number): string => `${formatDay(minute * 60_000, zone)} ${formatMinute(minute * 60_000, zone)}`;
  return (
    <div className={styles.bar}>
      <Segments label={t('span')} value={preset} onChange={(id) => trend.preset(id)} options={PRESETS.map((each) => ({ value: each.id as string, label: t(`preset.${each.id}`) }))} />
      <Button onClick={() => setCustom(true)} data-testid="trend-custom">{t('custom')}</Button>
      <div className={styles.group}>
        <Button aria-label={t('panLeft')} onClick={() => trend.pan(-0.5)}><ChevronLeft size={20} aria-hidden /></Button>
        <Button aria-label={t('panRight')} onClick={() => trend.pan(0.5)} disabled={live}><ChevronRight size={20} aria-hidden /></Button>
        <Button aria-label={t('zoomIn')} onClick={() => trend.zoom(0.5, null)}><Plus size={20} aria-hidden /></Button>
        <Button aria-label={t('zoomOut')} onClick={() => trend.zoom(2, null)}><Minus size={20} aria-hidden /></Button>
      </div>
      <Button aria-pressed={live} look={live ? 'primary' : 'plain'} onClick={() => trend.goLive()}>{t('live')}</Button>
      <Toggles
        label={t('show')}
        values={shown.split(' ').filter((each): each is 'band' | 'limits' | 'events' => each === 'band' || each === 'limits' || each === 'events')}
        onChange={(values) => trend.toggle(values)}
        options={(['band', 'limits', 'events'] as const).map((value) => ({ value, label: t(value) }))}
      />
      <ExportButton />
      <p className={styles.range} data-testid="trend-range">
        <b>{stamp(fromMinute)} – {stamp(toMinute)}</b>
        {level !== null && bucketMs !== null && <span>{t(`level.${level}`)} · {t('bucket', { span: spanText(Math.max(1000, bucketMs)) })}</span>}
        <span className={styles.keys}>{t('keys')}</span>
      </p>
      {custom && <CustomRangeDialog onClose={() => setCustom(false)} />}
    </div>
  );
}
