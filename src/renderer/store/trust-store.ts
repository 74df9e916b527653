import { create } from 'zustand';
import type { DataQualityOverview, SensorTrust } from '#contract/data-quality.ts';
import type { CallFault } from './engine-client.ts';

export interface TrustState {
  /** Last answer of the engine; stays while a newer one is fetched. */
  readonly overview: DataQualityOverview | null;
  readonly byTag: ReadonlyMap<string, SensorTrust>;
  readonly fault: CallFault | null;
  /** Grows whenever the engine tells that something changed; whoever fetches follows it. */
  readonly told: number;
}

/** How far each sensor can be trusted, for every screen that shows a reading. */
export const useTrust = create<TrustState>()(() => ({ overview: null, byTag: new Map(), fault: null, told: 0 }));

export const trustWriter = {
  /** The engine told of a change. */
  changed(): void {
    useTrust.setState((state) => ({ told: state.told + 1 }));
  },
  set(overview: DataQualityOverview): void {
    useTrust.setState({ overview, byTag: new Map(overview.sensors.map((sensor) => [sensor.tag, sensor])), fault: null });
  },
  fail(fault: CallFault): void {
    useTrust.setState({ fault });
  },
};
