import type { ScenarioCounter } from '#core/scenario/scenario-condition.ts';
import type { Scenario } from '#core/scenario/scenario.ts';

/** How one expectation stands; times are seconds after the beginning of the scenario. */
export interface ExpectationRun {
  state: 'waiting' | 'open' | 'met' | 'failed';
  /** When it was decided. */
  atS: number | null;
  /** Values of tags when it was opened. */
  baseline: Record<string, number>;
}

/** A scenario that plays: plain data, so that it goes on after a save. */
export interface ScenarioRun {
  /** The whole script, so that a change of its file does not change a run that has begun. */
  scenario: Scenario;
  startedMs: number;
  /** What the clock of the site showed at the beginning. */
  secondOfDay: number;
  /** Place of the next action in the timeline. */
  next: number;
  expectations: ExpectationRun[];
  countersAtStart: Record<ScenarioCounter, number>;
  state: 'playing' | 'ended' | 'stopped';
}
