import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeatMapAnswer } from '#core/analysis/question.ts';
import { rampColour } from '../../charts/ramp.ts';
import { wallText } from '../../model/analysis-time.ts';
import { analysis, useAnalysis } from '../../store/analysis-store.ts';
import { useTheme, useZone } from '../../store/hooks.ts';
import { Select } from '../../ui/select.tsx';
import { AnswerFrame } from './answer-frame.tsx';
import { HeatCanvas } from './heat-canvas.tsx';
import styles from './heat-map-tab.module.css';
import { useAnswer } from './use-answer.ts';
import { useTagWords } from './use-tag-words.ts';
import type { TagWords } from './use-tag-words.ts';

const DAY_MS = 86_400_000;
const HOURS = 24;

/** When a tag is high and low: each hour of each day, and the usual week. */
export function HeatMapTab(): ReactNode {
  const { t } = useTranslation('history');
  const zone = useZone();
  const tags = useAnalysis((state) => state.tags);
  const span = useAnalysis((state) => state.span);
  const corrected = useAnalysis((state) => state.corrected);
  const focus = useAnalysis((state) => state.focus);
  const words = useTagWords();
  const tag = tags.find((each) => each === focus) ?? tags[0];
  const asking = useAnswer<'heatMap'>(tag === undefined ? null : { kind: 'heatMap', tags: [tag], span, zone, corrected });
  return (
    <div className={styles.tab}>
      {tag !== undefined && <div className={styles.controls}><Select label={t('tag')} value={tag} onChange={(value) => analysis.set({ focus: value })} options={tags.map((each) => ({ value: each, label: words(each).name }))} /></div>}
      <AnswerFrame asking={asking} missing={tag === undefined ? t('missingTags') : null} isEmpty={(answer) => answer.cells.every((cell) => cell === null)}>
        {(answer, answered) => <Answer answer={answer} words={words(answered.tags[0] ?? '')} />}
      </AnswerFrame>
    </div>
  );
}

function Answer({ answer, words }: { readonly answer: HeatMapAnswer; readonly words: TagWords }): ReactNode {
  const { t } = useTranslation('history');
  const [at, setAt] = useState<string | null>(null);
  const scale = useMemo(() => scaleOf(answer.cells), [answer]);
  const days = answer.cells.length / HOURS;
  const weekdays = t('weekdays').split(' ');
  const hour = (index: number): string => `${String(index).padStart(2, '0')}:00`;
  const value = (cell: number | null): string => (cell === null ? t('noValue') : `${words.figure(cell)} ${words.unit}`);
  return (
    <>
      <p className={styles.readout} role="status" data-testid="heat-readout">{at ?? t('heatHint')}</p>
      <h2 className={styles.title}>{t('heatDays', { name: words.name })}</h2>
      <HeatCanvas
        columns={days} rows={HOURS} cell={(column, row) => answer.cells[column * HOURS + row] ?? null} scale={scale} tall
        label={t('heatDays', { name: words.name })}
        columnText={(column) => wallText(answer.firstDayWallMs + column * DAY_MS, 'day').slice(days > 300 ? 0 : 5)} rowText={(row) => (row % 6 === 0 ? hour(row) : '')}
        onCell={(column, row, cell) => setAt(column === null ? null : `${wallText(answer.firstDayWallMs + column * DAY_MS, 'day')} ${weekdays[(Math.floor(answer.firstDayWallMs / DAY_MS) + column + 3) % 7] ?? ''} ${hour(row)} · ${value(cell)}`)}
      />
      <Legend scale={scale} words={words} />
      <h2 className={styles.title}>{t('heatWeek', { name: words.name })}</h2>
      <HeatCanvas
        columns={HOURS} rows={7} cell={(column, row) => answer.weekCells[row * HOURS + column] ?? null} scale={scaleOf(answer.weekCells)}
        label={t('heatWeek', { name: words.name })}
        columnText={hour} rowText={(row) => weekdays[row] ?? ''}
        onCell={(column, row, cell) => setAt(column === null ? null : `${weekdays[row] ?? ''} ${hour(column)} · ${value(cell)}`)}
      />
    </>
  );
}

/** Colours reach from the 2nd to the 98th part of a hundred, so that a single spike does not wash out the rest. */
function scaleOf(cells: readonly (number | null)[]): { readonly low: number; readonly high: number } {
  const sorted = cells.filter((cell) => cell !== null).sort((a, b) => a - b);
  const low = sorted[Math.floor(sorted.length * 0.02)] ?? 0;
  const high = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.98))] ?? 1;
  return high > low ? { low, high } : { low: low - 0.5, high: low + 0.5 };
}

function Legend({ scale, words }: { readonly scale: { readonly low: number; readonly high: number }; readonly words: TagWords }): ReactNode {
  const { t } = useTranslation('history');
  const theme = useTheme();
  const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => rampColour(share, theme)).join(', ');
  return (
    <div className={styles.legend}>
      <span>≤ {words.figure(scale.low)}</span>
      <i style={{ background: `linear-gradient(90deg, ${stops})` }} aria-hidden="true" />
      <span>≥ {words.figure(scale.high)} {words.unit}</span>
      <i className={styles.hole} aria-hidden="true" /><span>{t('noValue')}</span>
    </div>
  );
}
