import { influentModifierSchema } from '../process/influent-events.ts';
import type { InfluentModifier, InfluentModifierInput } from '../process/influent-events.ts';
import { endHour } from './request.ts';
import type { Change } from './request.ts';

const HOUR_MS = 3_600_000;

/** Changes of the incoming water as events in plant time; other changes are left out. */
export function influentEventsOf(
  changes: readonly Change[],
  horizonDays: number,
  forkMs: number,
): InfluentModifier[] {
  return changes.flatMap((change) => {
    const period = {
      id: 'what-if',
      fromMs: Math.round(forkMs + change.fromH * HOUR_MS),
      toMs: Math.round(forkMs + endHour(change, horizonDays) * HOUR_MS),
    };
    const event = eventOf(change, period);
    return event === null ? [] : [influentModifierSchema.parse(event)];
  });
}

function eventOf(
  change: Change,
  period: { readonly id: string; readonly fromMs: number; readonly toMs: number },
): InfluentModifierInput | null {
  switch (change.kind) {
    case 'scale':
      return { kind: 'scale', ...period, flow: change.flow, strength: change.strength };
    case 'shift':
      return { kind: 'shift', ...period, pH: change.pH, temperatureC: change.temperatureC };
    case 'rain':
      return { kind: 'rain', ...period, depthMm: change.depthMm };
    case 'slug':
      return {
        kind: 'slug',
        ...period,
        flowM3PerH: change.flowM3PerH,
        cod: change.codMgPerL,
        pH: change.pH,
      };
    case 'setpoint':
    case 'machine':
    case 'stock':
      return null;
  }
}
