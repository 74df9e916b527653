import { DateTime } from 'luxon';

const MINUTE_S = 60;
const DAY_S = 86_400;

/** Labels of a time axis in the plant's zone: as short as the step allows, with the date where the day changes. */
export function timeLabels(splitsS: readonly number[], stepS: number, zone: string): readonly string[] {
  let dayBefore = '';
  return splitsS.map((s) => {
    const at = DateTime.fromSeconds(s, { zone });
    if (stepS >= 28 * DAY_S) return at.toFormat('yyyy-MM');
    const day = at.toFormat('MM-dd');
    if (stepS >= DAY_S) return at.month === 1 && at.day === 1 ? at.toFormat('yyyy-MM-dd') : day;
    const clock = at.toFormat(stepS < MINUTE_S ? 'HH:mm:ss' : 'HH:mm');
    const newDay = dayBefore !== '' && day !== dayBefore;
    dayBefore = day;
    return newDay ? `${clock}\n${day}` : clock;
  });
}
