import type { AlarmCode } from '../control/codes.ts';
import type { AlarmClass, AlarmDefinition } from './definition.ts';
import { priorityOf } from './priority.ts';
import type { Consequence } from './priority.ts';

/** What is fixed about an alarm the engine raises itself. Cause, check and action are texts of the window, by code. */
interface OwnAlarm {
  readonly consequence: Consequence;
  readonly timeToActMin: number;
  readonly kind: AlarmClass;
  readonly onDelayS: number;
  readonly firstOut: string | null;
  readonly opensWork: boolean;
}

const DAY_MIN = 1440;

/**
 * The registry of the alarms that no profile writes. A part of the engine that wants one more adds
 * its code to `ALARM_CODES`, a row here and the texts; it then stands and ends over the alarm desk.
 * For the effluent see `EFFLUENT_LEVELS`.
 */
export const OWN_ALARMS: Readonly<Record<Exclude<AlarmCode, 'alarm.effluent'>, OwnAlarm>> = {
  'alarm.linkDown': {
    consequence: 'major',
    timeToActMin: 30,
    kind: 'link',
    onDelayS: 5,
    firstOut: 'link',
    opensWork: false,
  },
  'alarm.slaveSilent': {
    consequence: 'major',
    timeToActMin: 30,
    kind: 'link',
    onDelayS: 10,
    firstOut: 'link',
    opensWork: false,
  },
  // The profile's time-out of the heartbeat is its delay.
  'alarm.aiFallback': {
    consequence: 'major',
    timeToActMin: 60,
    kind: 'link',
    onDelayS: 0,
    firstOut: 'link',
    opensWork: false,
  },
  // What counts as lost has stood long enough before it comes here.
  'alarm.criticalLost': {
    consequence: 'severe',
    timeToActMin: 30,
    kind: 'instrument',
    onDelayS: 0,
    firstOut: 'link',
    opensWork: false,
  },
  'alarm.historianFailing': {
    consequence: 'severe',
    timeToActMin: 60,
    kind: 'data',
    onDelayS: 10,
    firstOut: 'data',
    opensWork: false,
  },
  'alarm.diskLow': {
    consequence: 'severe',
    timeToActMin: DAY_MIN,
    kind: 'data',
    onDelayS: 0,
    firstOut: 'data',
    opensWork: false,
  },
  // A write that is seen only by the next poll may take some seconds.
  'alarm.annunciatorFault': {
    consequence: 'moderate',
    timeToActMin: 60,
    kind: 'link',
    onDelayS: 20,
    firstOut: null,
    opensWork: false,
  },
  // A prompt, not an alarm of the process: it stands in the list without a sound.
  'alarm.roundOverdue': {
    consequence: 'minor',
    timeToActMin: 240,
    kind: 'work',
    onDelayS: 0,
    firstOut: null,
    opensWork: false,
  },
  'alarm.roundLate': {
    consequence: 'moderate',
    timeToActMin: 240,
    kind: 'work',
    onDelayS: 0,
    firstOut: null,
    opensWork: false,
  },
  'alarm.stockLow': {
    consequence: 'moderate',
    timeToActMin: DAY_MIN,
    kind: 'chemical',
    onDelayS: 0,
    firstOut: null,
    opensWork: false,
  },
  // Work may go on, or the tag was forgotten: a look settles it. It stands in the list without a sound.
  'alarm.lockOld': {
    consequence: 'minor',
    timeToActMin: 480,
    kind: 'machine',
    onDelayS: 0,
    firstOut: null,
    opensWork: false,
  },
  // Somebody may have their hands in it.
  'alarm.lockedRuns': {
    consequence: 'severe',
    timeToActMin: 1,
    kind: 'machine',
    onDelayS: 0,
    firstOut: null,
    opensWork: false,
  },
};

/** The four levels of the effluent: warning, caution, emergency, critical (seed 5.4). */
export const EFFLUENT_LEVELS: readonly {
  readonly consequence: Consequence;
  readonly timeToActMin: number;
}[] = [
  { consequence: 'moderate', timeToActMin: 240 },
  { consequence: 'major', timeToActMin: 60 },
  { consequence: 'severe', timeToActMin: 30 },
  { consequence: 'severe', timeToActMin: 10 },
];

/** From this level on an incident report starts by itself (seed 5.4: level 3, emergency). */
export const INCIDENT_LEVEL = 2;

/**
 * A level clears this share of the limit below the mark that raised it, so that noise does not ring
 * it, in percent of the limit. An analyser that is right to 10 % wanders by about this much around a
 * steady value.
 */
const EFFLUENT_BAND_PERCENT = 4;
const EFFLUENT_DELAY_S = 60;

/** Definition of an alarm of the registry. */
export function ownDefinition(
  code: keyof typeof OWN_ALARMS,
  id: string,
  equipment: string | null = null,
): AlarmDefinition {
  const own = OWN_ALARMS[code];
  return {
    id,
    code,
    equipment,
    priority: priorityOf(own.consequence, own.timeToActMin),
    consequence: own.consequence,
    timeToActMin: own.timeToActMin,
    kind: own.kind,
    onDelayS: own.onDelayS,
    offDelayS: 0,
    deadBand: 0,
    latching: false,
    firstOut: own.firstOut,
    ladder: null,
    rung: 0,
    opensWork: own.opensWork,
  };
}

/** Definition of one level of one item of the effluent; levels past the fourth count as the fourth. */
export function effluentDefinition(item: string, level: number, rung: number): AlarmDefinition {
  const { consequence, timeToActMin } = EFFLUENT_LEVELS[
    Math.min(rung, EFFLUENT_LEVELS.length - 1)
  ] ?? { consequence: 'severe', timeToActMin: 10 };
  return {
    id: `effluent-${item}-${String(Math.round(level * 100))}`,
    code: 'alarm.effluent',
    equipment: null,
    priority: priorityOf(consequence, timeToActMin),
    consequence,
    timeToActMin,
    kind: 'water',
    onDelayS: EFFLUENT_DELAY_S,
    offDelayS: 0,
    deadBand: EFFLUENT_BAND_PERCENT,
    latching: false,
    firstOut: 'water',
    ladder: `effluent-${item}`,
    rung,
    opensWork: false,
  };
}

/** Ids the profile must leave to the engine. */
export const isOwnId = (id: string): boolean =>
  /^(link-|effluent-|ai-fallback$|critical-sensors-lost$|historian-failing$|disk-low$|annunciator-fault$|round-|stock-|lock-)/.test(
    id,
  );
