import { evaluate } from '../plant/condition.ts';
import type { PlantFacts, Truth } from '../plant/condition.ts';
import { OPEN_LATCH, advanceLatch, negate } from '../alarms/latch.ts';
import type { Latch } from '../alarms/latch.ts';
import type { PlantContext } from './plant-context.ts';
import type { PlantEvent } from './record.ts';

/**
 * The engine's mirror of the PLC's interlocks (seed 4.3.3). The PLC keeps its own hard
 * ones; this copy says beforehand what it would refuse, and why.
 */
export type InterlockMemories = Readonly<Record<string, Latch>>;

/** `unknown`: not latched, but its condition cannot be told now. */
type InterlockState = 'active' | 'clear' | 'unknown';

export interface InterlockView {
  readonly id: string;
  readonly state: InterlockState;
  /** The bare condition at this instant, before its delay. */
  readonly condition: Truth;
}

export interface InterlockStep {
  readonly memories: InterlockMemories;
  readonly views: ReadonlyMap<string, InterlockView>;
  readonly events: readonly PlantEvent[];
}

/** Moves every interlock by one scan; its release condition gives the hysteresis. */
export function advanceInterlocks(
  plant: PlantContext,
  before: InterlockMemories,
  facts: PlantFacts,
  wallMs: number,
  elapsedMs: number,
): InterlockStep {
  const memories: Record<string, Latch> = {};
  const views = new Map<string, InterlockView>();
  const events: PlantEvent[] = [];
  for (const interlock of plant.profile.interlocks) {
    const condition = evaluate(interlock.when, facts);
    const clear =
      interlock.release === null ? negate(condition) : evaluate(interlock.release, facts);
    const was = before[interlock.id] ?? OPEN_LATCH;
    const latch = advanceLatch(was, { raise: condition, clear, forS: interlock.forS }, elapsedMs);
    if (latch.active || latch.heldMs > 0) memories[interlock.id] = latch;
    views.set(interlock.id, {
      id: interlock.id,
      condition,
      state: latch.active ? 'active' : condition === 'unknown' ? 'unknown' : 'clear',
    });
    // One that only holds back a start changes nothing by itself, and comes and goes with every
    // cycle of a level: it shows at the machine, it does not fill the list of what happened.
    if (latch.active !== was.active && interlock.action !== 'inhibitStart') {
      events.push({
        tsMs: wallMs,
        kind: 'machine',
        // Those that stop come and go in normal running too; what needs a person is an alarm of the profile.
        priority: 5,
        code: latch.active ? 'machine.interlockActive' : 'machine.interlockReleased',
        subject: interlock.machines[0] ?? null,
        params: { interlock: interlock.id },
        actor: 'plc',
      });
    }
  }
  return { memories, views, events };
}
