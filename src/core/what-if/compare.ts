import { effluentTargets } from '../plant/derived.ts';
import type { EffluentTarget } from '../plant/derived.ts';
import type { PlantProfile } from '../plant/profile.ts';
import type { FutureFigures, WhatIfResult } from './result.ts';

/** Which way is good for a figure of the table. */
type Good = 'less' | 'more' | 'neither';

/** One line of the table of differences. */
export interface CompareRow {
  readonly group: 'effluent' | 'energy' | 'membrane' | 'chemical' | 'water' | 'safety';
  /** What the figure is; a key of the translation files. */
  readonly figure:
    | 'mean'
    | 'max'
    | 'hoursOverTarget'
    | 'hoursOverLimit'
    | 'energy'
    | 'energyOf'
    | 'cost'
    | 'peak'
    | 'maxTmp'
    | 'tmpRise'
    | 'used'
    | 'emptyHours'
    | 'influent'
    | 'effluent'
    | 'spilled'
    | 'sludgeCake'
    | 'interlockHours'
    | 'trips';
  /** Effluent item, machine, kind of machine or interlock it is of; null for the plant. */
  readonly subject: string | null;
  readonly unit: string;
  readonly now: number | null;
  readonly changed: number | null;
  readonly difference: number | null;
  /** Difference over the value as now; null where that is zero or unknown. */
  readonly share: number | null;
  readonly judgement: 'better' | 'worse' | 'same' | 'neutral';
}

/** Below this share of the value a difference is no difference. */
const SAME_SHARE = 0.002;

function rowOf(
  part: Pick<CompareRow, 'group' | 'figure' | 'subject' | 'unit'>,
  now: number | null,
  changed: number | null,
  good: Good,
): CompareRow {
  const difference = now === null || changed === null ? null : changed - now;
  const share =
    difference === null || now === null || now === 0 ? null : difference / Math.abs(now);
  return {
    ...part,
    now,
    changed,
    difference,
    share,
    judgement: judge(now, difference, share, good),
  };
}

function judge(
  now: number | null,
  difference: number | null,
  share: number | null,
  good: Good,
): CompareRow['judgement'] {
  if (difference === null || now === null) return 'neutral';
  if (difference === 0 || (share !== null && Math.abs(share) < SAME_SHARE)) return 'same';
  if (good === 'neither') return 'neutral';
  return difference < 0 === (good === 'less') ? 'better' : 'worse';
}

/** The table of differences of two futures, in the order of the screen. */
export function compareFutures(
  profile: PlantProfile,
  result: Pick<WhatIfResult, 'now' | 'changed'>,
): CompareRow[] {
  const { now, changed } = result;
  const targets = new Map(effluentTargets(profile.limits).map((each) => [String(each.item), each]));
  return [
    ...effluentRows(now, changed, targets),
    ...energyRows(now, changed),
    ...membraneRows(now, changed),
    ...chemicalRows(now, changed),
    ...waterRows(now, changed),
    ...safetyRows(now, changed),
  ];
}

function effluentRows(
  now: FutureFigures,
  changed: FutureFigures,
  targets: ReadonlyMap<string, EffluentTarget>,
): CompareRow[] {
  return now.effluent.flatMap((own) => {
    const other = changed.effluent.find((each) => each.tag === own.tag);
    const target = targets.get(own.item);
    // An item with two bounds has no better direction: pH may be too low or too high.
    const good: Good = target !== undefined && target.min === null ? 'less' : 'neither';
    const unit = target?.unit ?? '';
    const row = (
      figure: 'mean' | 'max' | 'hoursOverTarget' | 'hoursOverLimit',
      direction: Good,
    ): CompareRow =>
      rowOf(
        {
          group: 'effluent',
          figure,
          subject: own.item,
          unit: figure.startsWith('hours') ? 'h' : unit,
        },
        own[figure],
        other?.[figure] ?? null,
        direction,
      );
    return [
      row('mean', good),
      row('max', good),
      ...(target?.target === undefined || target.target === null
        ? []
        : [row('hoursOverTarget', 'less')]),
      ...(target === undefined ? [] : [row('hoursOverLimit', 'less')]),
    ];
  });
}

function energyRows(now: FutureFigures, changed: FutureFigures): CompareRow[] {
  const kinds = [
    ...new Set([...now.energyByKind, ...changed.energyByKind].map(({ kind }) => kind)),
  ];
  const of = (future: FutureFigures, kind: string): number =>
    future.energyByKind.find((each) => each.kind === kind)?.kwh ?? 0;
  return [
    rowOf(
      { group: 'energy', figure: 'energy', subject: null, unit: 'kWh' },
      now.energyKwh,
      changed.energyKwh,
      'less',
    ),
    ...kinds.map((kind) =>
      rowOf(
        { group: 'energy', figure: 'energyOf', subject: kind, unit: 'kWh' },
        of(now, kind),
        of(changed, kind),
        'less',
      ),
    ),
    rowOf(
      { group: 'energy', figure: 'cost', subject: null, unit: 'won' },
      now.costWon,
      changed.costWon,
      'less',
    ),
    rowOf(
      { group: 'energy', figure: 'peak', subject: null, unit: 'kW' },
      now.peakKw,
      changed.peakKw,
      'less',
    ),
  ];
}

function membraneRows(now: FutureFigures, changed: FutureFigures): CompareRow[] {
  return now.membranes.flatMap((own) => {
    const other = changed.membranes.find((each) => each.machine === own.machine);
    const part = { group: 'membrane', subject: own.machine } as const;
    return [
      rowOf(
        { ...part, figure: 'maxTmp', unit: 'kPa' },
        own.maxTmpKPa,
        other?.maxTmpKPa ?? null,
        'less',
      ),
      rowOf(
        { ...part, figure: 'tmpRise', unit: 'kPa/d' },
        own.riseKPaPerD,
        other?.riseKPaPerD ?? null,
        'less',
      ),
    ];
  });
}

function chemicalRows(now: FutureFigures, changed: FutureFigures): CompareRow[] {
  return now.chemicals.flatMap((own) => {
    const other = changed.chemicals.find((each) => each.machine === own.machine);
    const part = { group: 'chemical', subject: own.machine } as const;
    const empty = rowOf(
      { ...part, figure: 'emptyHours', unit: 'h' },
      own.emptyH,
      other?.emptyH ?? 0,
      'less',
    );
    return [
      rowOf({ ...part, figure: 'used', unit: 'L' }, own.litres, other?.litres ?? null, 'less'),
      ...(own.emptyH > 0 || (other?.emptyH ?? 0) > 0 ? [empty] : []),
    ];
  });
}

function waterRows(now: FutureFigures, changed: FutureFigures): CompareRow[] {
  const row = (
    figure: 'influent' | 'effluent' | 'spilled' | 'sludgeCake',
    key: keyof FutureFigures['water'],
    good: Good,
  ): CompareRow =>
    rowOf(
      { group: 'water', figure, subject: null, unit: 'm3' },
      now.water[key],
      changed.water[key],
      good,
    );
  return [
    row('influent', 'influentM3', 'neither'),
    row('effluent', 'effluentM3', 'neither'),
    row('spilled', 'spilledM3', 'less'),
    row('sludgeCake', 'sludgeCakeM3', 'less'),
  ];
}

function safetyRows(now: FutureFigures, changed: FutureFigures): CompareRow[] {
  const ids = [...new Set([...now.interlocks, ...changed.interlocks].map(({ id }) => id))];
  const hours = (future: FutureFigures, id: string): number =>
    future.interlocks.find((each) => each.id === id)?.hours ?? 0;
  return [
    ...ids.map((id) =>
      rowOf(
        { group: 'safety', figure: 'interlockHours', subject: id, unit: 'h' },
        hours(now, id),
        hours(changed, id),
        'less',
      ),
    ),
    ...(now.trips.length + changed.trips.length === 0
      ? []
      : [
          rowOf(
            { group: 'safety', figure: 'trips', subject: null, unit: '' },
            now.trips.length,
            changed.trips.length,
            'less',
          ),
        ]),
  ];
}

/** Whether two futures are the same down to the last figure. */
export const sameFutures = (result: Pick<WhatIfResult, 'now' | 'changed' | 'series'>): boolean =>
  JSON.stringify(result.now) === JSON.stringify(result.changed) &&
  result.series.every(({ now, changed }) => JSON.stringify(now) === JSON.stringify(changed));
