import type { Occurrence } from '#core/alarms/occurrence.ts';
import type { LocalText } from '#core/plant/common.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Result } from '#core/result.ts';
import type { OrderPlace, OrderPriority } from '#core/work/order.ts';
import type { RpcError } from '#contract/wire.ts';

/** What an alarm asks the workshop for. One alarm is one cause: while its order is open it gets no second one. */
export interface WorkRequest {
  readonly source: { readonly kind: 'alarm'; readonly id: string };
  readonly title: LocalText;
  readonly description: string;
  readonly place: Partial<OrderPlace>;
  readonly priority: OrderPriority;
  readonly who: string;
}
export type OpenWork = (request: WorkRequest) => Promise<Result<unknown, RpcError>>;

const PRIORITY: Readonly<Record<number, OrderPriority>> = { 1: 'urgent', 2: 'high', 3: 'normal' };

/** Where in the machine list, the tanks or the sensors an equipment stands. */
function placeOf(profile: PlantProfile, equipment: string | null): Partial<OrderPlace> {
  if (equipment === null) return {};
  const machine = profile.machines.find(
    ({ id, units }) => id === equipment || units.some((unit) => unit.id === equipment),
  );
  if (machine !== undefined)
    return { machine: machine.id, ...(machine.id === equipment ? {} : { unit: equipment }) };
  if (profile.tanks.some(({ id }) => id === equipment)) return { tank: equipment };
  const sensor = profile.sensors.find(({ id }) => id === equipment);
  return sensor === undefined ? {} : { sensor: sensor.tag };
}

/** The order an occurrence opens; null for an alarm that has no words of its own in the profile. */
export function workOf(profile: PlantProfile, occurrence: Occurrence): WorkRequest | null {
  const alarm = profile.alarms.find(({ id }) => id === occurrence.alarm);
  if (alarm === undefined) return null;
  return {
    source: { kind: 'alarm', id: alarm.id },
    title: alarm.text,
    description: `${alarm.action.ko}\n${alarm.action.en}`,
    place: placeOf(profile, occurrence.equipment),
    priority: PRIORITY[occurrence.priority] ?? 'low',
    who: 'engine',
  };
}
