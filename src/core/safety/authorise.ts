import { assertNever, err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { registerCount } from '../plant/tag.ts';
import type { Tag } from '../plant/tag.ts';
import { decode, encode } from '../signal/registers.ts';
import { usable } from '../control/facts.ts';
import type { Intent, Verdict } from '../control/intent.ts';
import type { Instant } from '../control/record.ts';
import type { EngineState } from '../control/state.ts';
import {
  checkArea,
  checkInterlock,
  checkMode,
  checkPermissive,
  checkRange,
  checkRateLimit,
} from './layers.ts';
import type { Target } from './layers.ts';

declare const demandBrand: unique symbol;

/**
 * A write that the safety layer allowed. Only this module can make one: neither the
 * brand nor the maker leaves it, and `isDemand` knows those that were made here.
 */
export interface Demand {
  readonly [demandBrand]: true;
  readonly purpose: 'command' | 'setpoint' | 'heartbeat' | 'annunciator';
  readonly tag: string;
  readonly slave: number;
  /** Coils for the annunciator alone. */
  readonly table: 'holding' | 'coil';
  readonly address: number;
  readonly words: readonly number[];
  /**
   * Words to be written first because the PLC acts on change and the register may
   * already hold `words`; null when not needed.
   */
  readonly resetFirst: readonly number[] | null;
  /** Engineering value the words stand for. */
  readonly value: number;
}

const made = new WeakSet<object>();

function makeDemand(fields: Omit<Demand, typeof demandBrand>): Demand {
  const demand = Object.freeze({ ...fields }) as Demand;
  made.add(demand);
  return demand;
}

/** True for a demand that came out of the safety layer of this process, unchanged. */
export const isDemand = (value: object): value is Demand => made.has(value);

/** The one gate between a wish and the plant (seed 8.3.1). */
export interface Allowed {
  readonly demand: Demand;
  readonly verdicts: readonly Verdict[];
}
export interface Refusal {
  readonly verdicts: readonly Verdict[];
}

function targetOf(state: EngineState, intent: Intent): Target {
  const { plant } = state;
  switch (intent.type) {
    case 'machine':
      return {
        type: 'machine',
        action: intent.action,
        unit: plant.units.get(intent.unit) ?? null,
        tag: plant.tags.get(`${intent.unit}.cmd`) ?? null,
        value: plant.profile.plc.commands[intent.action],
      };
    case 'setpoint': {
      const tag = plant.tags.get(intent.tag) ?? null;
      const setpoint = plant.profile.plc.setpoints.find((each) => each.tag === intent.tag) ?? null;
      const words = tag === null ? null : encode(tag, intent.value);
      // The register's own resolution is what the plant gets, so it is what the layers judge.
      const value =
        tag !== null && words !== null && words.ok ? decode(tag, words.value) : intent.value;
      return { type: 'setpoint', setpoint, tag, value };
    }
    default:
      return assertNever(intent, 'intent');
  }
}

function resetWords(state: EngineState, target: Target, tag: Tag): readonly number[] | null {
  if (target.type !== 'machine') return null;
  const present = usable(state.samples, tag.id);
  const { none } = state.plant.profile.plc.commands;
  const reset = encode(tag, none);
  // A present word that is neither unknown nor the wanted one makes the write a change by itself.
  return !reset.ok || (present !== null && present !== target.value) ? null : reset.value;
}

/**
 * Judges an intent by every layer and either makes the one demand it stands for or
 * refuses it. All layers speak, also after the first refusal: the reader of a receipt
 * sees everything that stands in the way.
 */
export function authorise(
  state: EngineState,
  intent: Intent,
  now: Instant,
): Result<Allowed, Refusal> {
  const target = targetOf(state, intent);
  const range = checkRange(state, intent, target, now);
  const encoded =
    target.tag === null || !Number.isFinite(target.value) ? null : encode(target.tag, target.value);
  const judged: Verdict =
    range.verdict !== 'refuse' && encoded !== null && !encoded.ok
      ? {
          layer: 'range',
          verdict: 'refuse',
          code: 'range.notEncodable',
          params: { reason: encoded.error.message },
        }
      : range;
  const verdicts: readonly Verdict[] = [
    checkPermissive(state, intent, target, now),
    checkInterlock(state, intent, target, now),
    checkRateLimit(state, intent, target, now),
    judged,
    checkArea(state, intent, target, now),
    checkMode(state, intent, target, now),
  ];
  const { tag } = target;
  if (
    verdicts.some((each) => each.verdict === 'refuse') ||
    tag === null ||
    encoded === null ||
    !encoded.ok
  ) {
    return err({ verdicts });
  }
  return ok({
    verdicts,
    demand: makeDemand({
      purpose: intent.type === 'machine' ? 'command' : 'setpoint',
      tag: tag.id,
      slave: tag.slave,
      table: 'holding',
      address: tag.address,
      words: encoded.value,
      value: target.value,
      resetFirst: resetWords(state, target, tag),
    }),
  });
}

/**
 * The heartbeat of seed 4.4.6: only to a live plant whose link is up and whose panel
 * has handed control over; an installation beside a running plant writes nothing at
 * all before that. Null when it may not be written now.
 */
export function authoriseHeartbeat(state: EngineState, count: number): Demand | null {
  const { plant } = state;
  const { ai } = plant.profile.plc;
  const tag = plant.tags.get(ai.heartbeatTag);
  if (
    tag === undefined ||
    plant.recordClockTag !== null ||
    !state.linkUp ||
    state.control.aiSwitch !== true
  )
    return null;
  const inside =
    tag.slave === ai.slave &&
    tag.table === 'holding' &&
    tag.access === 'rw' &&
    tag.address >= ai.firstAddress &&
    tag.address + registerCount(tag.type) - 1 <= ai.lastAddress;
  const encoded = encode(tag, count);
  if (!inside || !encoded.ok) return null;
  return countDemand('heartbeat', tag, encoded.value, count);
}

/** A register of ours that counts on, so that the PLC sees that we live. */
const countDemand = (
  purpose: 'heartbeat' | 'annunciator',
  { id, slave, address }: Tag,
  words: readonly number[],
  value: number,
): Demand =>
  makeDemand({
    purpose,
    tag: id,
    slave,
    table: 'holding',
    address,
    words,
    value,
    resetFirst: null,
  });

/**
 * Writes to horn and lamps, and to the count that tells the PLC that the engine lives. They move no
 * machine and no set-point, so of the six layers only three have something to say: *range* (an output is
 * on or off), *area* (the profile names the tag as an output and lets it be written; nothing else passes)
 * and *mode*, of which only this holds: the plant is a live one and its link is up. Whether the AI switch
 * is on, or a machine is in local, does not matter: an alarm must be heard most of all while nobody else
 * is in control. Permissives, interlocks and rate limits are about machines and set-points.
 * @param tags outputs that are due; of a register all its bits are written
 * @param count new count of the alive register; null to leave it
 * @returns null when nothing may be written now
 */
export function authoriseAnnunciator(
  state: EngineState,
  tags: readonly string[],
  count: number | null,
): readonly Demand[] | null {
  const { plant, annunciator } = state;
  const setting = plant.profile.plc.annunciator;
  if (setting === undefined || plant.recordClockTag !== null || !state.linkUp) return null;
  const outputs = setting.outputs.flatMap((output, i) => {
    const tag = plant.tags.get(output.tag);
    const isPlace = tag?.table === 'coil' || (tag?.table === 'holding' && tag.type === 'bit');
    const isOn = annunciator.wanted[i] === true;
    return tag === undefined || tag.access !== 'rw' || !isPlace ? [] : [{ tag, isOn }];
  });
  const demands = new Map<string, Demand>();
  for (const { tag, isOn } of outputs) {
    const { slave, address } = tag;
    const place = `${String(slave)}/${tag.table}/${String(address)}`;
    if (!tags.includes(tag.id) || demands.has(place)) continue;
    const isCoil = tag.table === 'coil';
    const bits = outputs.filter(
      ({ tag: other }) =>
        other.table === 'holding' && other.slave === slave && other.address === address,
    );
    const word = bits.reduce((sum, bit) => (bit.isOn ? sum | (1 << (bit.tag.bit ?? 0)) : sum), 0);
    const value = isCoil ? Number(isOn) : word;
    const table = isCoil ? 'coil' : 'holding';
    const words = [value];
    demands.set(
      place,
      makeDemand({
        purpose: 'annunciator',
        tag: tag.id,
        slave,
        table,
        address,
        words,
        value,
        resetFirst: null,
      }),
    );
  }
  const alive = plant.tags.get(setting.aliveTag);
  if (count !== null && alive?.table === 'holding' && alive.access === 'rw')
    demands.set('alive', countDemand('annunciator', alive, [count], count));
  return [...demands.values()];
}
