import { evaluate } from '../plant/condition.ts';
import type { PlantFacts, Truth } from '../plant/condition.ts';
import { activeLimits, limitShare } from '../plant/derived.ts';
import type { AlarmCode } from '../control/codes.ts';
import type { PlantContext } from '../control/plant-context.ts';
import type { Params } from '../control/record.ts';
import { negate } from './latch.ts';
import type { LatchInput } from './latch.ts';

/** An alarm that could stand now, with what raises and what clears it. */
export interface AlarmCandidate extends LatchInput {
  readonly id: string;
  readonly priority: number;
  /** Null when the profile carries the text. */
  readonly code: AlarmCode | null;
  readonly params: Params;
  readonly equipment: string | null;
  /** Of several active alarms of one group only the highest rank is shown (70, 80, 90, 100 % of one item). */
  readonly group: string | null;
  readonly rank: number;
}

/** What the alarms outside the profile look at. */
export interface SystemFacts {
  readonly linkUp: boolean;
  readonly linkDetail: string | null;
  readonly silentSlaves: readonly number[];
  readonly slaves: readonly number[];
  /** The AI switch is on and the PLC nevertheless runs its own program. */
  readonly aiFallback: Truth;
  readonly historian: 'ok' | 'delayed' | 'failing';
  readonly freeDiskBytes: number | null;
  readonly readOnlySource: boolean;
  /** Critical sensors without a trusted reading of their own. */
  readonly criticalLost: readonly string[];
}

/** Priorities of the four effluent levels: warning, caution, emergency, critical (seed 5.4). */
const EFFLUENT_PRIORITY = [3, 2, 1, 1] as const;
/**
 * A level clears this share of the limit below the mark that raised it, so that noise does not ring it.
 * An analyser that is right to 10 % wanders by about this much around a steady value.
 */
const EFFLUENT_HYSTERESIS = 0.04;
const EFFLUENT_DELAY_S = 60;
const LINK_DELAY_S = 5;
const SLAVE_DELAY_S = 10;
const HISTORIAN_DELAY_S = 10;
/** A day of samples of a large plant fits many times over; below this a technician must act. */
const DISK_LOW_BYTES = 500 * 1024 * 1024;

const truth = (value: boolean): Truth => (value ? 'true' : 'false');

function fromProfile(plant: PlantContext, facts: PlantFacts): AlarmCandidate[] {
  return plant.profile.alarms.map((alarm) => {
    const raise = evaluate(alarm.when, facts);
    return {
      id: alarm.id,
      priority: alarm.priority,
      code: null,
      params: {},
      equipment: alarm.equipment,
      group: null,
      rank: 0,
      raise,
      clear: negate(raise),
      forS: alarm.forS,
    };
  });
}

function fromLimits(plant: PlantContext, facts: PlantFacts): AlarmCandidate[] {
  const { items } = activeLimits(plant.profile.limits);
  return plant.profile.limits.readings.flatMap(({ item, tag }) => {
    const limit = items.find((each) => each.item === item);
    if (limit === undefined) return [];
    const value = facts.tagValue(tag);
    const share = value === null ? null : limitShare(limit, value);
    return plant.profile.limits.levels.map((level, rank): AlarmCandidate => {
      const percent = Math.round(level * 100);
      return {
        id: `effluent-${item}-${String(percent)}`,
        priority: EFFLUENT_PRIORITY[rank] ?? 3,
        code: 'alarm.effluent',
        params: {
          item,
          percent,
          tag,
          value,
          unit: limit.unit,
          min: limit.min,
          max: limit.max,
          share: share === null || !Number.isFinite(share) ? null : Math.round(share * 1000) / 1000,
        },
        equipment: null,
        group: `effluent-${item}`,
        rank,
        raise: share === null ? 'unknown' : truth(share >= level),
        clear: share === null ? 'unknown' : truth(share < level - EFFLUENT_HYSTERESIS),
        forS: EFFLUENT_DELAY_S,
      };
    });
  });
}

function fromSystem(plant: PlantContext, system: SystemFacts): AlarmCandidate[] {
  const candidate = (
    id: string,
    code: AlarmCode,
    priority: number,
    raise: Truth,
    forS: number,
    params: Params = {},
  ): AlarmCandidate => ({
    id,
    code,
    priority,
    raise,
    clear: negate(raise),
    forS,
    params,
    equipment: null,
    group: null,
    rank: 0,
  });
  return [
    candidate('link-down', 'alarm.linkDown', 2, truth(!system.linkUp), LINK_DELAY_S, {
      detail: system.linkDetail,
    }),
    // While the whole link is down its slaves are not known to be silent for themselves.
    ...system.slaves.map((slave) =>
      candidate(
        `link-slave-${String(slave)}`,
        'alarm.slaveSilent',
        2,
        truth(system.linkUp && system.silentSlaves.includes(slave)),
        SLAVE_DELAY_S,
        { slave },
      ),
    ),
    ...(system.readOnlySource
      ? []
      : [
          candidate(
            'ai-fallback',
            'alarm.aiFallback',
            2,
            system.aiFallback,
            plant.profile.plc.ai.heartbeatTimeoutS,
          ),
        ]),
    // What counts as lost has stood long enough before it comes here.
    candidate(
      'critical-sensors-lost',
      'alarm.criticalLost',
      1,
      truth(system.criticalLost.length >= plant.profile.quality.criticalLost),
      0,
      { count: system.criticalLost.length, tags: system.criticalLost.join(', ') },
    ),
    candidate(
      'historian-failing',
      'alarm.historianFailing',
      1,
      truth(system.historian === 'failing'),
      HISTORIAN_DELAY_S,
    ),
    candidate(
      'disk-low',
      'alarm.diskLow',
      2,
      system.freeDiskBytes === null ? 'unknown' : truth(system.freeDiskBytes < DISK_LOW_BYTES),
      0,
      { freeBytes: system.freeDiskBytes },
    ),
  ];
}

/** Every alarm that could stand, from the profile, the effluent limits and the engine's own state. */
export function alarmCandidates(
  plant: PlantContext,
  facts: PlantFacts,
  system: SystemFacts,
): readonly AlarmCandidate[] {
  return [...fromProfile(plant, facts), ...fromLimits(plant, facts), ...fromSystem(plant, system)];
}
