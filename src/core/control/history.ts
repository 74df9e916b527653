import type { PlantContext } from './plant-context.ts';
import type { CommandDone, CommandHistory } from './state.ts';

/** Longest window any set-point cap looks back over; older changes are forgotten. */
const longestWindowMs = (plant: PlantContext): number =>
  plant.profile.plc.setpoints.reduce((most, { maxChange }) => Math.max(most, (maxChange?.perS ?? 0) * 1000), 0);

/** Notes starts seen in run bits and commands written, for the rate limits of the safety layer. */
export function advanceHistory(
  plant: PlantContext, before: CommandHistory, started: readonly string[], commands: readonly CommandDone[],
  nowMs: number,
): CommandHistory {
  if (started.length === 0 && commands.length === 0) return before;
  const lastStartMs: Record<string, number> = { ...before.lastStartMs };
  const setpoints: Record<string, readonly (readonly [number, number, number])[]> = { ...before.setpoints };
  for (const unit of started) lastStartMs[unit] = nowMs;
  const keepFromMs = nowMs - longestWindowMs(plant);
  for (const done of commands) {
    if (done.type === 'start') {
      lastStartMs[done.unit] = done.atMs;
      continue;
    }
    const recent = (setpoints[done.tag] ?? []).filter(([atMs]) => atMs >= keepFromMs);
    setpoints[done.tag] = [...recent, [done.atMs, done.from, done.to]];
  }
  return { lastStartMs, setpoints };
}
