import { expect, it } from 'vitest';
import { checkProfile } from '#core/plant/check.ts';
import type { Condition } from '#core/plant/condition.ts';
import type { PlantProfile, ProfileIssue } from '#core/plant/profile.ts';
import type { Tag } from '#core/plant/tag.ts';
import { shippedProfile } from './profile-files.ts';

type Mutable<T> = T extends Condition
  ? Condition
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;
export type Draft = Mutable<PlantProfile>;

export const sound = shippedProfile('geumgang-mbr');

/** Problems of the sound profile after one change; tag `i` stands on line `i + 2`. */
export function problems(change: (p: Draft) => void): ProfileIssue[] {
  const profile = structuredClone(sound) as Draft;
  change(profile);
  return checkProfile({
    ...(profile as PlantProfile),
    tagLines: profile.tags.map((_, i) => i + 2),
  });
}
export const tagOf = (p: Draft, id: string): Mutable<Tag> => p.tags.find((each) => each.id === id)!;
export const lineOf = (id: string): number => sound.tags.findIndex((each) => each.id === id) + 2;
export const tank = (p: Draft, id: string) => p.tanks.find((each) => each.id === id)!;
export const tankPath = (id: string, rest: string): string =>
  `[${sound.tanks.findIndex((each) => each.id === id)}].${rest}`;
export const machine = (p: Draft, id: string) => p.machines.find((each) => each.id === id)!;
export const machinePath = (id: string, rest: string): string =>
  `machines[${sound.machines.findIndex((each) => each.id === id)}].${rest}`;

interface Case {
  readonly name: string;
  readonly change: (p: Draft) => void;
  readonly file: string;
  readonly path: string;
  readonly code: ProfileIssue['code'];
  readonly rule: string;
}
export const spoil = (
  name: string,
  file: string,
  path: string,
  code: ProfileIssue['code'],
  rule: string,
  change: (p: Draft) => void,
): Case => ({ name, change, file, path, code, rule });

/** Each case must be found, and named by file, path, kind and rule. */
export function eachIsFound(cases: readonly Case[]): void {
  it.each(cases)('$name', ({ change, file, path, code, rule }) => {
    const found = problems(change);
    expect(found).toContainEqual(
      expect.objectContaining({ file, path, code, rule: expect.stringContaining(rule) }),
    );
    for (const issue of found) expect(issue.rule.length).toBeGreaterThan(10);
  });
}
