import type { ProcessFault } from '#core/process/fault.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { ScenarioStatus } from '#core/scenario/panel-view.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { createVirtualPlant } from '../virtual-plant.ts';
import { createScenarioPlayer } from './player.ts';
import type { ScenarioNotice } from './player.ts';
import { scenarioStatus } from './report.ts';
import { localStartMs } from './start-time.ts';

export interface RunToEndOptions {
  readonly profile: PlantProfile;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly onNotice?: (notice: ScenarioNotice) => void;
  /** Ends as soon as one expectation is known not to come. */
  readonly stopAtFailure?: boolean;
}

/**
 * Plays a scenario on a plant of its own, without pacing, to its end: the season and hour of the
 * script, the step it asks for, a stand-in client that beats the AI area's heart.
 */
export function runToEnd(options: RunToEndOptions): Result<ScenarioStatus, ProcessFault[]> {
  const { profile, scenario, seed, onNotice, stopAtFailure = false } = options;
  const plant = createVirtualPlant({
    profile,
    seed,
    startMs: localStartMs(scenario.start, profile.site.timeZone),
    ...(scenario.tickMs === undefined ? {} : { tickMs: scenario.tickMs }),
  });
  const player = createScenarioPlayer(plant, {
    onNotice: onNotice ?? (() => undefined),
    heartbeat: true,
  });
  const started = player.start(scenario);
  if (!started.ok) return started;
  const run = started.value;
  const chunkMs = Math.max(60_000, scenario.tickMs ?? 0);
  const failed = (): boolean => run.expectations.some((each) => each.state === 'failed');
  while (run.state === 'playing' && !(stopAtFailure && failed())) player.advance(chunkMs);
  return ok(scenarioStatus(run, plant.nowMs()));
}
