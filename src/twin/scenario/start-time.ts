import { createLocalCalendar } from '../time.ts';

const DAY_S = 86_400;

/**
 * Plant time, ms UTC, at which the clock of a time zone shows a local time. In the hour that a
 * change of the clocks leaves out, the moment an hour later.
 * @param local YYYY-MM-DDTHH:MM
 */
export function localStartMs(local: string, timeZone: string): number {
  const wanted = Date.parse(`${local}:00Z`);
  const calendar = createLocalCalendar(timeZone);
  let guess = wanted;
  for (let i = 0; i < 2; i++) {
    const now = calendar(guess);
    const shown = (now.dayNumber * DAY_S + now.secondOfDay) * 1000;
    guess += wanted - shown;
  }
  return guess;
}
