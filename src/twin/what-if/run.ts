import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { checkRequest, issueText } from '#core/what-if/check.ts';
import type { WhatIfRequest } from '#core/what-if/request.ts';
import type { Origin, WhatIfResult } from '#core/what-if/result.ts';
import { stepSecondsFor } from '#core/what-if/tally.ts';
import type { InfluentSource } from '../influent-source.ts';
import type { TwinState } from '../state.ts';
import { forkPlant } from './fork.ts';

export interface WhatIfOptions {
  readonly profile: PlantProfile;
  readonly request: WhatIfRequest;
  readonly state: TwinState;
  readonly origin: Omit<Origin, 'atMs'>;
  readonly influent?: InfluentSource;
  readonly tickMs?: number;
}

/** A stretch between two reports of progress, h. */
const STRETCH_H = 6;

/**
 * Works out both futures, as now and changed, side by side from one state. A generator: it hands
 * out the share that is done after every stretch, so that whoever holds it can tell progress or
 * stop asking.
 * @returns the result, or all that is wrong with the request as lines of the log
 */
export function* runWhatIf(
  options: WhatIfOptions,
): Generator<number, Result<WhatIfResult, string>, void> {
  const { profile, request, state } = options;
  const issues = checkRequest(profile, request);
  if (issues.length > 0) return err(issues.map(issueText).join('\n'));
  const stepS = stepSecondsFor(request.horizonDays);
  const common = {
    profile,
    state,
    horizonDays: request.horizonDays,
    stepS,
    ...(options.influent === undefined ? {} : { influent: options.influent }),
    ...(options.tickMs === undefined ? {} : { tickMs: options.tickMs }),
  };
  const now = forkPlant({ ...common, changes: [] });
  const changed = forkPlant({ ...common, changes: request.changes });
  for (let share = 0; share < 1;) {
    share = now.advance(STRETCH_H);
    changed.advance(STRETCH_H);
    yield share;
  }
  const curvesNow = now.recorder.curves();
  const curvesChanged = changed.recorder.curves();
  return ok({
    request,
    origin: { ...options.origin, atMs: state.timeMs },
    startMs: state.timeMs,
    stepS,
    series: now.recorder.tags.map((tag, i) => ({
      tag,
      now: [...(curvesNow[i] ?? [])],
      changed: [...(curvesChanged[i] ?? [])],
    })),
    now: now.recorder.figures(),
    changed: changed.recorder.figures(),
  });
}
