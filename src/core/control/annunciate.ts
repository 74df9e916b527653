import { QUIET } from '../alarms/annunciator.ts';
import type { AnnunciatorMemory } from '../alarms/annunciator.ts';
import type { Truth } from '../plant/condition.ts';
import { authoriseAnnunciator } from '../safety/authorise.ts';
import type { Demand } from '../safety/authorise.ts';
import { usable } from './facts.ts';
import type { Samples } from './facts.ts';
import type { PlantContext } from './plant-context.ts';
import type { Instant } from './record.ts';
import type { EngineState } from './state.ts';

/** What the engine knows of the annunciator between two scans. */
export interface AnnunciatorState {
  readonly memory: AnnunciatorMemory;
  /** What each output should be, in the order of the profile. */
  readonly wanted: readonly boolean[];
  /** What was last written, and when (monotonic); null before the first write and after a lost link. */
  readonly told: { readonly wanted: readonly boolean[]; readonly monoMs: number } | null;
  /** When all of it is due again with a new count; monotonic. */
  readonly repeatMonoMs: number | null;
  readonly count: number;
}
export const FIRST_ANNUNCIATOR: AnnunciatorState = Object.freeze({
  memory: QUIET,
  wanted: [],
  told: null,
  repeatMonoMs: null,
  count: 0,
});

/** A write needs a poll to be seen; only then does a difference call for another one. */
const AGAIN_AFTER_MS = 5000;

/** What the PLC holds of each output; null where it is not known. */
export const heldOutputs = (plant: PlantContext, samples: Samples): readonly (boolean | null)[] =>
  (plant.profile.plc.annunciator?.outputs ?? []).map(({ tag }) => {
    const value = usable(samples, tag);
    return value === null ? null : value !== 0;
  });

/**
 * Whether the PLC holds something else than it was told, or cannot say. Not known while there is no
 * link to its station: then another alarm tells.
 */
export function annunciatorFault(
  { plant, annunciator }: EngineState,
  samples: Samples,
  linkUp: boolean,
  silentSlaves: readonly number[],
): Truth {
  const { outputs } = plant.profile.plc.annunciator ?? { outputs: [] };
  if (outputs.length === 0 || plant.recordClockTag !== null) return 'false';
  const isAway = outputs.some(({ tag }) => silentSlaves.includes(plant.tags.get(tag)?.slave ?? 0));
  if (!linkUp || isAway || annunciator.wanted.length !== outputs.length) return 'unknown';
  const held = heldOutputs(plant, samples);
  return held.some((value, i) => value !== annunciator.wanted[i]) ? 'true' : 'false';
}

/**
 * The writes to the annunciator that are due: at each change, when the PLC holds something else (it was
 * started anew), and all of it with a new count every `repeatS`. Nothing without a live plant and link.
 */
export function annunciate(
  state: EngineState,
  now: Instant,
): { readonly state: EngineState; readonly demands: readonly Demand[] } {
  const { annunciator, plant, samples } = state;
  const setting = plant.profile.plc.annunciator;
  if (setting === undefined) return { state, demands: [] };
  const { wanted, told, repeatMonoMs } = annunciator;
  const held = heldOutputs(plant, samples);
  const alive = usable(samples, setting.aliveTag);
  // A PLC that was started anew has forgotten outputs and count, and watches nothing before the next one.
  const hasForgotten =
    told !== null &&
    now.monoMs - told.monoMs >= AGAIN_AFTER_MS &&
    ((alive !== null && alive !== annunciator.count) ||
      held.some((value, i) => value !== null && value !== wanted[i]));
  const isRepeat =
    told === null || repeatMonoMs === null || now.monoMs >= repeatMonoMs || hasForgotten;
  const due = setting.outputs.flatMap(({ tag }, i) =>
    isRepeat || told.wanted[i] !== wanted[i] ? [tag] : [],
  );
  if (due.length === 0) return { state, demands: [] };
  // A new run goes on from what the run before left in the register, so that the first count is a change.
  const left = Math.floor(alive ?? 0);
  const count = isRepeat ? ((annunciator.count > 0 ? annunciator.count : left) % 65_535) + 1 : null;
  const demands = authoriseAnnunciator(state, due, count);
  const next: AnnunciatorState =
    demands === null
      ? { ...annunciator, told: null }
      : {
          ...annunciator,
          told: { wanted, monoMs: now.monoMs },
          // Half a scan early counts as due, as with the heartbeat.
          repeatMonoMs: isRepeat ? now.monoMs + setting.repeatS * 1000 - 500 : repeatMonoMs,
          count: count ?? annunciator.count,
        };
  return { state: { ...state, annunciator: next }, demands: demands ?? [] };
}
