import type { Truth } from '../plant/condition.ts';
import type { PlantContext } from './plant-context.ts';
import { bit } from './facts.ts';
import type { Samples } from './facts.ts';
import type { PlantEvent } from './record.ts';

export interface ControlView {
  readonly mode: 'plc' | 'remote' | 'observe';
  readonly aiSwitch: boolean | null;
  readonly heartbeatOk: boolean | null;
}
export const FIRST_VIEW: ControlView = Object.freeze({
  mode: 'plc',
  aiSwitch: null,
  heartbeatOk: null,
});

export interface HeartbeatInput {
  /** Monotonic time of the last heartbeat the PLC confirmed; null before the first. */
  readonly lastOkMonoMs: number | null;
}

export interface ControlInput {
  readonly recorded: boolean;
  readonly heartbeat: HeartbeatInput;
  readonly monoMs: number;
  /** What the scan before said. */
  readonly before: ControlView;
}

/**
 * Who runs the plant (seed 4.4.6): the PLC by its own program, the PLC taking our
 * set-points and commands (`remote`: AI switch on, heartbeat written in time and
 * accepted), or nobody we may speak to (`observe`: a recording).
 */
export function controlView(
  plant: PlantContext,
  samples: Samples,
  input: ControlInput,
): ControlView {
  if (input.recorded) return { mode: 'observe', aiSwitch: null, heartbeatOk: null };
  const { ai } = plant.profile.plc;
  const aiSwitch = bit(samples, ai.switchTag);
  const accepted = bit(samples, ai.activeTag);
  const { lastOkMonoMs } = input.heartbeat;
  const written =
    lastOkMonoMs !== null && input.monoMs - lastOkMonoMs <= ai.heartbeatTimeoutS * 1000;
  // Right after start the PLC has not answered the first heartbeats yet: not known, rather than lost.
  const heartbeatOk =
    lastOkMonoMs === null || (written && accepted === false && input.before.heartbeatOk === null)
      ? null
      : written && accepted !== false;
  return {
    mode: aiSwitch === true && heartbeatOk === true ? 'remote' : 'plc',
    aiSwitch,
    heartbeatOk,
  };
}

/** True when the panel hands control over and the PLC nevertheless stays with its own program. */
export function aiFallback(plant: PlantContext, samples: Samples, view: ControlView): Truth {
  const accepted = bit(samples, plant.profile.plc.ai.activeTag);
  if (view.aiSwitch === null || (accepted === null && view.heartbeatOk === null)) return 'unknown';
  return view.aiSwitch && (accepted === false || view.heartbeatOk === false) ? 'true' : 'false';
}

/** Changes of mode, switch and heartbeat as events. */
export function modeEvents(
  before: ControlView,
  after: ControlView,
  tsMs: number,
): readonly PlantEvent[] {
  const events: PlantEvent[] = [];
  const base = { tsMs, kind: 'mode', subject: null } as const;
  if (after.aiSwitch !== null && before.aiSwitch !== null && after.aiSwitch !== before.aiSwitch) {
    events.push({
      ...base,
      priority: 4,
      code: 'mode.aiSwitch',
      params: { on: after.aiSwitch },
      actor: 'plc',
    });
  }
  if (before.heartbeatOk === true && after.heartbeatOk === false) {
    events.push({ ...base, priority: 3, code: 'mode.heartbeatLost', params: {}, actor: 'engine' });
  }
  if (before.heartbeatOk === false && after.heartbeatOk === true) {
    events.push({ ...base, priority: 5, code: 'mode.heartbeatBack', params: {}, actor: 'engine' });
  }
  if (before.mode !== after.mode) {
    events.push({
      ...base,
      priority: 4,
      code: 'mode.changed',
      params: { from: before.mode, to: after.mode },
      actor: 'engine',
    });
  }
  return events;
}
