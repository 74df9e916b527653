import { DateTime } from 'luxon';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { CompareAnswer } from '#core/analysis/question.ts';
import { buildOverlay } from '../../charts/overlay-plot.ts';
import { formatNumber } from '../../model/format.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { useTheme } from '../../store/hooks.ts';
import { useSize } from '../../ui/use-width.ts';
import styles from './compare-tab.module.css';

type Course = CompareAnswer['tags'][number];

interface CompareChartProps {
  readonly label: string;
  readonly unit: string;
  readonly colour: string;
  readonly course: Course;
  readonly bucketMs: number;
  readonly originWallMs: number | null;
}

const HOUR_S = 3600;

/** Both spans of one tag: A in the tag's own colour, B dashed grey. */
export function CompareChart({ label, unit, colour, course, bucketMs, originWallMs }: CompareChartProps): ReactNode {
  const { t } = useTranslation('history');
  const theme = useTheme();
  const language = usePreferences((state) => state.language);
  const [box, { width, height }] = useSize<HTMLDivElement>();
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const data = useMemo(() => columnsOf(course, bucketMs), [course, bucketMs]);
  const digits = 2;
  const place = useMemo(() => placeText(originWallMs, language, (hours) => t('elapsed', { hours })), [originWallMs, language, t]);

  useEffect(() => {
    const element = box.current;
    if (element === null || width === 0 || height === 0) return undefined;
    const u = buildOverlay(element, data, { width, height, colour, place, clock: originWallMs !== null, onCursor: setAt, syncKey: 'history-compare' });
    plot.current = u;
    return () => {
      plot.current = null;
      u.destroy();
    };
  }, [box, width, height, colour, data, place, originWallMs, theme]);

  const value = (column: uPlot.AlignedData[number] | undefined): string => formatNumber(at === null ? null : (column?.[at] ?? null), digits);
  const x = at === null ? undefined : data[0][at];
  return (
    <figure className={styles.chart}>
      <figcaption>
        <strong>{label}</strong> <small>{unit}</small>
        <span className={styles.values}>{x !== undefined && <><span>{place(x)}</span><b>A {value(data[1])}</b><span>B {value(data[2])}</span></>}</span>
      </figcaption>
      <div ref={box} className={styles.plot} role="img" aria-label={t('compareChart', { name: label })} data-points={data[0].length} />
    </figure>
  );
}

/** Both courses on one axis in seconds, with a hole where a bucket is missing on either side. */
function columnsOf({ pointsA, pointsB }: Course, bucketMs: number): [number[], (number | null)[], (number | null)[]] {
  const a = new Map(pointsA.map(([xMs, mean]) => [xMs, mean]));
  const b = new Map(pointsB.map(([xMs, mean]) => [xMs, mean]));
  const all = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y);
  const xs: number[] = [];
  const first = all[0];
  const last = all.at(-1);
  if (first === undefined || last === undefined) return [[], [], []];
  for (let x = first; x <= last; x += bucketMs) xs.push(x);
  return [xs.map((x) => x / 1000), xs.map((x) => a.get(x) ?? null), xs.map((x) => b.get(x) ?? null)];
}

/** How a place on the axis is written: hours since the beginning, or weekday and time. */
function placeText(originWallMs: number | null, language: 'ko' | 'en', elapsed: (hours: string) => string): (x: number) => string {
  if (originWallMs === null) return (x) => elapsed(formatNumber(x / HOUR_S, Math.abs(x) < 48 * HOUR_S ? 1 : 0));
  return (x) => DateTime.fromMillis(originWallMs + x * 1000, { zone: 'utc' }).setLocale(language).toFormat('ccc HH:mm');
}
