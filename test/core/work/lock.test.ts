import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorise } from '#core/safety/authorise.ts';
import type { Intent } from '#core/control/intent.ts';
import { step } from '#core/control/step.ts';
import { hangingLocks, isOverdue, restoreLocks, saveLocks, shiftsOver } from '#core/work/lock.ts';
import type { LockRecord } from '#core/work/lock.ts';
import {
  T0,
  calmState,
  geumgang,
  good,
  plantContext,
  quietInputs,
  withSamples,
} from '../control/plant-fixture.ts';

const plant = plantContext(geumgang());
const calm = calmState(plant);
const now = { wallMs: T0, monoMs: 1_000_000 };
const units = [...plant.units.keys()];

const lockAt = (
  unit: string,
  placedMs: number,
  lifted: boolean,
  id = `lock-${unit}-${String(placedMs)}`,
): LockRecord => ({
  id,
  unit,
  lockTag: `T-${String(placedMs % 1000)}`,
  owner: 'Kim',
  reason: 'seal kit',
  placedMs,
  expectedEndMs: null,
  order: null,
  switchedOff: true,
  lifted: lifted ? { by: 'Kim', atMs: placedMs + 1, reason: '' } : null,
});

const locks = fc
  .array(
    fc.record({
      unit: fc.constantFrom(...units),
      at: fc.integer({ min: 1, max: 1e6 }),
      lifted: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(({ unit, at, lifted }, i) => lockAt(unit, at, lifted, `lock-number-${String(i)}`)),
  );

const intentOf = (unit: string, action: 'start' | 'stop' | 'auto', who: string): Intent => ({
  type: 'machine',
  requestId: 'request-1',
  who,
  why: '',
  unit,
  action,
});

describe('a lock on a motor', () => {
  it('no start and no hand-over to the PLC crosses it, whoever asks and whatever the plant says; stops go through', () => {
    fc.assert(
      fc.property(
        locks,
        fc.constantFrom(...units),
        fc.constantFrom('start' as const, 'stop' as const, 'auto' as const),
        fc.constantFrom('Kim', 'engine', 'rule:night', 'schedule:ab'),
        fc.dictionary(
          fc.constantFrom(...plant.tags.keys()),
          fc.integer({ min: 0, max: 100 }).map(good),
          { maxKeys: 20 },
        ),
        (records, unit, action, who, samples) => {
          const hanging = hangingLocks(records);
          const state = { ...withSamples(calm, samples), locks: restoreLocks(saveLocks(hanging)) };
          const judged = authorise(state, intentOf(unit, action, who), now);
          const locked = records.some((each) => each.unit === unit && each.lifted === null);
          if (locked && action !== 'stop') {
            expect(judged.ok).toBe(false);
            const verdicts = judged.ok ? [] : judged.error.verdicts;
            expect(verdicts.find(({ layer }) => layer === 'permissive')?.code).toBe(
              'permissive.locked',
            );
          } else {
            const free = authorise({ ...state, locks: {} }, intentOf(unit, action, who), now);
            expect(judged).toEqual(free);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('stands through every scan of the engine', () => {
    const state = { ...calm, locks: hangingLocks([lockAt(units[0]!, 5, false)]) };
    const after = step(state, quietInputs(), { wallMs: T0 + 1000, monoMs: 1_001_000 }).state;
    expect(after.locks).toEqual(state.locks);
  });

  it('is asked after once for each shift it outlives, but not before the end that was said', () => {
    const hour = 3_600_000;
    const lock = { placedMs: T0, expectedEndMs: null };
    const over = (hours: number, endHours: number | null = null): number =>
      shiftsOver(
        { ...lock, expectedEndMs: endHours === null ? null : T0 + endHours * hour },
        T0 + hours * hour,
      );
    expect([0, 7.9, 8, 15.9, 16, 40].map((hours) => over(hours))).toEqual([0, 0, 1, 1, 2, 5]);
    expect([8, 19.9, 20, 28].map((hours) => over(hours, 20))).toEqual([0, 0, 1, 2]);
    expect(over(8, 2)).toBe(1);
    // In the alarm list it stands from the end that was said, or from the end of a shift.
    const late = (hours: number, endHours: number | null): boolean =>
      isOverdue(
        { placedMs: T0, expectedEndMs: endHours === null ? null : T0 + endHours * hour },
        T0 + hours * hour,
      );
    expect([late(7.9, null), late(8, null), late(1.9, 2), late(2, 2), late(19, 20)]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it('refuses every start while it is not known what is locked', () => {
    for (const text of ['', '{', '[1]', '{"P-101A":[{"id":1}]}']) {
      const state = { ...calm, locks: restoreLocks(text) };
      expect(state.locks).toBeNull();
      for (const unit of units) {
        for (const action of ['start', 'auto'] as const)
          expect(authorise(state, intentOf(unit, action, 'Kim'), now).ok).toBe(false);
      }
    }
    expect(restoreLocks(undefined)).toEqual({});
  });
});
