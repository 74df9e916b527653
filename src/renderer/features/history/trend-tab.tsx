import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import type { ReadingPoint } from '#contract/analysis.ts';
import type { AnalysisSpan } from '#core/analysis/question.ts';
import { isDigital } from '#core/plant/tag.ts';
import type { PlotTag } from '../../charts/trend-plot.ts';
import { formatUnit } from '../../model/format.ts';
import { coloursFor } from '../../model/tag-colour.ts';
import { statisticsOf } from '../../model/trend-data.ts';
import type { TrendSeries } from '../../model/trend-data.ts';
import { useAnalysis } from '../../store/analysis-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile, useSpanText, useTheme, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Button } from '../../ui/button.tsx';
import { useSize } from '../../ui/use-width.ts';
import { Notice } from './answer-frame.tsx';
import { HistoryChart } from './history-chart.tsx';
import styles from './trend-tab.module.css';
import { useAnswer } from './use-answer.ts';
import { useTagWords } from './use-tag-words.ts';

interface Course {
  readonly series: readonly TrendSeries[];
  readonly bucketMs: number;
  readonly level: string;
}

/** The course of the chosen tags over the whole span, with its range in each stretch and what people measured. */
export function TrendTab(): ReactNode {
  const { t } = useTranslation('history');
  const tags = useAnalysis((state) => state.tags);
  // Apart from the chart, which measures its room once it is drawn.
  return tags.length === 0 ? <Notice title={t('missing')} hint={t('missingTags')} /> : <CourseOf tags={tags} />;
}

function CourseOf({ tags }: { readonly tags: readonly string[] }): ReactNode {
  const { t } = useTranslation(['history', 'ui']);
  const span = useAnalysis((state) => state.span);
  const corrected = useAnalysis((state) => state.corrected);
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const raw = useRawCourse(corrected ? null : tags, span, width);
  const taken = useCorrectedCourse(corrected ? tags : null, span, width);
  const { course, working, fault, retry } = corrected ? taken : raw;
  const readings = useReadings(tags, span);
  const plotTags = usePlotTags(tags);
  const faultText = useFaultText();
  const spanText = useSpanText();
  const { index } = useProfile();
  const onChange = useCallback((tag: string) => index.tag.get(tag)?.store !== 'grid', [index]);
  const empty = course !== null && course.series.every(({ points }) => points.every((point) => point[3] === null)) && readings.length === 0;
  return (
    <div className={styles.tab} aria-busy={working}>
      <div className={styles.plot} ref={box}>
        <HistoryChart tags={plotTags} course={course} span={span} readings={readings} width={width} height={height} onChange={onChange} />
        {fault !== null && <div className={styles.over}><Notice title={t('failed')} hint={faultText(fault)} alert><Button onClick={retry}>{t('ui:action.retry')}</Button></Notice></div>}
        {fault === null && empty && !working && <div className={styles.over}><Notice title={t('noData')} hint={t('noDataHint')} /></div>}
        {working && <p className={styles.loading} role="status">{t('loading')}</p>}
      </div>
      {course !== null && <TrendTable tags={plotTags} course={course} span={span} readings={readings} />}
      {course !== null && <p className={styles.line}>{t('trendSource', { level: t(`level.${course.level as 'hour'}`), span: spanText(course.bucketMs) })} · {t('trendHint')}</p>}
    </div>
  );
}

function TrendTable({ tags, course, span, readings }: { readonly tags: readonly PlotTag[]; readonly course: Course; readonly span: AnalysisSpan; readonly readings: readonly ReadingPoint[] }): ReactNode {
  const { t } = useTranslation('history');
  const words = useTagWords();
  return (
    <table className={styles.table}>
      <thead><tr><th scope="col">{t('tag')}</th><th scope="col">{t('figure.mean')}</th><th scope="col">{t('figure.min')}</th><th scope="col">{t('figure.max')}</th><th scope="col">{t('readings')}</th></tr></thead>
      <tbody>
        {tags.map(({ id, colour }) => {
          const { name, unit, figure } = words(id);
          const points = course.series.find((each) => each.tag === id)?.points ?? [];
          const { mean, min, max } = statisticsOf(points, span.fromMs, span.toMs);
          return (
            <tr key={id}>
              <th scope="row"><i className={styles.swatch} style={{ background: colour }} aria-hidden="true" />{name} <small>{unit}</small></th>
              <td>{figure(mean)}</td><td>{figure(min)}</td><td>{figure(max)}</td>
              <td>{readings.filter((each) => each.tag === id).length}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function usePlotTags(tags: readonly string[]): readonly PlotTag[] {
  const { index } = useProfile();
  const theme = useTheme();
  return useMemo(() => {
    const known = tags.flatMap((id) => index.tag.get(id) ?? []);
    const colours = coloursFor(known.map((tag) => index.tagOrder.get(tag.id) ?? 0), theme);
    return known.map((tag, i): PlotTag => ({ id: tag.id, unit: formatUnit(tag.unit), colour: colours[i] ?? '', digital: isDigital(tag) }));
  }, [tags, index, theme]);
}

interface CourseFetch {
  readonly course: Course | null;
  readonly working: boolean;
  readonly fault: CallFault | null;
  readonly retry: () => void;
}

const SETTLE_MS = 150;
const bucketsFor = (widthPx: number, tagCount: number): number => Math.min(4000, Math.max(100, Math.round(widthPx * (tagCount > 4 ? 0.5 : 1))));

function useRawCourse(tags: readonly string[] | null, span: AnalysisSpan, widthPx: number): CourseFetch {
  const live = usePlant((state) => state.phase === 'live');
  const [answer, setAnswer] = useState<ResultOf<'trend.query'> | null>(null);
  const [working, setWorking] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [attempt, setAttempt] = useState(0);
  const ready = widthPx > 0;
  const buckets = bucketsFor(Math.round(widthPx / 100) * 100, tags?.length ?? 0);
  useEffect(() => {
    if (tags === null || tags.length === 0 || !live || !ready) return undefined;
    const abort = new AbortController();
    setWorking(true);
    const timer = setTimeout(() => {
      void callEngine('trend.query', { tags: [...tags], ...span, buckets }, { signal: abort.signal, timeoutMs: 30_000 }).then((result) => {
        if (abort.signal.aborted) return;
        setWorking(false);
        setFault(result.ok ? null : result.error);
        if (result.ok) setAnswer(result.value);
      });
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [tags, span, live, ready, buckets, attempt]);
  return { course: tags === null || answer === null ? null : answer, working, fault, retry: () => setAttempt((n) => n + 1) };
}

function useCorrectedCourse(tags: readonly string[] | null, span: AnalysisSpan, widthPx: number): CourseFetch {
  const zone = useZone();
  const points = bucketsFor(Math.round(widthPx / 100) * 100, tags?.length ?? 0);
  const asking = useAnswer<'series'>(tags === null || tags.length === 0 || widthPx === 0 ? null : { kind: 'series', tags: [...tags], span, zone, corrected: true, points });
  const { answer } = asking;
  const course = useMemo((): Course | null => answer === null ? null : {
    level: answer.source.level,
    bucketMs: answer.bucketMs,
    series: answer.tags.map(({ tag, points: rows }) => ({ tag, points: rows.map(([tsMs, mean, min, max]) => [tsMs, min, max, mean, 0, 1]) })),
  }, [answer]);
  return { course, working: asking.working, fault: asking.fault, retry: asking.again };
}

function useReadings(tags: readonly string[], span: AnalysisSpan): readonly ReadingPoint[] {
  const live = usePlant((state) => state.phase === 'live');
  const [points, setPoints] = useState<readonly ReadingPoint[]>([]);
  useEffect(() => {
    if (tags.length === 0 || !live) {
      setPoints([]);
      return undefined;
    }
    const abort = new AbortController();
    void callEngine('analysis.readings', { tags: [...tags], span }, { signal: abort.signal }).then((result) => {
      if (result.ok) setPoints(result.value);
    });
    return () => abort.abort();
  }, [tags, span, live]);
  return points;
}
