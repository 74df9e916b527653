import { z } from 'zod';
import type { PlantProfile } from '#core/plant/profile.ts';
import { CHANGE_LIMITS, changeSchema, HORIZON_DAYS } from '#core/what-if/request.ts';
import type { Change, ChangeKind, WhatIfRequest } from '#core/what-if/request.ts';

/** A change as it stands on screen: fields hold texts; only a whole and valid row becomes a change. */
export interface DraftChange {
  readonly key: string;
  readonly kind: ChangeKind;
  /** Set-point tag or machine id; empty for the incoming water. */
  readonly target: string;
  readonly unit: string | null;
  readonly state: 'out' | 'on';
  readonly deliveries: boolean;
  readonly fields: Readonly<Partial<Record<DraftField, string>>>;
  readonly fromH: string;
  /** Empty = to the horizon. */
  readonly toH: string;
}

/** Numbers a row asks for; factors are shown as percent. */
export type DraftField = 'flow' | 'strength' | 'pH' | 'temperatureC' | 'depthMm' | 'durationH' | 'flowM3PerH' | 'codMgPerL' | 'value' | 'litres';

export interface FieldSpec {
  readonly field: DraftField;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** What is shown over what is sent. */
  readonly times: number;
}

export interface RowFault {
  readonly rule: 'number' | 'range' | 'order';
  readonly value: string;
  readonly min: number;
  readonly max: number;
}
export type RowField = DraftField | 'fromH' | 'toH';
export type RowFaults = Readonly<Partial<Record<RowField, RowFault>>>;

const spec = (field: DraftField, unit: string, limits: { readonly min: number; readonly max: number }, times = 1): FieldSpec => ({
  field, unit, times, min: limits.min * times, max: limits.max * times,
});

const PERCENT = 100;

/** Fields of a row with their units and limits. */
export function fieldsOf(row: Pick<DraftChange, 'kind' | 'target'>, profile: PlantProfile): readonly FieldSpec[] {
  const limits = CHANGE_LIMITS;
  switch (row.kind) {
    case 'scale':
      return [spec('flow', '%', limits.flow, PERCENT), spec('strength', '%', limits.strength, PERCENT)];
    case 'shift':
      return [spec('pH', 'pH', limits.pHShift), spec('temperatureC', 'degC', limits.temperatureShiftC)];
    case 'rain':
      return [spec('depthMm', 'mm', limits.depthMm), spec('durationH', 'h', limits.durationH)];
    case 'slug':
      return [spec('flowM3PerH', 'm3/h', limits.flowM3PerH), spec('codMgPerL', 'mg/L', limits.codMgPerL), spec('pH', 'pH', limits.pH), spec('durationH', 'h', limits.durationH)];
    case 'setpoint': {
      const setpoint = profile.plc.setpoints.find((each) => each.tag === row.target);
      const tag = profile.tags.find((each) => each.id === row.target);
      return setpoint === undefined ? [] : [spec('value', tag?.unit ?? '', setpoint)];
    }
    case 'stock':
      return [spec('litres', 'L', limits.litres)];
    case 'machine':
      return [];
  }
}

/** Whether the change ends by itself, has an end of its own, or holds to the horizon once made. */
export const hasEnd = (kind: ChangeKind): boolean => kind === 'scale' || kind === 'shift' || kind === 'setpoint' || kind === 'machine';

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

function numberFault(text: string, min: number, max: number): RowFault | null {
  const value = text.trim();
  if (!NUMBER.test(value)) return { rule: 'number', value, min, max };
  return Number(value) < min || Number(value) > max ? { rule: 'range', value, min, max } : null;
}

/** Takes binary dust off quotients such as 115 / 100. */
const clean = (value: number): number => Number(value.toPrecision(12));

/** What is wrong with a row, and the change it stands for when nothing is. */
export function checkRow(row: DraftChange, profile: PlantProfile, horizonDays: number): { readonly change: Change | null; readonly faults: RowFaults } {
  const faults: Partial<Record<RowField, RowFault>> = {};
  const horizonH = horizonDays * 24;
  const numbers: Record<string, number> = {};
  for (const { field, min, max, times } of fieldsOf(row, profile)) {
    const text = row.fields[field] ?? '';
    const fault = numberFault(text, min, max);
    if (fault === null) numbers[field] = clean(Number(text) / times);
    else faults[field] = fault;
  }
  const from = numberFault(row.fromH, 0, horizonH);
  if (from !== null) faults.fromH = from;
  else if (Number(row.fromH) >= horizonH) faults.fromH = { rule: 'order', value: row.fromH, min: 0, max: horizonH };
  if (hasEnd(row.kind) && row.toH.trim() !== '') {
    const to = numberFault(row.toH, 0, horizonH);
    if (to !== null) faults.toH = to;
    else if (Number(row.toH) <= Number(row.fromH)) faults.toH = { rule: 'order', value: row.toH, min: Number(row.fromH), max: horizonH };
  }
  if (Object.keys(faults).length > 0) return { change: null, faults };
  const parsed = changeSchema.safeParse({ kind: row.kind, ...numbers, fromH: Number(row.fromH), ...targetOf(row), ...(hasEnd(row.kind) ? { toH: row.toH.trim() === '' ? null : Number(row.toH) } : {}) });
  return { change: parsed.success ? parsed.data : null, faults };
}

function targetOf(row: DraftChange): object {
  switch (row.kind) {
    case 'setpoint':
      return { tag: row.target };
    case 'machine':
      return { machine: row.target, unit: row.unit, state: row.state };
    case 'stock':
      return { machine: row.target, deliveries: row.deliveries };
    case 'scale':
    case 'shift':
    case 'rain':
    case 'slug':
      return {};
  }
}

/** A fresh row with the usual values; `present` is what a set-point stands at now. Its key is like no other: rows of before a restart stand beside new ones. */
export function newRow(kind: ChangeKind, target: string, fields: DraftChange['fields'] = {}): DraftChange {
  return { key: `row-${crypto.randomUUID()}`, kind, target, unit: null, state: 'out', deliveries: true, fields: { ...USUAL[kind], ...fields }, fromH: '0', toH: '' };
}

const USUAL: Readonly<Record<ChangeKind, DraftChange['fields']>> = {
  scale: { flow: '100', strength: '100' },
  shift: { pH: '0', temperatureC: '0' },
  rain: { depthMm: '40', durationH: '6' },
  slug: { flowM3PerH: '5', codMgPerL: '2000', pH: '7', durationH: '4' },
  setpoint: { value: '' },
  machine: {},
  stock: { litres: '50' },
};

/** A change of the list as a row of the form, e.g. to bring an earlier question back. */
export function rowOf(change: Change): DraftChange {
  const text = (value: number, times = 1): string => String(clean(value * times));
  const base = { ...newRow(change.kind, ''), fromH: text(change.fromH), toH: 'toH' in change && change.toH !== null ? text(change.toH) : '' };
  switch (change.kind) {
    case 'scale':
      return { ...base, fields: { flow: text(change.flow, PERCENT), strength: text(change.strength, PERCENT) } };
    case 'shift':
      return { ...base, fields: { pH: text(change.pH), temperatureC: text(change.temperatureC) } };
    case 'rain':
      return { ...base, fields: { depthMm: text(change.depthMm), durationH: text(change.durationH) } };
    case 'slug':
      return { ...base, fields: { flowM3PerH: text(change.flowM3PerH), codMgPerL: text(change.codMgPerL), pH: text(change.pH), durationH: text(change.durationH) } };
    case 'setpoint':
      return { ...base, target: change.tag, fields: { value: text(change.value) } };
    case 'machine':
      return { ...base, target: change.machine, unit: change.unit, state: change.state };
    case 'stock':
      return { ...base, target: change.machine, deliveries: change.deliveries, fields: { litres: text(change.litres) } };
  }
}

/** A question as it stands on screen. */
export interface Question {
  readonly horizonDays: number;
  readonly rows: readonly DraftChange[];
}

const KINDS = ['scale', 'shift', 'rain', 'slug', 'setpoint', 'machine', 'stock'] as const satisfies readonly ChangeKind[];
const questionSchema = z.object({
  horizonDays: z.int().min(HORIZON_DAYS.min).max(HORIZON_DAYS.max),
  rows: z.array(z.object({
    key: z.string(), kind: z.enum(KINDS), target: z.string(), unit: z.string().nullable(), state: z.enum(['out', 'on']), deliveries: z.boolean(),
    fields: z.record(z.string(), z.string()), fromH: z.string(), toH: z.string(),
  })),
});

/** A question as it was kept; null when it cannot be read as one. */
export function readQuestion(value: unknown): Question | null {
  const parsed = questionSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** The question a run answers, as it stands on screen. */
export const questionOf = ({ horizonDays, changes }: WhatIfRequest): Question => ({ horizonDays, rows: changes.map(rowOf) });

/** A ready-made question; which ones there are follows from the plant. */
export interface Preset {
  readonly id: 'rain' | 'moreFlow' | 'cold' | 'air' | 'suctionOut' | 'noCoagulant';
  readonly rows: () => readonly DraftChange[];
}

const RAIN_MM = '40';
const LESS_AIR = 0.6;

export function presetsFor(profile: PlantProfile): readonly Preset[] {
  const presets: Preset[] = [
    { id: 'rain', rows: () => [newRow('rain', '', { depthMm: RAIN_MM, durationH: '6' })] },
    { id: 'moreFlow', rows: () => [newRow('scale', '', { flow: '130' })] },
    { id: 'cold', rows: () => [newRow('shift', '', { temperatureC: '-5' })] },
  ];
  const air = profile.display.blower.setpointTag;
  const setpoint = profile.plc.setpoints.find((each) => each.tag === air);
  if (air !== null && setpoint !== undefined) {
    const value = Math.max(setpoint.min, setpoint.initial * LESS_AIR);
    presets.push({ id: 'air', rows: () => [newRow('setpoint', air, { value: value.toFixed(1) })] });
  }
  const suction = profile.machines.find((each) => each.control.type === 'suction');
  if (suction !== undefined) presets.push({ id: 'suctionOut', rows: () => [newRow('machine', suction.id)] });
  const reaction = profile.machines.find((each) => each.kind === 'dosingPump' && profile.tanks.some((tank) => tank.id === each.to && tank.kind === 'reaction'));
  if (reaction !== undefined) presets.push({ id: 'noCoagulant', rows: () => [{ ...newRow('stock', reaction.id, { litres: '0' }), deliveries: false }] });
  return presets;
}
