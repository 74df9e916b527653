import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstState } from '#core/control/state.ts';
import type { EngineState, StepInputs, StepResult } from '#core/control/state.ts';
import { step } from '#core/control/step.ts';
import { STALE_AFTER_PERIODS } from '#core/signal/grade.ts';
import {
  T0,
  calmValues,
  geumgang,
  plantContext,
  quietInputs,
  readingsOf,
} from './plant-fixture.ts';

const plant = plantContext(geumgang());
const unit = [...plant.units.keys()].find((id) => plant.tags.has(`${id}.run`))!;
const fast = plant.profile.tags.find(
  (tag) => tag.pollClass === '1s' && tag.type === 'int16' && tag.min !== null && tag.max !== null,
)!;
const effluent = plant.profile.limits.readings.find(({ item }) => item !== 'pH')!;

/** A plant that is stepped second by second; each scan reads all values unless told otherwise. */
class Bench {
  state: EngineState = firstState(plant);
  readonly values = calmValues(plant);
  monoMs = 0;
  last!: StepResult;
  readonly events: string[] = [];
  heartbeatOkMs: number | null = null;

  scan(inputs: Partial<StepInputs> = {}, seconds = 1): StepResult {
    for (let i = 0; i < seconds; i++) {
      this.monoMs += 1000;
      const wallMs = T0 + this.monoMs;
      this.last = step(
        this.state,
        quietInputs({
          readings: readingsOf(this.values, wallMs, this.monoMs),
          heartbeat: { lastOkMonoMs: this.heartbeatOkMs },
          ...inputs,
        }),
        { wallMs, monoMs: this.monoMs },
      );
      this.state = this.last.state;
      if (this.last.demands.some(({ purpose }) => purpose === 'heartbeat'))
        this.heartbeatOkMs = this.monoMs;
      this.events.push(
        ...this.last.events.map(({ code, subject, params }) =>
          `${code} ${String(params['alarm'] ?? params['slave'] ?? subject ?? '')}`.trim(),
        ),
      );
    }
    return this.last;
  }

  quality(tag: string): string {
    return this.last.snapshot.samples.get(tag)!.quality;
  }
}

describe('grading', () => {
  it('goes from not read to good to stale, and to communication fault with the last value held', () => {
    const bench = new Bench();
    bench.scan({ readings: [] });
    expect(bench.quality(fast.id)).toBe('notYetRead');
    bench.scan();
    expect(bench.quality(fast.id)).toBe('good');
    bench.scan({ readings: [] }, STALE_AFTER_PERIODS);
    expect(bench.quality(fast.id)).toBe('good');
    bench.scan({ readings: [] });
    expect(bench.quality(fast.id)).toBe('stale');
    bench.scan({ readings: [], faults: [{ tag: fast.id, kind: 'comm' }] });
    expect(bench.last.snapshot.samples.get(fast.id)).toMatchObject({
      quality: 'commFault',
      provenance: 'held',
      value: bench.values.get(fast.id),
    });
    bench.scan({ readings: [], faults: [{ tag: fast.id, kind: 'config' }] });
    expect(bench.quality(fast.id)).toBe('configError');
    bench.scan();
    expect(bench.quality(fast.id)).toBe('good');
  });

  it('calls a value outside its physical range out of range, and a number that is none as well', () => {
    const bench = new Bench();
    bench.scan();
    const before = bench.values.get(fast.id)!;
    bench.values.set(fast.id, fast.max! + 1);
    bench.scan();
    expect(bench.quality(fast.id)).toBe('outOfRange');
    bench.values.set(fast.id, before);
    bench.scan();
    bench.values.set(fast.id, Number.NaN);
    bench.scan();
    expect(bench.last.snapshot.samples.get(fast.id)).toMatchObject({
      quality: 'outOfRange',
      provenance: 'held',
      value: before,
    });
  });
});

describe('events', () => {
  it('tell starts, stops, faults and the panel switch of a unit once each', () => {
    const bench = new Bench();
    bench.scan();
    expect(
      bench.events.filter((each) => /^machine\.(started|stopped|fault|local|remote)/.test(each)),
    ).toEqual([]);
    for (const [role, value] of [
      ['run', 1],
      ['fault', 1],
      ['run', 0],
      ['fault', 0],
      ['remote', 0],
      ['remote', 1],
    ] as const) {
      bench.values.set(`${unit}.${role}`, value);
      bench.scan({}, 2);
    }
    expect(bench.events.filter((each) => each.endsWith(` ${unit}`))).toEqual(
      [
        'machine.started',
        'machine.fault',
        'machine.stopped',
        'machine.faultCleared',
        'machine.local',
        'machine.remote',
      ].map((code) => `${code} ${unit}`),
    );
    expect(bench.state.history.lastStartMs[unit]).toBe(T0 + 2000);
  });

  it('tell a change that happened while the link was down', () => {
    const bench = new Bench();
    bench.scan();
    bench.scan({ readings: [], faults: [{ tag: `${unit}.run`, kind: 'comm' }] }, 5);
    bench.values.set(`${unit}.run`, 1);
    bench.scan();
    expect(bench.events).toContain(`machine.started ${unit}`);
  });

  it('tell loss and return of the link and of a slave', () => {
    const bench = new Bench();
    const link = (
      state: 'connected' | 'disconnected',
      slave: 'answering' | 'silent',
    ): Partial<StepInputs> => ({
      link: {
        state,
        detail: 'ECONNREFUSED',
        slaves: [
          { slave: 1, state: 'answering' },
          { slave: 2, state: slave },
        ],
      },
    });
    bench.scan(link('connected', 'answering'));
    bench.scan(link('connected', 'silent'), 15);
    bench.scan(link('connected', 'answering'));
    bench.scan(link('disconnected', 'silent'), 10);
    bench.scan(link('connected', 'answering'));
    expect(bench.events.filter((each) => /^(link|alarm)/.test(each))).toEqual([
      'link.slaveSilent 2',
      'alarm.raised link-slave-2',
      'link.slaveAnswering 2',
      'alarm.cleared link-slave-2',
      'link.lost',
      'alarm.raised link-down',
      'link.restored',
      'alarm.cleared link-down',
    ]);
  });
});

describe('effluent alarms', () => {
  it('rise through the four levels, show only the highest, and clear with hysteresis', () => {
    const bench = new Bench();
    const limit = plant.profile.limits.sets
      .find(({ id }) => id === plant.profile.limits.active)!
      .items.find(({ item }) => item === effluent.item)!.max!;
    const shown = (share: number, seconds = 62): string[] => {
      bench.values.set(effluent.tag, share * limit);
      return bench
        .scan({}, seconds)
        .snapshot.alarms.filter(
          ({ code, state }) => code === 'alarm.effluent' && state !== 'returned',
        )
        .map(({ id, priority }) => `${id} p${String(priority)}`);
    };
    const at = (percent: number, priority: number) => [
      `effluent-${effluent.item}-${String(percent)} p${String(priority)}`,
    ];
    expect(shown(0.5)).toEqual([]);
    expect(shown(0.85, 30)).toEqual([]);
    expect(shown(0.85)).toEqual(at(80, 2));
    expect(shown(1.02)).toEqual(at(100, 1));
    expect(shown(0.995)).toEqual(at(100, 1));
    expect(shown(0.965)).toEqual(at(100, 1));
    expect(shown(0.955)).toEqual(at(90, 1));
    expect(shown(0.2)).toEqual([]);
    // Nobody has seen them: they wait on the list although they are gone.
    expect(
      bench.last.snapshot.alarms
        .filter(({ code }) => code === 'alarm.effluent')
        .map(({ id, state }) => `${id} ${state}`)
        .sort(),
    ).toEqual(
      [100, 70, 80, 90].map((percent) => `effluent-${effluent.item}-${String(percent)} returned`),
    );
  });
});

describe('mode and heartbeat', () => {
  it('writes a changing heartbeat in its period while the panel hands over, and only then', () => {
    const bench = new Bench();
    const { ai } = plant.profile.plc;
    bench.scan({}, 60);
    expect(bench.last.snapshot.control).toEqual({
      mode: 'remote',
      aiSwitch: true,
      heartbeatOk: true,
    });
    const count = bench.state.heartbeat.count;
    bench.scan({}, 10 * ai.heartbeatPeriodS);
    expect(bench.state.heartbeat.count - count).toBe(10);
    bench.values.set(ai.switchTag, 0);
    bench.scan({}, 2);
    expect(bench.last.snapshot.control).toMatchObject({ mode: 'plc', aiSwitch: false });
    const still = bench.state.heartbeat.count;
    bench.scan({}, 30);
    expect(bench.state.heartbeat.count).toBe(still);
    expect(bench.events).toContain('mode.changed');
  });

  it('begins each run with another heartbeat than the one before left in the PLC', () => {
    const { heartbeatTag, heartbeatPeriodS } = plant.profile.plc.ai;
    const firstBeat = (left: number, startedMs: number): readonly number[] | undefined => {
      const bench = new Bench();
      bench.monoMs = startedMs;
      bench.values.set(heartbeatTag, left);
      for (let s = 0; s <= heartbeatPeriodS; s++) {
        const beat = bench.scan().demands.find(({ purpose }) => purpose === 'heartbeat');
        if (beat !== undefined) return beat.words;
      }
      return undefined;
    };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), fc.nat(100_000_000), (left, startedMs) => {
        expect(firstBeat(left, startedMs)).toBeDefined();
        expect(firstBeat(left, startedMs)).not.toEqual([left]);
      }),
      { numRuns: 20 },
    );
    // Also when the count by the clock is the very one that stands there.
    const [byClock = 0] = firstBeat(0, 5000) ?? [];
    expect(firstBeat(byClock, 5000)).not.toEqual([byClock]);
    // A run killed before its second beat leaves its first; the run after it begins with another.
    expect(firstBeat(0, 8000)).not.toEqual([byClock]);
  });

  it('raises the fallback alarm when the PLC keeps to its own program although the switch is on', () => {
    const bench = new Bench();
    bench.scan({}, 5);
    bench.values.set(plant.profile.plc.ai.activeTag, 0);
    bench.scan({}, plant.profile.plc.ai.heartbeatTimeoutS + 2);
    expect(bench.last.snapshot.control.mode).toBe('plc');
    expect(bench.last.snapshot.alarms.map(({ id }) => id)).toContain('ai-fallback');
  });
});

describe('records', () => {
  it('store a state bit when it changes and when it is lost, and nothing in between', () => {
    const bench = new Bench();
    const mine = (result: StepResult) =>
      result.changes
        .filter(({ tag }) => tag === `${unit}.run`)
        .map(({ value, quality }) => [value, quality]);
    expect(mine(bench.scan())).toEqual([[0, 'good']]);
    expect(mine(bench.scan({}, 5))).toEqual([]);
    bench.values.set(`${unit}.run`, 1);
    expect(mine(bench.scan())).toEqual([[1, 'good']]);
    expect(
      mine(bench.scan({ readings: [], faults: [{ tag: `${unit}.run`, kind: 'comm' }] })),
    ).toEqual([[1, 'commFault']]);
    expect(mine(bench.scan())).toEqual([[1, 'good']]);
  });

  it('give one grid row per grid tag and minute', () => {
    const bench = new Bench();
    let rows = 0;
    const minutes = new Set<number>();
    for (let i = 0; i < 181; i++)
      for (const row of bench.scan().grid) {
        rows++;
        minutes.add(row.tsMs);
      }
    expect([...minutes]).toEqual([T0, T0 + 60_000, T0 + 120_000]);
    expect(rows).toBe(3 * bench.state.gridTags.length);
  });

  it('are the same for the same inputs', () => {
    const runOnce = (): unknown[] => {
      const bench = new Bench();
      return Array.from({ length: 90 }, (_, i) => {
        bench.values.set(`${unit}.run`, i % 7 === 0 ? 1 : 0);
        const { grid, changes, events } = bench.scan();
        return [grid, changes, events];
      });
    };
    expect(runOnce()).toEqual(runOnce());
  });
});
