import type { PlantContext } from './plant-context.ts';
import type { CommandDone, CommandHistory, EngineState } from './state.ts';

/** Window the cap of a set-point looks back over, ms; 0 for one without a cap. */
const windowMs = (plant: PlantContext, tag: string): number =>
  (plant.profile.plc.setpoints.find((each) => each.tag === tag)?.maxChange?.perS ?? 0) * 1000;

/** Notes starts seen in run bits, for the rate limits of the safety layer. */
export function noteStarts(
  before: CommandHistory,
  started: readonly string[],
  nowMs: number,
): CommandHistory {
  if (started.length === 0) return before;
  return {
    ...before,
    lastStartMs: {
      ...before.lastStartMs,
      ...Object.fromEntries(started.map((unit) => [unit, nowMs])),
    },
  };
}

function noteCommand(
  plant: PlantContext,
  before: CommandHistory,
  done: CommandDone,
): CommandHistory {
  if (done.type === 'start') return noteStarts(before, [done.unit], done.atMs);
  const span = windowMs(plant, done.tag);
  if (span === 0) return before;
  const recent = (before.setpoints[done.tag] ?? []).filter(([atMs]) => atMs >= done.atMs - span);
  return {
    ...before,
    setpoints: { ...before.setpoints, [done.tag]: [...recent, [done.atMs, done.from, done.to]] },
  };
}

/**
 * The state right after a command reached the bus, so that the next one is judged on
 * what this one did and not on the scan before it.
 * @param done for the rate limits; null when the command does not count for them
 * @param confirmed what the register was read back to hold; null when nobody knows
 */
export function afterCommand(
  state: EngineState,
  done: CommandDone | null,
  confirmed: { readonly tag: string; readonly value: number; readonly sourceTimeMs: number } | null,
): EngineState {
  const history = done === null ? state.history : noteCommand(state.plant, state.history, done);
  if (confirmed === null) return { ...state, history };
  const samples = new Map(state.samples);
  samples.set(confirmed.tag, {
    value: confirmed.value,
    quality: 'good',
    provenance: 'measured',
    sourceTimeMs: confirmed.sourceTimeMs,
  });
  return { ...state, history, samples };
}
