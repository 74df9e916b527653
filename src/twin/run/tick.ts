import type { ProcessFault } from '#core/process/fault.ts';

/** Steps of a coarse run, ms: whole seconds that fit into a minute, so that samples and minutes fall on steps. */
export const COARSE_TICKS_MS: readonly number[] = [
  5000, 6000, 10_000, 12_000, 15_000, 20_000, 30_000, 60_000,
];

/** The step of a run that asks for no other: fast, and each suction spell and cleaning phase is whole steps long. */
export const DEFAULT_COARSE_TICK_MS = 30_000;

/** What is wrong with the step of a run, null when nothing is. Without one the PLC's own scan counts. */
export function tickFault(tickMs: number | undefined): ProcessFault | null {
  if (tickMs === undefined || COARSE_TICKS_MS.includes(tickMs)) return null;
  return {
    place: 'virtual plant',
    quantity: 'tickMs, ms',
    value: String(tickMs),
    allowed: COARSE_TICKS_MS.join(', '),
    advice: "give one of these steps, or none to run at the PLC's own scan",
  };
}
