import { evaluate } from '../plant/condition.ts';
import type { Condition, PlantFacts, Truth } from '../plant/condition.ts';
import { activeLimits, limitShare } from '../plant/derived.ts';
import type { Alarm } from '../plant/logic.ts';
import type { PlantContext } from '../control/plant-context.ts';
import type { Params } from '../control/record.ts';
import { holdsWithin } from './dead-band.ts';
import { NO_SETTINGS, comparedIn, withLimit, withSetting } from './definition.ts';
import type { AlarmDefinition, AlarmSettings } from './definition.ts';
import { negate } from './latch.ts';
import { effluentDefinition, ownDefinition } from './own-alarms.ts';
import type { OWN_ALARMS } from './own-alarms.ts';

/** An alarm that could stand now, with what raises, clears and suppresses it. */
export interface AlarmCandidate {
  readonly definition: AlarmDefinition;
  readonly raise: Truth;
  readonly clear: Truth;
  /** True while the alarm means nothing by design (a stopped pump's low flow). */
  readonly suppress: Truth;
  readonly params: Params;
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
  /** The PLC does not hold what horn and lamps were told; left out without an annunciator. */
  readonly annunciatorFault?: Truth;
  /** Critical sensors without a trusted reading of their own. */
  readonly criticalLost: readonly string[];
}

/** An alarm another part of the engine raises: a round that is overdue, a stock that runs out. */
export interface ExternalAlarm {
  /** Begins with `round-`, `stock-` or `lock-`. */
  readonly id: string;
  readonly code: keyof typeof OWN_ALARMS;
  readonly stands: boolean;
  readonly params: Params;
  readonly equipment: string | null;
}

/** A day of samples of a large plant fits many times over; below this a technician must act. */
const DISK_LOW_BYTES = 500 * 1024 * 1024;

const truth = (value: boolean): Truth => (value ? 'true' : 'false');

/** The definition of an alarm of the profile. */
export function profileDefinition(alarm: Alarm): AlarmDefinition {
  return {
    id: alarm.id,
    code: null,
    priority: alarm.priority,
    consequence: alarm.consequence,
    timeToActMin: alarm.timeToActMin,
    kind: alarm.kind,
    equipment: alarm.equipment,
    onDelayS: alarm.forS,
    offDelayS: alarm.offDelayS,
    deadBand: alarm.deadBand,
    latching: alarm.latching,
    firstOut: alarm.firstOut,
    ladder: null,
    rung: 0,
    opensWork: alarm.opensWork,
  };
}

/** The alarms of a plant with their settings; made once, and again when a setting changes. */
export interface AlarmPlan {
  readonly settings: AlarmSettings;
  readonly profile: readonly {
    readonly alarm: Alarm;
    /** What raises it: the profile's condition with the limit a person set. */
    readonly when: Condition;
    readonly definition: AlarmDefinition;
  }[];
  readonly effluent: readonly {
    readonly item: string;
    readonly tag: string;
    readonly level: number;
    readonly limit: {
      readonly unit: string;
      readonly min: number | null;
      readonly max: number | null;
    };
    readonly definition: AlarmDefinition;
  }[];
}

/** Joins profile and settings to the list of alarms that is gone through each scan. */
export function alarmPlan(plant: PlantContext, settings: AlarmSettings = NO_SETTINGS): AlarmPlan {
  const { alarms, limits } = plant.profile;
  const { items } = activeLimits(limits);
  const set = (definition: AlarmDefinition): AlarmDefinition =>
    withSetting(definition, settings.alarms[definition.id]);
  return {
    settings,
    profile: alarms.map((alarm) => ({
      alarm,
      when: withLimit(alarm.when, settings.alarms[alarm.id]?.limit),
      definition: set(profileDefinition(alarm)),
    })),
    effluent: limits.readings.flatMap(({ item, tag }) => {
      const limit = items.find((each) => each.item === item);
      if (limit === undefined) return [];
      return limits.levels.map((level, rung) => ({
        item,
        tag,
        level,
        limit,
        definition: set(effluentDefinition(item, level, rung)),
      }));
    }),
  };
}

function fromProfile(plan: AlarmPlan, facts: PlantFacts): AlarmCandidate[] {
  return plan.profile.map(({ alarm, when, definition }) => {
    const raise = evaluate(when, facts);
    const compared = when === alarm.when ? null : comparedIn(when);
    return {
      definition,
      params: compared === null ? {} : { limit: compared.value },
      raise,
      clear: negate(
        definition.deadBand === 0 ? raise : holdsWithin(when, facts, definition.deadBand),
      ),
      suppress: alarm.suppressWhen === null ? 'false' : evaluate(alarm.suppressWhen, facts),
    };
  });
}

function fromLimits(plan: AlarmPlan, facts: PlantFacts): AlarmCandidate[] {
  return plan.effluent.map(({ item, tag, level, limit, definition }): AlarmCandidate => {
    const value = facts.tagValue(tag);
    const share = value === null ? null : limitShare(limit, value);
    return {
      definition,
      params: {
        item,
        percent: Math.round(level * 100),
        tag,
        value,
        unit: limit.unit,
        min: limit.min,
        max: limit.max,
        share: share === null || !Number.isFinite(share) ? null : Math.round(share * 1000) / 1000,
      },
      suppress: 'false',
      raise: share === null ? 'unknown' : truth(share >= level),
      clear: share === null ? 'unknown' : truth(share < level - definition.deadBand / 100),
    };
  });
}

function fromSystem(plant: PlantContext, plan: AlarmPlan, system: SystemFacts): AlarmCandidate[] {
  const candidate = (
    id: string,
    code: keyof typeof OWN_ALARMS,
    raise: Truth,
    params: Params = {},
    onDelayS?: number,
  ): AlarmCandidate => {
    const own = ownDefinition(code, id);
    return {
      definition: withSetting(
        onDelayS === undefined ? own : { ...own, onDelayS },
        plan.settings.alarms[id],
      ),
      raise,
      clear: negate(raise),
      suppress: 'false',
      params,
    };
  };
  return [
    candidate('link-down', 'alarm.linkDown', truth(!system.linkUp), { detail: system.linkDetail }),
    // While the whole link is down its slaves are not known to be silent for themselves.
    ...system.slaves.map((slave) =>
      candidate(
        `link-slave-${String(slave)}`,
        'alarm.slaveSilent',
        truth(system.linkUp && system.silentSlaves.includes(slave)),
        { slave },
      ),
    ),
    ...(system.readOnlySource
      ? []
      : [
          candidate(
            'ai-fallback',
            'alarm.aiFallback',
            system.aiFallback,
            {},
            plant.profile.plc.ai.heartbeatTimeoutS,
          ),
        ]),
    candidate(
      'critical-sensors-lost',
      'alarm.criticalLost',
      truth(system.criticalLost.length >= plant.profile.quality.criticalLost),
      { count: system.criticalLost.length, tags: system.criticalLost.join(', ') },
    ),
    ...(system.readOnlySource || plant.profile.plc.annunciator === undefined
      ? []
      : [
          candidate(
            'annunciator-fault',
            'alarm.annunciatorFault',
            system.annunciatorFault ?? 'unknown',
          ),
        ]),
    candidate('historian-failing', 'alarm.historianFailing', truth(system.historian === 'failing')),
    candidate(
      'disk-low',
      'alarm.diskLow',
      system.freeDiskBytes === null ? 'unknown' : truth(system.freeDiskBytes < DISK_LOW_BYTES),
      { freeBytes: system.freeDiskBytes },
    ),
  ];
}

function fromOutside(plan: AlarmPlan, external: readonly ExternalAlarm[]): AlarmCandidate[] {
  return external.map(({ id, code, stands, params, equipment }) => ({
    definition: withSetting(ownDefinition(code, id, equipment), plan.settings.alarms[id]),
    raise: truth(stands),
    clear: truth(!stands),
    suppress: 'false',
    params,
  }));
}

/** Every alarm that could stand, from the profile, the effluent limits, the engine's own state and its other parts. */
export function alarmCandidates(
  plant: PlantContext,
  plan: AlarmPlan,
  facts: PlantFacts,
  system: SystemFacts,
  external: readonly ExternalAlarm[] = [],
): readonly AlarmCandidate[] {
  return [
    ...fromProfile(plan, facts),
    ...fromLimits(plan, facts),
    ...fromSystem(plant, plan, system),
    ...fromOutside(plan, external),
  ];
}
