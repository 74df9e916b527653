import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDay, formatMinute } from '../../model/format.ts';
import { QUICK_SPANS, quickOf, quickSpan } from '../../model/analysis-span.ts';
import type { QuickSpan } from '../../model/analysis-span.ts';
import { analysis, useAnalysis } from '../../store/analysis-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { SpanDialog } from './span-dialog.tsx';
import styles from './span-bar.module.css';

/** Which span is asked about, and whether corrections are taken off. */
export function SpanBar(): ReactNode {
  const { t } = useTranslation('history');
  const zone = useZone();
  const span = useAnalysis((state) => state.span);
  const corrected = useAnalysis((state) => state.corrected);
  const firstMs = useAnalysis((state) => state.extent?.firstMs ?? null);
  const [free, setFree] = useState(false);
  const choose = async (id: QuickSpan): Promise<void> => {
    let first = firstMs;
    if (id === 'all') {
      // Days at the old end may have been purged since the screen was opened.
      const extent = await callEngine('analysis.extent', {});
      if (extent.ok) {
        analysis.set({ extent: extent.value });
        first = extent.value.firstMs;
      }
    }
    analysis.span(quickSpan(id, usePlant.getState().nowMs, first));
  };
  const stamp = (tsMs: number): string => `${formatDay(tsMs, zone)} ${formatMinute(tsMs, zone)}`;
  return (
    <div className={styles.bar}>
      <Segments
        label={t('span')} value={quickOf(span, firstMs)}
        onChange={(id) => { if (id !== '') void choose(id); }}
        options={QUICK_SPANS.map((value) => ({ value, label: t(`quick.${value}`) }))}
      />
      <Button onClick={() => setFree(true)} data-testid="span-free">{t('freeSpan')}</Button>
      <b className={styles.span} data-testid="analysis-span">{stamp(span.fromMs)} – {stamp(span.toMs)}</b>
      <span className={styles.end}>
        <Segments
          label={t('values')} value={corrected ? 'corrected' : 'raw'}
          onChange={(value) => analysis.set({ corrected: value === 'corrected' })}
          options={[{ value: 'raw', label: t('raw'), title: t('rawHint') }, { value: 'corrected', label: t('corrected'), title: t('correctedHint') }]}
        />
      </span>
      {free && <SpanDialog title={t('freeSpan')} span={span} onSpan={(chosen) => analysis.span(chosen)} onClose={() => setFree(false)} />}
    </div>
  );
}
