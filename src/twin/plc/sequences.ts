import type { Sequence, SequenceStep } from '#core/plant/logic.ts';
import { assertNever } from '#core/result.ts';
import { settingReader } from './demand.ts';
import { carried, elapsed } from './timing.ts';
import type { Check } from './conditions.ts';
import type { PlcProgram } from './program.ts';
import type { PlcContext, SequenceState } from './state.ts';

/** Start and stop sequences (seed 4.3.3 (2)): steps with delays, started by a machine and undone in their own order. */
export type SequenceRunner = (context: PlcContext) => void;

interface Step {
  readonly delayS: (context: PlcContext) => number;
  readonly act: (context: PlcContext) => void;
  readonly def: SequenceStep;
}

function compileStep(program: PlcProgram, def: SequenceStep): Step {
  return {
    def,
    delayS: def.delayTag === null ? () => def.delayS : settingReader(program, def.delayTag),
    act: compileAction(program, def),
  };
}

function compileAction(program: PlcProgram, def: SequenceStep): (context: PlcContext) => void {
  switch (def.action) {
    case 'open':
    case 'close': {
      const index = program.valveIndex(def.target);
      if (index === null) throw new Error(`unknown valve ${def.target}`);
      const open = def.action === 'open';
      return (context) => {
        context.state.valves[index] = open;
      };
    }
    case 'start':
    case 'enable':
    case 'stop':
    case 'disable': {
      const index = program.machineIndex(def.target);
      const wanted = def.action === 'start' || def.action === 'enable';
      return (context) => {
        const machine = context.state.machines[index];
        if (machine !== undefined) machine.bySequence = wanted;
      };
    }
    default:
      return assertNever(def.action, 'action of a step');
  }
}

/** Compiles one sequence into what one scan does for it. */
export function compileSequence(program: PlcProgram, def: Sequence, index: number): SequenceRunner {
  const triggered: Check = program.sources.machineIs(def.trigger, 'running');
  const start = def.start.map((step) => compileStep(program, step));
  const stop = def.stop.map((step) => compileStep(program, step));
  return (context) => {
    const state = context.state.sequences[index];
    if (state === undefined) return;
    const runs = triggered(context);
    if (runs && (state.phase === 'idle' || state.phase === 'stopping')) {
      if (state.phase === 'stopping') closeWhatStopOpened(context, stop, state.step);
      begin(state, 'starting', context.scanMs);
    } else if (!runs && (state.phase === 'starting' || state.phase === 'running')) {
      begin(state, 'stopping', context.scanMs);
    } else {
      state.waitedMs += context.scanMs;
    }
    if (state.phase === 'starting') advance(context, state, start, 'running');
    else if (state.phase === 'stopping') advance(context, state, stop, 'idle');
  };
}

/** The trigger changed in the scan before, so one scan of the first delay has passed already. */
function begin(state: SequenceState, phase: 'starting' | 'stopping', scanMs: number): void {
  state.phase = phase;
  state.step = 0;
  state.waitedMs = scanMs;
}

function advance(
  context: PlcContext,
  state: SequenceState,
  steps: readonly Step[],
  then: 'running' | 'idle',
): void {
  for (let step = steps[state.step]; step !== undefined; step = steps[state.step]) {
    const delayMs = step.delayS(context) * 1000;
    if (!elapsed(state.waitedMs, delayMs, context.scanMs)) return;
    step.act(context);
    state.step++;
    // Coarse steps end between two delays: what is over counts for the next one.
    state.waitedMs = carried(state.waitedMs, delayMs, context.scanMs);
  }
  state.phase = then;
}

/** A stop that is broken off by a new start must not leave its vent open. */
function closeWhatStopOpened(context: PlcContext, stop: readonly Step[], done: number): void {
  for (const step of stop.slice(done)) if (step.def.action === 'close') step.act(context);
}
