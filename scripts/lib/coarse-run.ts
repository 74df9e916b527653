import { faultText } from '#core/process/fault.ts';
import { readProfileDir } from '#twin/profile-dir.ts';
import { tickFault } from '#twin/run/tick.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { stop } from './options.ts';

/** Step of a coarse run in ms from an option in seconds. */
export function tickOption(command: string, option: string, seconds: string): number {
  const tickMs = Number(seconds) * 1000;
  const fault = tickFault(tickMs);
  return fault === null ? tickMs : stop(command, `--${option}: ${faultText(fault)}`, 2);
}

interface CoarseOptions {
  readonly days: string;
  readonly seed: string;
  readonly start: string;
  readonly step: string;
  readonly profile: string;
}

/** The virtual plant a command asks for, in coarse steps, and for how many days it shall run. */
export async function coarsePlant(
  command: string,
  options: CoarseOptions,
): Promise<{ readonly plant: VirtualPlant; readonly days: number; readonly tickMs: number }> {
  const days = Number(options.days);
  const seed = Number(options.seed);
  const startMs = Date.parse(options.start);
  if (!(days > 0) || !Number.isInteger(seed) || seed < 0 || Number.isNaN(startMs))
    stop(command, '--days must be above 0, --seed a whole number, --start an ISO time', 2);
  const tickMs = tickOption(command, 'step', options.step);
  const profile = await readProfileDir(options.profile);
  if (!profile.ok) stop(command, profile.error.join('\n'), 3);
  return {
    plant: createVirtualPlant({ profile: profile.value, seed, startMs, tickMs }),
    days,
    tickMs,
  };
}
