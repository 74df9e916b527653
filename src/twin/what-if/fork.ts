import type { PlantProfile } from '#core/plant/profile.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { influentEventsOf } from '#core/what-if/influent.ts';
import type { Change } from '#core/what-if/request.ts';
import type { InfluentSource } from '../influent-source.ts';
import { DEFAULT_COARSE_TICK_MS } from '../run/tick.ts';
import type { TwinState } from '../state.ts';
import { createVirtualPlant } from '../virtual-plant.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import { handsFor } from './hands.ts';
import { createRecorder, SAMPLE_S } from './recorder.ts';
import type { Recorder } from './recorder.ts';

export interface ForkOptions {
  readonly profile: PlantProfile;
  /** The state the future begins from; it is copied, never touched. */
  readonly state: TwinState;
  readonly changes: readonly Change[];
  readonly horizonDays: number;
  /** Step of the curves, s; whole minutes. */
  readonly stepS: number;
  /** Step of plant and PLC, ms. */
  readonly tickMs?: number;
  readonly parameters?: ParameterOverrides;
  /** Where the incoming water comes from, before the changes; the profile's generator unless told otherwise. */
  readonly influent?: InfluentSource;
}

/** One future of a plant, moved on piece by piece. */
export interface Fork {
  readonly recorder: Recorder;
  /** State it has come to; plain data, to go on from or to compare. */
  readonly state: TwinState;
  /** Runs on by at most so many hours; returns the share of the horizon that is done. */
  advance(hours: number): number;
}

/**
 * Longer ago than any horizon: a fork has no engine that keeps the heartbeat, so the control that
 * holds at the fork (AI set-points or the PLC's own) is kept for the whole of it.
 */
const HEARTBEAT_KEPT_MS = -1e12;

/**
 * Copies a plant and lets the copy live on under changes. The copy is nothing but numbers in
 * memory: it has no socket, no bus and no way back to where the state came from. Two forks of one
 * state see the same weather and the same noise, because chance is part of the state.
 */
export function forkPlant(options: ForkOptions): Fork {
  const state = structuredClone(options.state);
  state.remainderMs = 0;
  state.influentEvents.push(
    ...influentEventsOf(options.changes, options.horizonDays, state.timeMs),
  );
  if (state.plc.ai.active) state.plc.ai.heartbeatAgeMs = HEARTBEAT_KEPT_MS;
  const plant: VirtualPlant = createVirtualPlant({
    profile: options.profile,
    seed: state.seed,
    startMs: state.startMs,
    tickMs: options.tickMs ?? DEFAULT_COARSE_TICK_MS,
    resume: state,
    ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    ...(options.influent === undefined ? {} : { influent: options.influent }),
  });
  const hands = handsFor(plant, options.changes, options.horizonDays);
  const recorder = createRecorder(plant, options.stepS);
  const samples = Math.round((options.horizonDays * 86_400) / SAMPLE_S);
  let done = 0;
  return {
    recorder,
    state: plant.state,
    advance(hours) {
      const until = Math.min(samples, done + Math.ceil((hours * 3600) / SAMPLE_S));
      for (; done < until; done++) {
        hands.act((done * SAMPLE_S) / 3600);
        plant.advance(SAMPLE_S * 1000);
        recorder.sample();
      }
      return done / samples;
    },
  };
}
