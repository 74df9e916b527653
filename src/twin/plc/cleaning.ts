import type { LocalTime } from '#core/process/influent.ts';
import { roleOf } from '#core/plant/tag.ts';
import type { PlcProgram } from './program.ts';
import type { CleaningRun, PlcContext } from './state.ts';
import { carried, elapsed } from './timing.ts';

/**
 * Membrane cleanings by calendar (seed B.5). One runs at a time; a second that falls due
 * waits. In the week of an in-line cleaning the weekly one of that series is left out.
 */
export type CleaningRunner = (context: PlcContext) => void;

interface Due {
  readonly cleaning: number;
  readonly series: number;
  readonly suction: number;
  readonly kind: 'weekly' | 'inline';
  weekday(context: PlcContext): number;
  second(context: PlcContext): number;
  everyWeeks(context: PlcContext): number;
}

/** Weeks since 1970 counted from Monday, in local days. */
export const weekOf = (now: LocalTime): number => Math.floor((now.dayNumber + 3) / 7);

const dueInWeek = (due: Due, context: PlcContext): boolean =>
  weekOf(context.now) % due.everyWeeks(context) === 0;

function compileCalendar(program: PlcProgram): Due[] {
  // Day, hour and interval can be set on the panel where the profile has such settings.
  const byRole = (role: string): number =>
    program.setpoints.findIndex((each) => roleOf(each.tag) === role && each.area === 'plc');
  const dayAt = byRole('weeklyDay');
  const hourAt = byRole('weeklyHour');
  const weeksAt = byRole('inlineWeeks');
  return program.profile.cleanings.flatMap((cleaning, c) =>
    cleaning.series.map((series, s): Due => {
      const first = cleaning.series[0]?.weekday ?? series.weekday;
      const minutes = Number(series.at.slice(3));
      const hour = Number(series.at.slice(0, 2));
      return {
        cleaning: c,
        series: s,
        suction: program.machineIndex(series.suction),
        kind: cleaning.kind,
        weekday: ({ state }) =>
          ((((state.settings[dayAt] ?? first) + series.weekday - first) % 7) + 7) % 7,
        second: ({ state }) => (state.settings[hourAt] ?? hour) * 3600 + minutes * 60,
        everyWeeks: ({ state }) =>
          cleaning.kind === 'inline'
            ? (state.settings[weeksAt] ?? cleaning.everyWeeks)
            : cleaning.everyWeeks,
      };
    }),
  );
}

export function compileCleaning(program: PlcProgram): CleaningRunner {
  const calendar = compileCalendar(program);
  return (context) => {
    for (const due of calendar) noticeDue(context, due, calendar);
    const { cleaning } = context.state;
    if (cleaning.running === null) {
      const next = cleaning.waiting.shift();
      if (next === undefined) return;
      cleaning.running = { cleaning: next[0], series: next[1], phase: 0, phaseMs: 0 };
      enterPhase(program, context, cleaning.running);
      return;
    }
    cleaning.running.phaseMs += context.scanMs;
    const def = program.profile.cleanings[cleaning.running.cleaning];
    const phase = def?.phases[cleaning.running.phase];
    const phaseMs = (phase?.durationS ?? 0) * 1000;
    if (!elapsed(cleaning.running.phaseMs, phaseMs, context.scanMs)) return;
    cleaning.running.phase++;
    cleaning.running.phaseMs = carried(cleaning.running.phaseMs, phaseMs, context.scanMs);
    if (def?.phases[cleaning.running.phase] !== undefined)
      enterPhase(program, context, cleaning.running);
    else finish(program, context, cleaning.running);
  };
}

function noticeDue(context: PlcContext, due: Due, calendar: readonly Due[]): void {
  const { now, state } = context;
  const from = due.second(context);
  if (
    now.weekday !== due.weekday(context) ||
    now.secondOfDay < from ||
    now.secondOfDay >= from + 60
  )
    return;
  const weeks = state.cleaning.lastWeek[due.cleaning];
  if (weeks === undefined || weeks[due.series] === weekOf(now) || !dueInWeek(due, context)) return;
  const stronger = calendar.some(
    (other) =>
      other.kind === 'inline' && other.suction === due.suction && dueInWeek(other, context),
  );
  weeks[due.series] = weekOf(now);
  if (due.kind === 'weekly' && stronger) return;
  state.cleaning.waiting.push([due.cleaning, due.series]);
}

function enterPhase(program: PlcProgram, context: PlcContext, run: CleaningRun): void {
  release(context);
  const def = program.profile.cleanings[run.cleaning];
  const phase = def?.phases[run.phase];
  const series = def?.series[run.series];
  if (phase === undefined || series === undefined) return;
  for (const id of phase.run) {
    const machine = context.state.machines[program.machineIndex(id)];
    if (machine !== undefined) machine.byCleaning = true;
  }
  const suction = context.state.machines[program.machineIndex(series.suction)];
  if (suction !== undefined) suction.heldByCleaning = phase.suctionStopped;
}

function release(context: PlcContext): void {
  for (const machine of context.state.machines) {
    machine.byCleaning = false;
    machine.heldByCleaning = false;
  }
}

function finish(program: PlcProgram, context: PlcContext, run: CleaningRun): void {
  release(context);
  const def = program.profile.cleanings[run.cleaning];
  const series = def?.series[run.series];
  const counts = context.state.cleaning.counts[run.cleaning];
  context.state.cleaning.running = null;
  if (def === undefined || series === undefined || counts === undefined) return;
  counts[run.series] = (counts[run.series] ?? 0) + 1;
  context.cleaningDone = {
    suction: program.machineIndex(series.suction),
    kind: def.kind,
    chemicalL: def.chemicalL,
  };
}
