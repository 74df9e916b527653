import { openInfluentEvents } from '#core/process/influent-events.ts';
import type { InfluentModifier } from '#core/process/influent-events.ts';
import { readInfluentSeries, seriesAt } from '#core/process/influent-file.ts';
import type { InfluentFileOptions } from '#core/process/influent-file.ts';
import { stepSewer } from '#core/process/influent-generator.ts';
import type { SewerState } from '#core/process/influent-generator.ts';
import type { InfluentPoint, LocalTime } from '#core/process/influent.ts';
import { faultText } from '#core/process/fault.ts';
import type { Influent } from '#core/plant/influent.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/** What a source is asked with. */
export interface InfluentMoment {
  readonly shape: Influent;
  /** Where the generator stands; moved on. */
  readonly sewer: SewerState;
  /** Events forced by a scenario or a person. */
  readonly events: readonly InfluentModifier[];
  readonly now: LocalTime;
  /** Plant time, ms UTC, and since the start of the run, s. */
  readonly nowMs: number;
  readonly plantS: number;
}

/** Where the incoming water comes from: the seeded generator of the profile, or a recorded series. */
export interface InfluentSource {
  at(moment: InfluentMoment): InfluentPoint;
}

/** How often the water is drawn anew, s. */
export const INFLUENT_PERIOD_S = 60;

export const generatedInfluent: InfluentSource = {
  at: ({ shape, sewer, events, now, nowMs }) => stepSewer(shape, sewer, events, now, nowMs),
};

/**
 * Water of a file (`readInfluentSeries` says what it may look like). What the file does not give
 * comes from the profile's pattern; no weather or discharge is drawn beside it, forced events count.
 */
export function influentFromCsv(
  text: string,
  options: InfluentFileOptions = {},
): Result<InfluentSource, string> {
  const series = readInfluentSeries(text, options);
  if (!series.ok) return err(series.error.map(faultText).join('\n'));
  return ok({
    at: ({ shape, sewer, events, now, nowMs, plantS }) =>
      stepSewer(shape, sewer, events, now, nowMs, seriesAt(series.value, nowMs, plantS)),
  });
}

/** The events that are still to come or hold, the same list when none is over. */
export const dropOver = (events: InfluentModifier[], nowMs: number): InfluentModifier[] =>
  events.some((event) => event.toMs <= nowMs) ? openInfluentEvents(events, nowMs) : events;
