import { z } from 'zod';
import type { AlarmCode } from '../control/codes.ts';
import type { Condition } from '../plant/condition.ts';
import type { Consequence } from './priority.ts';

/** What kind of trouble an alarm tells, for filters and figures. */
export const ALARM_CLASSES = [
  'water',
  'level',
  'membrane',
  'process',
  'machine',
  'chemical',
  'instrument',
  'link',
  'data',
  'work',
] as const;
export type AlarmClass = (typeof ALARM_CLASSES)[number];

/** All that is fixed about an alarm while the settings stay as they are. */
export interface AlarmDefinition {
  readonly id: string;
  /** Null when the profile carries the text. */
  readonly code: AlarmCode | null;
  /** 1 act now, 2 act soon, 3 know, 4 diagnostic. */
  readonly priority: number;
  readonly consequence: Consequence;
  readonly timeToActMin: number;
  readonly kind: AlarmClass;
  readonly equipment: string | null;
  readonly onDelayS: number;
  readonly offDelayS: number;
  /** In the unit of what it watches: m of a level, the tag's own unit, percent of the limit for the effluent. */
  readonly deadBand: number;
  /** Stands after its condition is gone until a person resets it. */
  readonly latching: boolean;
  /** Alarms of one group follow from each other: the first of them is marked. */
  readonly firstOut: string | null;
  /** Of several active alarms of one ladder only the highest rung is shown (70, 80, 90, 100 % of one item). */
  readonly ladder: string | null;
  readonly rung: number;
  readonly opensWork: boolean;
}

/** Bounds of what a person may set, so that no setting switches an alarm off by the back door. */
export const MOST_DELAY_S = 3600;

/** What a person set for one alarm; null leaves the profile's value. */
export const alarmSettingSchema = z.object({
  priority: z.int().min(1).max(4).nullable(),
  onDelayS: z.number().min(0).max(MOST_DELAY_S).nullable(),
  offDelayS: z.number().min(0).max(MOST_DELAY_S).nullable(),
  deadBand: z.number().min(0).max(1000).nullable(),
  opensWork: z.boolean().nullable(),
  /** In the place of the one value the alarm's condition compares with, in the unit of its tag. */
  limit: z.number().nullable().default(null),
});
export type AlarmSetting = z.infer<typeof alarmSettingSchema>;

/** What counts as a flood (EEMUA 191: over 10 new alarms in 10 min, over below 5 in 10 min). */
export const floodSettingSchema = z.object({ above: z.int().min(3).max(100) });
export type FloodSetting = z.infer<typeof floodSettingSchema>;

export const alarmSettingsSchema = z.object({
  alarms: z.record(z.string(), alarmSettingSchema),
  flood: floodSettingSchema,
});
export type AlarmSettings = z.infer<typeof alarmSettingsSchema>;
export const NO_SETTINGS: AlarmSettings = Object.freeze({ alarms: {}, flood: { above: 10 } });

/** A definition with what a person set for it. */
export function withSetting(
  definition: AlarmDefinition,
  setting: AlarmSetting | undefined,
): AlarmDefinition {
  if (setting === undefined) return definition;
  return {
    ...definition,
    priority: setting.priority ?? definition.priority,
    onDelayS: setting.onDelayS ?? definition.onDelayS,
    offDelayS: setting.offDelayS ?? definition.offDelayS,
    deadBand: setting.deadBand ?? definition.deadBand,
    opensWork: setting.opensWork ?? definition.opensWork,
  };
}

type Compared = Extract<Condition, { readonly value: number }>;

/** The comparison of an alarm whose condition is one tag against one value; null for any other. */
export const comparedIn = (when: Condition): Compared | null => ('value' in when ? when : null);

/** A condition with the limit a person set; one that compares with no value stays as it is. */
export function withLimit(when: Condition, limit: number | null | undefined): Condition {
  const compared = comparedIn(when);
  return compared === null || limit === null || limit === undefined
    ? when
    : { ...compared, value: limit };
}
