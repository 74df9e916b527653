/**
 * Priority of an alarm out of what happens if nobody acts and how soon somebody must (the two
 * questions of alarm rationalisation in ISA-18.2 and IEC 62682 clause 9). The grid itself is this
 * product's own: the standards leave it to the site's alarm philosophy.
 */

/**
 * What happens if nobody acts: `minor` more work, `moderate` a machine or the treatment suffers,
 * `major` a tank overflows or treatment stops, `severe` the discharge breaks the law or the membranes are lost.
 */
export const CONSEQUENCES = ['minor', 'moderate', 'major', 'severe'] as const;
export type Consequence = (typeof CONSEQUENCES)[number];

/** Upper ends of the first two columns: a person on the site reaches any machine in 10 min; within the hour somebody called can. */
export const SOON_MIN = 10;
export const HOUR_MIN = 60;

const GRID: Readonly<Record<Consequence, readonly [number, number, number]>> = {
  severe: [1, 1, 2],
  major: [1, 2, 3],
  moderate: [2, 3, 3],
  minor: [3, 4, 4],
};

/** 1 act now, 2 act soon, 3 know, 4 diagnostic. `timeToActMin` in minutes from the alarm to the consequence. */
export function priorityOf(consequence: Consequence, timeToActMin: number): number {
  const row = GRID[consequence];
  return timeToActMin <= SOON_MIN ? row[0] : timeToActMin <= HOUR_MIN ? row[1] : row[2];
}
