import type { PlantProfile } from '../../plant/profile.ts';
import type { MinuteRow } from '../qa/finding.ts';
import type { Estimate, Silence, TrustByTag } from './estimate.ts';

/** What the virtual sensors of a plant are made of, worked out once from its profile. */
export interface VirtualPlan {
  readonly tags: readonly string[];
}

/** What they have learned and the memory of their inputs; plain data. */
export interface VirtualState {
  readonly minutes: Readonly<Record<string, number>>;
}

/** Plan of all sensors whose quality record asks for a virtual one. */
export const compileVirtual = (profile: PlantProfile): VirtualPlan => ({
  tags: profile.quality.sensors.filter((each) => each.virtual).map((each) => each.tag),
});

export const firstVirtualSensors = (plan: VirtualPlan): VirtualState => ({
  minutes: Object.fromEntries(plan.tags.map((tag) => [tag, 0])),
});

/**
 * Moves all virtual sensors on by one minute of the grid. A sensor learns from a minute only when
 * it and its inputs are good; an input that is not is taken as missing.
 */
export function advanceVirtual(
  plan: VirtualPlan,
  state: VirtualState,
  row: MinuteRow,
  trust: TrustByTag,
): {
  readonly state: VirtualState;
  readonly estimates: ReadonlyMap<string, Estimate>;
  readonly silent: ReadonlyMap<string, Silence>;
} {
  const minutes = Object.fromEntries(
    plan.tags.map((tag) => {
      const good = (trust.get(tag) ?? 'good') === 'good' && row.samples.get(tag)?.value != null;
      return [tag, (state.minutes[tag] ?? 0) + (good ? 1 : 0)];
    }),
  );
  const silent = new Map<string, Silence>(
    plan.tags.map((tag) => [
      tag,
      { why: 'learning', neededMinutes: Math.max(1, 4320 - (minutes[tag] ?? 0)) },
    ]),
  );
  return { state: { minutes }, estimates: new Map(), silent };
}
