import { describe, expect, it } from 'vitest';
import { activeLimits } from '#core/plant/derived.ts';
import { firstState } from '#core/control/state.ts';
import { step } from '#core/control/step.ts';
import { restoreState, saveState } from '#engine/app/saved-state.ts';
import {
  T0,
  calmValues,
  geumgang,
  plantContext,
  quietInputs,
  readingsOf,
} from '../../core/control/plant-fixture.ts';

const plant = plantContext(geumgang());
const values = calmValues(plant);

function lived(): ReturnType<typeof firstState> {
  let state = firstState(plant);
  const limit = activeLimits(plant.profile.limits).items.find(
    ({ item }) => item === plant.profile.limits.readings[0]!.item,
  )!;
  values.set(plant.profile.limits.readings[0]!.tag, 1.05 * limit.max!);
  for (let second = 1; second <= 90; second++) {
    const now = { wallMs: T0 + second * 1000, monoMs: second * 1000 };
    state = step(
      state,
      quietInputs({ readings: readingsOf(values, now.wallMs, now.monoMs) }),
      now,
    ).state;
  }
  return state;
}

describe('the saved state', () => {
  const state = lived();
  const { state: back, restored } = restoreState(firstState(plant), saveState(state, T0 + 90_000));

  it('brings values back as held and stale with their own time, never as measured', () => {
    expect(restored).toBe(true);
    for (const [tag, value] of values) {
      expect([tag, back.samples.get(tag)]).toEqual([
        tag,
        { value, quality: 'stale', provenance: 'held', sourceTimeMs: T0 + 90_000 },
      ]);
    }
  });

  it('keeps alarms with their beginning, totals, state bits, limits and the minute being filled', () => {
    expect(Object.values(back.alarms).some(({ sinceMs }) => sinceMs !== null)).toBe(true);
    const { alarms, today, known, history, grid, interlocks } = state;
    expect(back).toMatchObject({ alarms, today, known, history, grid, interlocks });
  });

  it('leaves out what the profile no longer has', () => {
    const fewer = plantContext({ ...plant.profile, tags: plant.profile.tags.slice(0, 10) });
    const some = restoreState(firstState(fewer), saveState(state, T0)).state;
    expect([...some.samples.keys()]).toEqual(fewer.profile.tags.map(({ id }) => id));
  });

  it.each([undefined, '', '{', '[]', '{"version":99}', 'null'])('starts fresh on %j', (text) => {
    const fresh = firstState(plant);
    expect(restoreState(fresh, text)).toEqual({ state: fresh, restored: false });
  });
});
