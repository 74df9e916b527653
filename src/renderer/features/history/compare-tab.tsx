import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { COMPARE_ALIGNS } from '#core/analysis/question.ts';
import type { AnalysisSpan, CompareAnswer, Figures } from '#core/analysis/question.ts';
import { percent, shareOf, signed, totalDigits } from '../../model/analysis-format.ts';
import { COMPARE_PRESETS, comparePreset } from '../../model/analysis-span.ts';
import { formatDay, formatMinute, formatNumber, formatUnit } from '../../model/format.ts';
import { tagColour } from '../../model/tag-colour.ts';
import { analysis, useAnalysis } from '../../store/analysis-store.ts';
import { useProfile, useTheme, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { AnswerFrame } from './answer-frame.tsx';
import { AroundEvent } from './around-event.tsx';
import { CompareChart } from './compare-chart.tsx';
import styles from './compare-tab.module.css';
import { SpanDialog } from './span-dialog.tsx';
import { useAnswer } from './use-answer.ts';
import { useTagWords } from './use-tag-words.ts';

const POINTS = 400;

/** Two spans of the same tags: curves on one axis, figures side by side. */
export function CompareTab(): ReactNode {
  const { t } = useTranslation('history');
  const zone = useZone();
  const tags = useAnalysis((state) => state.tags);
  const a = useAnalysis((state) => state.span);
  const b = useAnalysis((state) => state.spanB);
  const align = useAnalysis((state) => state.align);
  const corrected = useAnalysis((state) => state.corrected);
  const asking = useAnswer<'compare'>(tags.length === 0 ? null : { kind: 'compare', tags: [...tags], a, b, align, zone, corrected, points: POINTS });
  return (
    <div className={styles.tab}>
      <Periods />
      <AnswerFrame asking={asking} missing={tags.length === 0 ? t('missingTags') : null} isEmpty={(answer) => answer.tags.every((each) => each.a.n + each.b.n === 0)}>
        {(answer) => <Answer answer={answer} />}
      </AnswerFrame>
    </div>
  );
}

/** Which two spans, and how they are laid over each other. */
function Periods(): ReactNode {
  const { t } = useTranslation('history');
  const zone = useZone();
  const span = useAnalysis((state) => state.span);
  const spanB = useAnalysis((state) => state.spanB);
  const align = useAnalysis((state) => state.align);
  const [editing, setEditing] = useState(false);
  const [around, setAround] = useState(false);
  const stamp = (each: AnalysisSpan): string => `${formatDay(each.fromMs, zone)} ${formatMinute(each.fromMs, zone)} – ${formatDay(each.toMs, zone)} ${formatMinute(each.toMs, zone)}`;
  return (
    <div className={styles.periods}>
      <div className={styles.presets} role="group" aria-label={t('compareWith')}>
        {COMPARE_PRESETS.map((id) => (
          <Button key={id} onClick={() => { const spans = comparePreset(id, span, usePlant.getState().nowMs, zone); analysis.set({ span: spans.a, spanB: spans.b }); }}>{t(`preset.${id}`)}</Button>
        ))}
        <Button onClick={() => setAround(true)} data-testid="around-event">{t('aroundEvent')}</Button>
      </div>
      <div className={styles.line}>
        <Segments label={t('align')} value={align} onChange={(value) => analysis.set({ align: value })} options={COMPARE_ALIGNS.map((value) => ({ value, label: t(`alignBy.${value}`) }))} />
        <span><i className={styles.solid} aria-hidden="true" />A {stamp(span)}</span>
        <span><i className={styles.dashed} aria-hidden="true" />B <span data-testid="span-b">{stamp(spanB)}</span></span>
        <Button look="quiet" onClick={() => setEditing(true)}>{t('changeB')}</Button>
      </div>
      {editing && <SpanDialog title={t('changeB')} span={spanB} onSpan={(chosen) => analysis.set({ spanB: chosen })} onClose={() => setEditing(false)} />}
      {around && <AroundEvent onClose={() => setAround(false)} />}
    </div>
  );
}

function Answer({ answer }: { readonly answer: CompareAnswer }): ReactNode {
  const { index } = useProfile();
  const theme = useTheme();
  const words = useTagWords();
  return (
    <>
      <div className={styles.charts} data-many={answer.tags.length > 1}>
        {answer.tags.map((each) => (
          <CompareChart key={each.tag} label={words(each.tag).name} unit={words(each.tag).unit} colour={tagColour(index.tagOrder.get(each.tag) ?? 0, theme)} course={each} bucketMs={answer.bucketMs} originWallMs={answer.originWallMs} />
        ))}
      </div>
      <CompareTable answer={answer} />
    </>
  );
}

interface Row {
  readonly key: 'mean' | 'min' | 'max' | 'total';
  readonly a: number | null;
  readonly b: number | null;
  readonly unit: string;
  readonly digits: number;
}

function rowsOf(a: Figures, b: Figures, unit: string, digits: number): readonly Row[] {
  const rows: Row[] = [
    { key: 'mean', a: a.mean, b: b.mean, unit, digits },
    { key: 'min', a: a.min?.value ?? null, b: b.min?.value ?? null, unit, digits },
    { key: 'max', a: a.max?.value ?? null, b: b.max?.value ?? null, unit, digits },
  ];
  const totalUnit = a.total?.unit ?? b.total?.unit;
  if (totalUnit !== undefined) {
    const size = Math.max(Math.abs(a.total?.value ?? 0), Math.abs(b.total?.value ?? 0));
    rows.push({ key: 'total', a: a.total?.value ?? null, b: b.total?.value ?? null, unit: formatUnit(totalUnit), digits: totalDigits(size) });
  }
  return rows;
}

function CompareTable({ answer }: { readonly answer: CompareAnswer }): ReactNode {
  const { t } = useTranslation('history');
  const words = useTagWords();
  const groups = useMemo(() => answer.tags.map((each) => {
    const { name, unit, digits } = words(each.tag);
    return { tag: each.tag, name, rows: rowsOf(each.a, each.b, unit, digits), missing: [each.a, each.b].map(({ n, expected }) => (expected === 0 ? null : 1 - n / expected)) };
  }), [answer, words]);
  return (
    <table className={styles.table} data-testid="compare-table">
      <thead>
        <tr><th scope="col">{t('tag')}</th><th scope="col">{t('figure.name')}</th><th scope="col">A</th><th scope="col">B</th><th scope="col">{t('difference')}</th><th scope="col">%</th><th scope="col">{t('unit')}</th></tr>
      </thead>
      {groups.map(({ tag, name, rows, missing }) => (
        <tbody key={tag}>
          {rows.map((row, i) => {
            const difference = row.a === null || row.b === null ? null : row.a - row.b;
            return (
              <tr key={row.key}>
                {i === 0 && <th scope="rowgroup" rowSpan={rows.length}>{name}<small>{t('missingShare', { a: percent(missing[0] ?? null), b: percent(missing[1] ?? null) })}</small></th>}
                <td className={styles.word}>{t(`figure.${row.key}`)}</td>
                <td>{formatNumber(row.a, row.digits)}</td>
                <td>{formatNumber(row.b, row.digits)}</td>
                <td>{signed(difference, row.digits)}</td>
                <td>{difference === null || row.b === null ? '–' : `${signed((shareOf(difference, row.b) ?? NaN) * 100, 1)}`}</td>
                <td className={styles.word}>{row.unit}</td>
              </tr>
            );
          })}
        </tbody>
      ))}
    </table>
  );
}
