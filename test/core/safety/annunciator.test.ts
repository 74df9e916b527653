import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annunciate } from '#core/control/annunciate.ts';
import type { EngineState } from '#core/control/state.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { authoriseAnnunciator, isDemand } from '#core/safety/authorise.ts';
import {
  T0,
  calmState,
  commFault,
  geumgang,
  good,
  plantContext,
  withSamples,
} from '../control/plant-fixture.ts';

const profile = geumgang();
const plant = plantContext(profile);
const setting = profile.plc.annunciator!;
const outputs = setting.outputs.map(({ tag }) => tag);
const now = { wallMs: T0, monoMs: 1_000_000 };

const wanting = (state: EngineState, wanted: readonly boolean[]): EngineState => ({
  ...state,
  annunciator: { ...state.annunciator, wanted },
});
const three = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());

/** Bits of one register instead of coils. */
function inOneRegister(): PlantProfile {
  const bits = new Map(outputs.map((tag, bit) => [tag, bit + 3]));
  return {
    ...profile,
    tags: profile.tags.map((tag) =>
      bits.has(tag.id)
        ? {
            ...tag,
            table: 'holding' as const,
            type: 'bit' as const,
            address: 1100,
            bit: bits.get(tag.id)!,
          }
        : tag,
    ),
  };
}

describe('writes to horn and lamps', () => {
  it('reach the named outputs and the alive count and nothing else, whoever is in control', () => {
    const anyTags = fc.subarray([
      ...outputs,
      ...profile.tags.slice(0, 40).map(({ id }) => id),
      'X-1.pv',
    ]);
    const control = fc.record({
      mode: fc.constantFrom('plc' as const, 'remote' as const),
      aiSwitch: fc.constantFrom(true, false, null),
      heartbeatOk: fc.constantFrom(true, false, null),
    });
    fc.assert(
      fc.property(
        three,
        anyTags,
        control,
        fc.option(fc.integer({ min: 1, max: 65_535 })),
        (wanted, tags, view, count) => {
          const state = { ...wanting(calmState(plant), wanted), control: view };
          const demands = authoriseAnnunciator(state, tags, count)!;
          expect(demands.every(isDemand)).toBe(true);
          const places = demands.map(({ tag }) => tag);
          const named = outputs.filter((tag) => tags.includes(tag));
          expect(new Set(places)).toEqual(
            new Set([...named, ...(count === null ? [] : [setting.aliveTag])]),
          );
          for (const { tag, table, address, words } of demands) {
            expect(plant.tags.get(tag)).toMatchObject({ table, address, access: 'rw' });
            if (tag !== setting.aliveTag)
              expect(words).toEqual([wanted[outputs.indexOf(tag)] === true ? 1 : 0]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are none without a link, of a recording, and where the profile names nothing', () => {
    const on = wanting(calmState(plant), [true, true, true]);
    expect(authoriseAnnunciator({ ...on, linkUp: false }, outputs, 1)).toBeNull();
    const recorded = { ...plant, recordClockTag: 'REC-CLOCK.time' };
    expect(authoriseAnnunciator({ ...on, plant: recorded }, outputs, 1)).toBeNull();
    const { annunciator: _none, ...plc } = profile.plc;
    const bare = plantContext({ ...profile, plc });
    expect(authoriseAnnunciator({ ...on, plant: bare }, outputs, 1)).toBeNull();
    expect(annunciate({ ...on, plant: bare }, now).demands).toEqual([]);
    const readOnly = plantContext({
      ...profile,
      tags: profile.tags.map((tag) => (tag.id === outputs[0] ? { ...tag, access: 'r' } : tag)),
    });
    const left = authoriseAnnunciator({ ...on, plant: readOnly }, outputs, null);
    expect(left?.map(({ tag }) => tag)).toEqual(outputs.slice(1));
  });

  it('of a register carry all its bits at once', () => {
    const context = plantContext(inOneRegister());
    fc.assert(
      fc.property(three, fc.subarray(outputs, { minLength: 1 }), (wanted, tags) => {
        const demands = authoriseAnnunciator(wanting(calmState(context), wanted), tags, null)!;
        const word = wanted.reduce((sum, on, i) => (on ? sum + 2 ** (i + 3) : sum), 0);
        expect(demands).toMatchObject([{ table: 'holding', address: 1100, words: [word] }]);
      }),
    );
  });

  it('come at a change, when the PLC holds something else, and all together each minute', () => {
    const held = (state: EngineState, values: readonly number[]): EngineState =>
      withSamples(state, {
        [setting.aliveTag]: good(state.annunciator.count),
        ...Object.fromEntries(outputs.map((tag, i) => [tag, good(values[i] ?? 0)])),
      });
    const tagsOf = (state: EngineState, monoMs: number): [EngineState, string[]] => {
      const step = annunciate(state, { wallMs: T0, monoMs });
      return [step.state, step.demands.map(({ tag }) => tag)];
    };
    let state = held(wanting(calmState(plant), [false, false, false]), [0, 0, 0]);
    let told: string[];
    [state, told] = tagsOf(state, 1000);
    expect(told).toEqual([...outputs, setting.aliveTag]);
    const first = state.annunciator.count;
    [state, told] = tagsOf(state, 2000);
    expect(told).toEqual([]);
    [state, told] = tagsOf(wanting(state, [true, false, false]), 3000);
    expect(told).toEqual([outputs[0]]);
    // The poll has not brought it yet.
    [state, told] = tagsOf(state, 4000);
    expect(told).toEqual([]);
    // A PLC that was started anew: it forgot the output, or the count alone.
    [state, told] = tagsOf(held(state, [0, 0, 0]), 9000);
    expect(told).toEqual([...outputs, setting.aliveTag]);
    const emptied = withSamples(held(state, [1, 0, 0]), { [setting.aliveTag]: good(0) });
    [state, told] = tagsOf(emptied, 15_000);
    expect(told).toEqual([...outputs, setting.aliveTag]);
    [state, told] = tagsOf(held(state, [1, 0, 0]), 70_000);
    expect(told).toEqual([]);
    [state, told] = tagsOf(held(state, [1, 0, 0]), 75_000);
    expect(told).toEqual([...outputs, setting.aliveTag]);
    expect(state.annunciator.count).toBe(first + 3);
    // A link that was lost forgets nothing: all of it comes when it is back.
    [state, told] = tagsOf({ ...wanting(state, [true, true, true]), linkUp: false }, 76_000);
    expect(told).toEqual([]);
    [state, told] = tagsOf({ ...state, linkUp: true }, 77_000);
    expect(told).toEqual([...outputs, setting.aliveTag]);
    // What cannot be read is not taken for something else.
    const unread = withSamples(
      state,
      Object.fromEntries([...outputs, setting.aliveTag].map((tag) => [tag, commFault(null)])),
    );
    expect(annunciate(unread, { wallMs: T0, monoMs: 84_000 }).demands).toEqual([]);
  });
});
