import type { PlcContext } from './state.ts';
import type { PlcProgram } from './program.ts';

/**
 * The AI area (seed 4.4.6). The PLC listens to it only while the switch on its panel is on
 * and the heartbeat keeps changing; otherwise it runs its own program, and what the AI had
 * started or stopped goes back to the program as well. The heartbeat comes from outside the
 * plant: while plant time runs faster than theirs (`linkSpeed`), its age is told in their time.
 */
export function watchHeartbeat(program: PlcProgram, context: PlcContext, linkSpeed: number): void {
  const { ai, units } = context.state;
  ai.heartbeatAgeMs += context.scanMs / linkSpeed;
  const timeoutS = context.state.settings[program.aiTimeoutAt] ?? program.ai.heartbeatTimeoutS;
  const active = ai.switchOn && ai.heartbeatAgeMs <= timeoutS * 1000;
  if (ai.active && !active) {
    ai.fallbacks++;
    for (const unit of units) unit.mode = 'auto';
  }
  ai.active = active;
}

/** A write to the heartbeat register: only a changed value counts as a beat. */
export function beat(context: PlcContext, value: number): void {
  const { ai } = context.state;
  if (value === ai.heartbeat) return;
  ai.heartbeat = value;
  ai.heartbeatAgeMs = 0;
}

/**
 * A setting as the program uses it now: its own value, or the AI set-point that stands for it
 * while AI is in control and the set-point lies within its limits.
 */
export function setting(program: PlcProgram, context: PlcContext, index: number): number {
  const own = context.state.settings[index] ?? 0;
  const overriding = program.overriddenBy[index] ?? -1;
  if (overriding < 0 || !context.state.ai.active) return own;
  const limits = program.setpoints[overriding];
  const value = context.state.settings[overriding];
  if (limits === undefined || value === undefined) return own;
  return value >= limits.min && value <= limits.max ? value : own;
}
