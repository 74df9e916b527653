/**
 * What a person may be allowed to do with the data. Decisions on sensors ask here before anything
 * else happens. Restoring, purging and withdrawing readings ask for a name only, by their schema;
 * they belong here as soon as people and roles exist.
 */
export const RIGHTS = [
  /** Accept, turn down or undo a correction of a sensor. */
  'correction.decide',
  /** Record a calibration, or drop one that is due. */
  'calibration.record',
  /** Take a sensor out of the tests while somebody works on it. */
  'sensor.maintenance',
] as const;
export type Right = (typeof RIGHTS)[number];

export interface Person {
  readonly name: string;
}

export type Permission =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** `noName`: nobody would answer for the action. */
      readonly reason: 'noName';
    };

/**
 * Whether a person may use a right. Until people and roles exist every person with a name may; an
 * action without a name is refused, since nobody would answer for it afterwards.
 */
export function mayDo(_right: Right, person: Person): Permission {
  return person.name.trim() === '' ? { allowed: false, reason: 'noName' } : { allowed: true };
}
