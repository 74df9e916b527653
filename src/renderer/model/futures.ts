import { effluentTargets } from '#core/plant/derived.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { CompareRow } from '#core/what-if/compare.ts';
import type { WhatIfResult, WhatIfSeries } from '#core/what-if/result.ts';

/** A line across a chart of futures. */
export interface FutureLine {
  readonly value: number;
  readonly kind: 'limit' | 'target' | 'mark' | 'warning';
  /** Name of a level mark; empty for the others. */
  readonly text: string;
}

/** Limit and target of an effluent reading, warning pressure of a membrane, highest mark of a tank. */
export function futureLines(tag: string, profile: PlantProfile): readonly FutureLine[] {
  const lines: FutureLine[] = [];
  for (const target of effluentTargets(profile.limits)) {
    if (target.tag !== tag) continue;
    for (const value of [target.min, target.max]) if (value !== null) lines.push({ value, kind: 'limit', text: '' });
    if (target.target !== null) lines.push({ value: target.target, kind: 'target', text: '' });
  }
  const sensor = profile.sensors.find((each) => each.tag === tag);
  if (sensor?.quantity === 'pressureDifference') {
    const warning = profile.plc.setpoints.find((each) => each.tag === `${sensor.id}.warning`);
    if (warning !== undefined) lines.push({ value: warning.initial, kind: 'warning', text: '' });
  }
  const tank = profile.tanks.find((each) => each.levelTag === tag);
  const mark = tank?.marksM.HHAL;
  if (mark !== undefined) lines.push({ value: mark, kind: 'mark', text: 'HHAL' });
  return lines;
}

/** Groups of charts: those of Trends, with the tags a result has curves for. */
export function futureGroups(profile: PlantProfile, result: WhatIfResult): readonly { readonly id: string; readonly tags: readonly string[] }[] {
  const known = new Set(result.series.map(({ tag }) => tag));
  const order = ['effluent', 'membrane', 'energy', 'biology', 'levels'];
  const rank = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return profile.display.trendGroups
    .map(({ id, tags }) => ({ id, tags: tags.filter((tag) => known.has(tag)) }))
    .filter(({ tags }) => tags.length > 0)
    .toSorted((a, b) => rank(a.id) - rank(b.id));
}

/** End of each step, s UTC. */
export const futureTimes = ({ startMs, stepS, series }: Pick<WhatIfResult, 'startMs' | 'stepS' | 'series'>): readonly number[] =>
  Array.from({ length: series[0]?.now.length ?? 0 }, (_, i) => startMs / 1000 + (i + 1) * stepS);

/** Whether a curve is the same in both futures. */
export const sameCurve = ({ now, changed }: WhatIfSeries): boolean => now.every((value, i) => value === changed[i]);

/** Digits after the point that suit the size of a figure. */
export function digitsFor(value: number | null, other: number | null): number {
  const size = Math.max(Math.abs(value ?? 0), Math.abs(other ?? 0));
  if (size >= 1000) return 0;
  return size >= 100 ? 0 : size >= 10 ? 1 : 2;
}

/** Rows that say something: those that differ, and the figures a person always looks for. */
export function shownRows(rows: readonly CompareRow[], all: boolean): readonly CompareRow[] {
  if (all) return rows;
  const always: readonly CompareRow['figure'][] = ['max', 'energy', 'cost', 'maxTmp'];
  return rows.filter((row) => always.includes(row.figure) || (row.judgement !== 'same' && !(row.now === 0 && row.changed === 0) && row.difference !== null));
}
