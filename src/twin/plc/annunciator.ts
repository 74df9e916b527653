import type { PlcContext, PlcState } from './state.ts';

/**
 * Horn and lamps outdoors, told by the engine (profile `plc.annunciator`). The PLC takes them over as
 * they are written and watches the alive count beside them: when that has stood still for the time-out,
 * whoever wrote them is gone. Then it drops them all, since nobody could silence a horn that a dead PC
 * left on, and takes the loss for an alarm of its own: the panel's horn sounds once and its beacon shines
 * until the count moves again. Nothing is watched before the first count, nor after a loss of power.
 */
export interface AnnunciatorMemory {
  /** In the order of the profile. */
  outputs: boolean[];
  alive: number;
  ageMs: number;
  isWatched: boolean;
  isLost: boolean;
}

const memoryOf = (state: PlcState): AnnunciatorMemory =>
  (state.annunciator ??= { outputs: [], alive: 0, ageMs: 0, isWatched: false, isLost: false });

/** A write to one output. */
export function takeOutput(state: PlcState, index: number, isOn: boolean): void {
  memoryOf(state).outputs[index] = isOn;
}

/** A write to the alive register: only a changed count is a sign of life. */
export function takeAlive(state: PlcState, count: number): void {
  const memory = memoryOf(state);
  if (memory.alive === count) return;
  memory.alive = count;
  memory.ageMs = 0;
  memory.isWatched = true;
  memory.isLost = false;
}

/** One scan; the age is told in the time of whoever writes, as that of the heartbeat is. */
export function watchAnnunciator(
  { state, scanMs }: PlcContext,
  timeoutS: number,
  linkSpeed: number,
): void {
  const { annunciator } = state;
  if (annunciator?.isWatched !== true) return;
  annunciator.ageMs += scanMs / linkSpeed;
  annunciator.isLost = annunciator.ageMs > timeoutS * 1000;
  if (annunciator.isLost) annunciator.outputs.fill(false);
}
