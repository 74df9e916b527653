import type { ScenarioStatus } from '#core/scenario/panel-view.ts';
import type { ScenarioRun } from './run-state.ts';

/** How a scenario stands, for the console, the window and a report file. */
export function scenarioStatus(run: ScenarioRun, nowMs: number): ScenarioStatus {
  const { scenario } = run;
  const durationS = scenario.durationH * 3600;
  return {
    id: scenario.id,
    name: scenario.name,
    state: run.state,
    startedMs: run.startedMs,
    atS: run.state === 'ended' ? durationS : Math.min(durationS, (nowMs - run.startedMs) / 1000),
    durationS,
    stepsDone: run.next,
    expectations: scenario.expect.map(({ id, text, must, fromS, toS }, i) => ({
      id,
      text,
      must,
      fromS,
      toS,
      state: run.expectations[i]?.state ?? 'waiting',
      atS: run.expectations[i]?.atS ?? null,
    })),
  };
}

/** The expectations as a table for the console, one line each. */
export function expectationTable(status: ScenarioStatus): string[] {
  return status.expectations.map((each) => {
    const when = each.atS === null ? 'never' : `${String(Math.round(each.atS))} s`;
    const mark = each.state === 'met' ? 'met    ' : 'NOT MET';
    return `  ${mark}  ${each.id.padEnd(24)} ${when.padStart(9)}  (${each.must === 'happen' ? 'happens' : 'stays'} ${String(each.fromS)} to ${String(each.toS)} s)  ${each.text.en}`;
  });
}
