import { faultText } from '#core/process/fault.ts';
import type { ProcessFault } from '#core/process/fault.ts';
import { checkScenario } from '#core/scenario/check-scenario.ts';
import { baselineTags, holds } from '#core/scenario/scenario-condition.ts';
import type { ScenarioFacts } from '#core/scenario/scenario-condition.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import { timelineOf } from '#core/scenario/timeline.ts';
import type { TimedAction } from '#core/scenario/timeline.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { createLocalCalendar } from '../time.ts';
import type { VirtualPlant } from '../virtual-plant.ts';
import { act } from './actions.ts';
import { countersOf, scenarioFacts } from './facts.ts';
import type { ScenarioRun } from './run-state.ts';
import { lineAlive } from './outside.ts';

/** Something a scenario did or found out, for the console and the event list. */
export interface ScenarioNotice {
  readonly scenario: string;
  readonly atS: number;
  readonly kind: 'started' | 'done' | 'skipped' | 'met' | 'failed' | 'ended' | 'stopped';
  /** Expectation, or command of the action. */
  readonly what: string;
  readonly detail: string | null;
}

export interface ScenarioPlayer {
  /** Lets plant time pass, doing each step at its time and looking at the expectations once a second. */
  advance(ms: number): void;
  /** Begins now; what played before is stopped. The error lists everything the plant of the profile does not have. */
  start(scenario: Scenario): Result<ScenarioRun, ProcessFault[]>;
  /** Ends a scenario that plays and takes back what it brought in. False when none plays. */
  stop(): boolean;
  readonly run: ScenarioRun | null;
}

export interface PlayerOptions {
  readonly onNotice: (notice: ScenarioNotice) => void;
  /** Stand in for a client: beats the AI area's heart each second as long as the line is alive. */
  readonly heartbeat?: boolean;
}

/** How often expectations are looked at, ms of plant time. */
const LOOK_MS = 1000;

/** Plays scenarios on a virtual plant. Its memory is `state.scenario`, so that a run goes on after a save. */
export function createScenarioPlayer(plant: VirtualPlant, options: PlayerOptions): ScenarioPlayer {
  const { state } = plant;
  const calendar = createLocalCalendar(plant.model.profile.site.timeZone);
  const facts = scenarioFacts(plant);
  let timeline: readonly TimedAction[] = [];
  let timelineOfRun: ScenarioRun | null = null;

  const tell = (
    kind: ScenarioNotice['kind'],
    what: string,
    atS: number,
    detail: string | null = null,
  ): void =>
    options.onNotice({ scenario: state.scenario?.scenario.id ?? '', atS, kind, what, detail });

  const playing = (): ScenarioRun | null =>
    state.scenario?.state === 'playing' ? state.scenario : null;

  /** The timeline is worked out anew after a resume; it follows from the script alone. */
  const timelineFor = (run: ScenarioRun): readonly TimedAction[] => {
    if (timelineOfRun !== run) {
      const made = timelineOf(run.scenario, run.secondOfDay);
      timeline = made.ok ? made.value : [];
      timelineOfRun = run;
    }
    return timeline;
  };

  const doDue = (run: ScenarioRun, atS: number): void => {
    const actions = timelineFor(run);
    for (let due = actions[run.next]; due !== undefined; due = actions[run.next]) {
      if (due.atS > atS + 1e-6) return;
      run.next++;
      const outcome = act(plant, due.action);
      if (outcome.ok) tell('done', due.action.cmd, atS, JSON.stringify(due.action));
      else tell('skipped', due.action.cmd, atS, outcome.error);
    }
  };

  const look = (run: ScenarioRun, atS: number): void => {
    run.scenario.expect.forEach((expectation, i) => {
      const at = run.expectations[i];
      if (at === undefined || at.state === 'met' || at.state === 'failed') return;
      if (at.state === 'waiting') {
        if (atS < expectation.fromS) return;
        at.state = 'open';
        for (const tag of baselineTags(expectation.when))
          at.baseline[tag] = plant.tagValue(tag) ?? Number.NaN;
      }
      const verdict = judge(expectation, at.baseline, facts(run), atS);
      if (verdict === null) return;
      at.state = verdict;
      at.atS = atS;
      tell(verdict, expectation.id, atS, expectation.text.en);
    });
    if (atS < run.scenario.durationH * 3600) return;
    run.state = 'ended';
    tell('ended', run.scenario.id, atS);
  };

  const secondsInto = (run: ScenarioRun): number => (state.timeMs - run.startedMs) / 1000;

  const advancePlaying = (run: ScenarioRun, ms: number): number => {
    const nextS = timelineFor(run)[run.next]?.atS ?? Number.POSITIVE_INFINITY;
    const nowMs = state.timeMs + state.remainderMs - run.startedMs;
    const lookMs = (Math.floor(nowMs / LOOK_MS + 1e-9) + 1) * LOOK_MS;
    const chunk = Math.max(1, Math.min(ms, Math.min(lookMs, nextS * 1000) - nowMs));
    plant.advance(chunk);
    if (options.heartbeat === true) beat();
    const atS = secondsInto(run);
    doDue(run, atS);
    look(run, atS);
    return chunk;
  };

  const beat = (): void => {
    if (!lineAlive(state)) return;
    const { ai } = state.plc;
    ai.heartbeat = (ai.heartbeat + 1) % 60_000;
    ai.heartbeatAgeMs = 0;
  };

  const stop = (): boolean => {
    const run = playing();
    if (run === null) return false;
    run.state = 'stopped';
    act(plant, { cmd: 'clearAll' });
    tell('stopped', run.scenario.id, secondsInto(run));
    return true;
  };

  return {
    advance(ms) {
      let left = ms;
      while (left > 0) {
        const run = playing();
        if (run === null) {
          plant.advance(left);
          return;
        }
        left -= advancePlaying(run, left);
      }
    },
    start(scenario) {
      const faults = checkScenario(scenario, plant.model.profile);
      const secondOfDay = calendar(state.timeMs).secondOfDay;
      const made = timelineOf(scenario, secondOfDay);
      if (!made.ok) faults.push(...made.error);
      if (faults.length > 0) return err(faults);
      stop();
      const run: ScenarioRun = {
        scenario,
        startedMs: state.timeMs,
        secondOfDay,
        next: 0,
        expectations: scenario.expect.map(() => ({ state: 'waiting', atS: null, baseline: {} })),
        countersAtStart: countersOf(plant),
        state: 'playing',
      };
      state.scenario = run;
      tell('started', scenario.id, 0);
      doDue(run, 0);
      return ok(run);
    },
    stop,
    get run() {
      return state.scenario ?? null;
    },
  };
}

/** Whether an expectation is decided at `atS`. */
function judge(
  expectation: Scenario['expect'][number],
  baseline: Readonly<Record<string, number>>,
  facts: Omit<ScenarioFacts, 'baseline'>,
  atS: number,
): 'met' | 'failed' | null {
  const holdsNow = holds(expectation.when, {
    ...facts,
    baseline: (tag) => baseline[tag] ?? null,
  });
  if (expectation.must === 'happen')
    return holdsNow ? 'met' : atS >= expectation.toS ? 'failed' : null;
  return holdsNow ? (atS >= expectation.toS ? 'met' : null) : 'failed';
}

/** All problems of a scenario as lines for a console. */
export const problemLines = (faults: readonly ProcessFault[]): string[] => faults.map(faultText);
