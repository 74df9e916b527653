import { evaluate } from '../plant/condition.ts';
import type { Setpoint } from '../plant/logic.ts';
import { registerCount } from '../plant/tag.ts';
import type { Tag } from '../plant/tag.ts';
import { bit, factsOf, usable } from '../control/facts.ts';
import type { Intent, SafetyLayer, Verdict } from '../control/intent.ts';
import type { VerdictCode } from '../control/codes.ts';
import type { UnitRef } from '../control/plant-context.ts';
import type { Instant, Params } from '../control/record.ts';
import type { EngineState } from '../control/state.ts';
import { lockOn } from '../work/lock.ts';

/** An intent with what the profile says about its target; null where there is no such thing. */
export type Target =
  | {
      readonly type: 'machine';
      readonly action: 'start' | 'stop' | 'auto';
      readonly unit: UnitRef | null;
      readonly tag: Tag | null;
      readonly value: number;
    }
  | {
      readonly type: 'setpoint';
      readonly setpoint: Setpoint | null;
      readonly tag: Tag | null;
      readonly value: number;
    };

export type LayerCheck = (
  state: EngineState,
  intent: Intent,
  target: Target,
  now: Instant,
) => Verdict;

const verdict = (
  layer: SafetyLayer,
  outcome: Verdict['verdict'],
  code: VerdictCode,
  params: Params = {},
): Verdict => ({ layer, verdict: outcome, code, params });

/**
 * Seed 4.1.4 and 8.3.1: may this machine be started at all? A condition that cannot be
 * told blocks a start. Stopping needs no permission; handing back to the PLC needs only
 * that nobody locked the machine, since the PLC may start it then.
 */
export const checkPermissive: LayerCheck = (state, _intent, target) => {
  if (target.type !== 'machine' || target.action === 'stop' || target.unit === null) {
    return verdict('permissive', 'notApplicable', 'permissive.notApplicable');
  }
  const { unit } = target;
  const refuse = (code: VerdictCode, params: Params): Verdict =>
    verdict('permissive', 'refuse', code, { unit: unit.id, ...params });
  const lock = lockOn(state.locks, unit.id);
  if (lock === 'unknown') return refuse('permissive.locksUnknown', {});
  if (lock !== null) {
    const { owner, lockTag, reason, placedMs } = lock;
    return refuse('permissive.locked', { owner, lockTag, reason, sinceMs: placedMs });
  }
  if (target.action !== 'start')
    return verdict('permissive', 'notApplicable', 'permissive.notApplicable');
  const facts = factsOf(state.plant, state.samples);
  const fault = bit(state.samples, `${unit.id}.fault`);
  if (fault === true) return refuse('permissive.fault', {});
  if (fault === null)
    return refuse('permissive.unknown', { permissive: null, tag: `${unit.id}.fault` });
  const states = unit.machine.permissives.map((permissive) => ({
    id: permissive.id,
    truth: evaluate(permissive.when, facts),
  }));
  const failed = states.find(({ truth }) => truth === 'false');
  if (failed !== undefined) return refuse('permissive.notMet', { permissive: failed.id });
  const unknown = states.find(({ truth }) => truth === 'unknown');
  if (unknown !== undefined)
    return refuse('permissive.unknown', { permissive: unknown.id, tag: null });
  // Last, since it names no reason: the PLC itself says whether it would start the unit.
  const readyTag = `${unit.id}.ready`;
  const ready = state.plant.tags.has(readyTag) ? bit(state.samples, readyTag) : true;
  if (ready === null) return refuse('permissive.unknown', { permissive: null, tag: readyTag });
  if (!ready) return refuse('permissive.notReady', {});
  return verdict('permissive', 'pass', 'permissive.pass', { count: states.length });
};

/**
 * Seed 8.3.1 layer 5: would an interlock of the PLC (4.3.3) stop it or keep it from
 * starting? The bare condition counts here, before its delay has run out.
 */
export const checkInterlock: LayerCheck = (state, _intent, target) => {
  if (target.type !== 'machine' || target.action !== 'start' || target.unit === null) {
    return verdict('interlock', 'notApplicable', 'interlock.notApplicable');
  }
  const { unit } = target;
  const facts = factsOf(state.plant, state.samples);
  const concerned = state.plant.profile.interlocks.filter(
    (interlock) => interlock.action !== 'alarm' && interlock.machines.includes(unit.machine.id),
  );
  const states = concerned.map((interlock) => ({
    id: interlock.id,
    active: state.interlockViews.get(interlock.id)?.state === 'active',
    truth: evaluate(interlock.when, facts),
  }));
  const active = states.find((each) => each.active || each.truth === 'true');
  if (active !== undefined)
    return verdict('interlock', 'refuse', 'interlock.active', {
      unit: unit.id,
      interlock: active.id,
    });
  const unknown = states.find((each) => each.truth === 'unknown');
  if (unknown !== undefined)
    return verdict('interlock', 'refuse', 'interlock.unknown', {
      unit: unit.id,
      interlock: unknown.id,
    });
  return verdict('interlock', 'pass', 'interlock.pass', { count: states.length });
};

function startInterval(state: EngineState, unit: UnitRef, now: Instant): Verdict {
  const last = state.history.lastStartMs[unit.id];
  const intervalS = unit.machine.minStartIntervalS;
  const sinceS = last === undefined ? null : (now.wallMs - last) / 1000;
  // A start dated after now (PC clock set back) counts as just made.
  const remainingS = sinceS === null ? 0 : intervalS - Math.max(0, sinceS);
  if (remainingS > 0) {
    return verdict('rateLimit', 'refuse', 'rateLimit.startTooSoon', {
      unit: unit.id,
      intervalS,
      remainingS: Math.ceil(remainingS),
    });
  }
  return verdict('rateLimit', 'pass', 'rateLimit.pass', { intervalS });
}

function slew(
  state: EngineState,
  setpoint: Setpoint,
  tag: Tag,
  value: number,
  now: Instant,
): Verdict {
  const cap = setpoint.maxChange;
  if (cap === null) return verdict('rateLimit', 'pass', 'rateLimit.pass');
  const present = usable(state.samples, tag.id);
  if (present === null)
    return verdict('rateLimit', 'refuse', 'rateLimit.presentUnknown', { tag: tag.id });
  const fromMs = now.wallMs - cap.perS * 1000;
  const held = (state.history.setpoints[tag.id] ?? [])
    .filter(([atMs]) => atMs > fromMs)
    .flatMap(([, before, after]) => [before, after]);
  const values = [present, ...held];
  // Every value held within the window binds, so a chain of small steps cannot outrun the cap.
  const lowest = Math.max(...values) - cap.amount;
  const highest = Math.min(...values) + cap.amount;
  const slack = 1e-9 * Math.max(1, Math.abs(value), cap.amount);
  if (!(value >= lowest - slack && value <= highest + slack)) {
    return verdict('rateLimit', 'refuse', 'rateLimit.changeTooLarge', {
      tag: tag.id,
      present,
      value,
      amount: cap.amount,
      perS: cap.perS,
      unit: tag.unit,
      lowest: Math.max(lowest, setpoint.min),
      highest: Math.min(highest, setpoint.max),
    });
  }
  return verdict('rateLimit', 'pass', 'rateLimit.pass', { amount: cap.amount, perS: cap.perS });
}

/** Seed 8.3.1 layer 6: least time between two starts of one unit, largest change of a set-point. Stops are free. */
export const checkRateLimit: LayerCheck = (state, _intent, target, now) => {
  if (target.type === 'machine') {
    return target.action === 'start' && target.unit !== null
      ? startInterval(state, target.unit, now)
      : verdict('rateLimit', 'notApplicable', 'rateLimit.notApplicable');
  }
  return target.setpoint === null || target.tag === null
    ? verdict('rateLimit', 'notApplicable', 'rateLimit.notApplicable')
    : slew(state, target.setpoint, target.tag, target.value, now);
};

/** Seed 8.3.1 layer 1: is the value one the equipment may be given? */
export const checkRange: LayerCheck = (_state, _intent, target) => {
  if (!Number.isFinite(target.value)) return verdict('range', 'refuse', 'range.notANumber');
  if (target.type === 'machine') return verdict('range', 'pass', 'range.pass');
  if (target.setpoint === null || target.tag === null)
    return verdict('range', 'refuse', 'range.outside', { value: target.value });
  const { min, max } = target.setpoint;
  const params = { tag: target.tag.id, value: target.value, min, max, unit: target.tag.unit };
  return target.value < min || target.value > max
    ? verdict('range', 'refuse', 'range.outside', params)
    : verdict('range', 'pass', 'range.pass', params);
};

/** The PLC's AI area and nothing else may be written (seed 4.4.6, ADR 0001). */
export const checkArea: LayerCheck = (state, intent, target) => {
  const { ai } = state.plant.profile.plc;
  const name = intent.type === 'machine' ? intent.unit : intent.tag;
  const { tag } = target;
  if (tag === null || (target.type === 'machine' && target.unit === null)) {
    return verdict('area', 'refuse', 'area.unknownTarget', { target: name });
  }
  const inside =
    tag.slave === ai.slave &&
    tag.table === 'holding' &&
    tag.address >= ai.firstAddress &&
    tag.address + registerCount(tag.type) - 1 <= ai.lastAddress;
  if (!inside)
    return verdict('area', 'refuse', 'area.outside', {
      target: name,
      tag: tag.id,
      slave: tag.slave,
      address: tag.address,
    });
  const own = tag.id === ai.heartbeatTag || tag.id === ai.switchTag || tag.id === ai.activeTag;
  const writable =
    tag.access === 'rw' &&
    !own &&
    (target.type === 'machine' || (target.setpoint !== null && target.setpoint.area === 'ai'));
  return writable
    ? verdict('area', 'pass', 'area.pass', { tag: tag.id, address: tag.address })
    : verdict('area', 'refuse', 'area.notWritable', { target: name, tag: tag.id });
};

/**
 * Does the PLC take commands from us now, for this machine? Stopping does not ask
 * whether the unit's REMOTE bit is known: the PLC itself ignores it when in LOCAL.
 */
export const checkMode: LayerCheck = (state, _intent, target) => {
  const refuse = (code: VerdictCode, params: Params = {}): Verdict =>
    verdict('mode', 'refuse', code, params);
  if (state.plant.recordClockTag !== null || state.control.mode === 'observe')
    return refuse('mode.observe');
  if (!state.linkUp) return refuse('mode.linkDown');
  if (state.control.aiSwitch === null) return refuse('mode.aiSwitchUnknown');
  if (!state.control.aiSwitch) return refuse('mode.aiSwitchOff');
  if (state.control.heartbeatOk !== true) return refuse('mode.plcNotListening');
  if (target.type === 'machine' && target.unit !== null) {
    const { unit } = target;
    if (unit.localOnly) return refuse('mode.localOnly', { unit: unit.id });
    const remote = bit(state.samples, `${unit.id}.remote`);
    if (remote === false) return refuse('mode.unitLocal', { unit: unit.id });
    if (remote === null && target.action !== 'stop')
      return refuse('mode.unitModeUnknown', { unit: unit.id });
  }
  return verdict('mode', 'pass', 'mode.pass');
};
