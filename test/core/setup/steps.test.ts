import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  NEW_SETUP,
  SETUP_STEPS,
  openSteps,
  restoreProgress,
  stepBeside,
  stepViews,
} from '#core/setup/steps.ts';
import type { SetupFacts, SetupProgress } from '#core/setup/steps.ts';

const facts: SetupFacts = {
  hasAdministrator: true,
  isLinked: true,
  copiesElsewhere: true,
  contacts: 1,
  restartFor: [],
};
const mark = { how: 'done' as const, atMs: 1, who: 'Kim' };
const all: SetupProgress = {
  ...NEW_SETUP,
  status: 'begun',
  marks: Object.fromEntries(SETUP_STEPS.filter((id) => id !== 'finish').map((id) => [id, mark])),
};
const stateOf = (progress: SetupProgress, now: SetupFacts, id: string) =>
  stepViews(progress, now).find((each) => each.id === id);

describe('steps of the set-up', () => {
  it('hold what was marked against what is', () => {
    expect(openSteps(stepViews(NEW_SETUP, { ...facts, hasAdministrator: false }))).toEqual(
      SETUP_STEPS.filter((id) => id !== 'finish'),
    );
    expect(openSteps(stepViews(all, facts))).toEqual([]);
    // An administrator is there or not; a mark does not make one.
    expect(stateOf(all, { ...facts, hasAdministrator: false }, 'administrator')).toMatchObject({
      state: 'open',
      note: 'noAdministrator',
    });
    expect(stateOf(all, { ...facts, isLinked: false }, 'connection')).toMatchObject({
      state: 'look',
      note: 'noLink',
    });
    expect(stateOf(all, { ...facts, copiesElsewhere: false }, 'backup')?.note).toBe('sameDisk');
    expect(stateOf(all, { ...facts, contacts: 0 }, 'contacts')?.note).toBe('noContacts');
    expect(stateOf(all, { ...facts, restartFor: ['profile'] }, 'profile')?.note).toBe('restart');
    expect(stateOf(all, { ...facts, restartFor: ['timeZone'] }, 'site')?.note).toBe('restart');
    const skipped: SetupProgress = {
      ...all,
      marks: { ...all.marks, connection: { ...mark, how: 'skipped' } },
    };
    expect(stateOf(skipped, { ...facts, isLinked: false }, 'connection')?.state).toBe('skipped');
    // To be looked at is no hindrance: a plant without another disk may run.
    expect(
      openSteps(stepViews(all, { ...facts, isLinked: false, copiesElsewhere: false, contacts: 0 })),
    ).toEqual([]);
  });

  it('lie in a row with two ends', () => {
    expect(stepBeside('language', -1)).toBe('language');
    expect(stepBeside('finish', 1)).toBe('finish');
    fc.assert(
      fc.property(fc.constantFrom(...SETUP_STEPS.slice(0, -1)), (step) => {
        expect(stepBeside(stepBeside(step, 1), -1)).toBe(step);
      }),
    );
  });

  it('come back from any text, and say when one cannot be read', () => {
    expect(restoreProgress(undefined)).toEqual({ progress: NEW_SETUP, readable: true });
    const left: SetupProgress = {
      ...all,
      status: 'left',
      step: 'limits',
      drafts: { limits: { 'items.TN.max': '1' } },
    };
    expect(restoreProgress(JSON.stringify(left))).toEqual({ progress: left, readable: true });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { progress, readable } = restoreProgress(text);
        if (!readable) expect(progress).toEqual(NEW_SETUP);
      }),
      { numRuns: 100 },
    );
  });
});
