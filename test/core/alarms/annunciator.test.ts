import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActiveAlarm } from '#core/alarms/alarms.ts';
import {
  QUIET,
  TEST_MS,
  advanceAnnunciator,
  heardPriority,
  isUnseen,
  silenceFrom,
} from '#core/alarms/annunciator.ts';
import type { AnnunciatorMemory } from '#core/alarms/annunciator.ts';
import type { Annunciator } from '#core/plant/logic.ts';
import { T0 } from './alarm-bench.ts';

const setting: Annunciator = {
  outputs: [
    { tag: 'H-1.horn', kind: 'horn', priorities: [1, 2] },
    { tag: 'H-1.flash', kind: 'flash', priorities: [1, 2, 3] },
    { tag: 'H-1.lamp', kind: 'lamp', priorities: [1, 2, 3] },
  ],
  aliveTag: 'H-1.alive',
  aliveTimeoutS: 180,
  repeatS: 60,
  silenceMin: 5,
  soundForS: 300,
  source: 'test',
};
const [HORN, FLASH, LAMP] = [0, 1, 2] as const;

const row = (more: Partial<ActiveAlarm>): ActiveAlarm => ({
  id: 'a',
  occurrence: 'a@1',
  state: 'unacknowledged',
  priority: 2,
  sinceMs: T0,
  code: null,
  params: {},
  equipment: null,
  kind: 'level',
  firstOut: null,
  group: null,
  raises: 1,
  clearedMs: null,
  ackBy: null,
  ...more,
});

/** A horn that is stepped second by second. */
class Horn {
  memory: AnnunciatorMemory = QUIET;
  nowMs = T0;
  list: ActiveAlarm[] = [];
  inFlood = false;
  wanted: readonly boolean[] = [];
  readonly setting: Annunciator;

  constructor(more: Partial<Annunciator> = {}) {
    this.setting = { ...setting, ...more };
  }

  run(seconds = 1): readonly boolean[] {
    for (let i = 0; i < seconds; i++) {
      this.nowMs += 1000;
      const step = advanceAnnunciator(
        this.setting,
        this.memory,
        this.list,
        this.inFlood,
        this.nowMs,
      );
      this.memory = step.memory;
      this.wanted = step.wanted;
    }
    return this.wanted;
  }

  raise(priority: number): void {
    // Raised in the scan that is about to come, as in the engine.
    this.list = [
      ...this.list,
      row({ id: `n${String(this.list.length)}`, priority, sinceMs: this.nowMs + 1000 }),
    ];
  }

  silence(): void {
    const silence = silenceFrom(this.list, this.nowMs, this.setting.silenceMin, 'kim');
    this.memory = { ...this.memory, silence };
  }
}

describe('horn and lamps', () => {
  it('sound while an alarm is unseen, flash with it, and shine until nothing is on the list', () => {
    const horn = new Horn();
    expect(horn.run()).toEqual([false, false, false]);
    horn.raise(2);
    expect(horn.run()).toEqual([true, true, true]);
    horn.list = horn.list.map((alarm) => ({ ...alarm, state: 'acknowledged' }));
    expect(horn.run()).toEqual([false, false, true]);
    horn.list = [row({ state: 'returned', priority: 3 })];
    expect(horn.run()).toEqual([false, true, true]);
    horn.list = [row({ state: 'unacknowledged', priority: 4 })];
    expect(horn.run()).toEqual([false, false, false]);
  });

  it('a silence ends with a new alarm, or after its time while one is still unseen', () => {
    const horn = new Horn();
    horn.raise(2);
    horn.run();
    horn.silence();
    expect(horn.run(299)).toEqual([false, true, true]);
    expect(horn.run(2)[HORN]).toBe(true);
    horn.silence();
    expect(horn.run(10)[HORN]).toBe(false);
    horn.raise(2);
    expect(horn.run()[HORN]).toBe(true);
  });

  it('in a flood only what is more urgent breaks a silence', () => {
    const horn = new Horn();
    horn.raise(2);
    horn.run();
    horn.silence();
    horn.inFlood = true;
    horn.raise(2);
    expect(horn.run()[HORN]).toBe(false);
    horn.raise(1);
    expect(horn.run()[HORN]).toBe(true);
  });

  it('rests by itself when nobody comes, and sounds again', () => {
    const horn = new Horn({ soundForS: 60 });
    horn.raise(1);
    expect(horn.run(60)[HORN]).toBe(true);
    expect(horn.run()).toEqual([false, true, true]);
    expect(horn.run(299)[HORN]).toBe(false);
    expect(horn.run()[HORN]).toBe(true);
    horn.raise(2);
    // Each alarm is heard for the whole time.
    expect(horn.run(60)[HORN]).toBe(true);
    const tireless = new Horn({ soundForS: null });
    tireless.raise(1);
    expect(tireless.run(7200)[HORN]).toBe(true);
  });

  it('a test sounds for three seconds and no longer, also when the clock is set back meanwhile', () => {
    const horn = new Horn();
    horn.memory = { ...QUIET, testUntilMs: horn.nowMs + TEST_MS };
    expect(horn.run(2)).toEqual([true, true, true]);
    expect(horn.run(2)).toEqual([false, false, false]);
    horn.memory = { ...QUIET, testUntilMs: horn.nowMs + TEST_MS };
    horn.nowMs -= 3_600_000;
    expect(horn.run()).toEqual([false, false, false]);
  });

  it('a clock that is set back ends a silence', () => {
    const horn = new Horn();
    horn.raise(2);
    horn.run();
    horn.silence();
    horn.nowMs -= 3_600_000;
    expect(horn.run()[HORN]).toBe(true);
  });
});

type Act =
  | { readonly type: 'raise'; readonly priority: number }
  | { readonly type: 'silence' | 'ack' | 'clear' | 'flood' };
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant('raise' as const), priority: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    type: fc.constantFrom('silence' as const, 'ack' as const, 'clear' as const, 'flood' as const),
  }),
);
const life = fc.array(fc.tuple(act, fc.integer({ min: 1, max: 400 })), { maxLength: 40 });

describe('whatever comes and whatever people do', () => {
  it('a new alarm of priority 1 is heard at once, what nobody has seen is never dark, and nothing changes an alarm', () => {
    fc.assert(
      fc.property(life, fc.option(fc.integer({ min: 10, max: 600 })), (acts, soundForS) => {
        const horn = new Horn({ soundForS });
        for (const [each, seconds] of acts) {
          if (each.type === 'raise') horn.raise(each.priority);
          if (each.type === 'silence') horn.silence();
          if (each.type === 'flood') horn.inFlood = !horn.inFlood;
          if (each.type === 'ack')
            horn.list = horn.list.map((alarm) => ({ ...alarm, state: 'acknowledged' }));
          if (each.type === 'clear') horn.list = horn.list.filter(isUnseen);
          const before = JSON.stringify(horn.list);
          horn.run();
          if (each.type === 'raise' && each.priority === 1) expect(horn.wanted[HORN]).toBe(true);
          horn.run(seconds);
          expect(JSON.stringify(horn.list)).toBe(before);
          const heard = horn.list.filter(({ priority }) => priority <= 3);
          expect(horn.wanted[LAMP]).toBe(heard.length > 0);
          expect(horn.wanted[FLASH]).toBe(heard.some(isUnseen));
          // Nothing to be seen of its priorities, no sound; the PC that nobody silenced agrees.
          const unseen = horn.list.filter((alarm) => isUnseen(alarm) && alarm.priority <= 2);
          if (unseen.length === 0) expect(horn.wanted[HORN]).toBe(false);
          const pc = heardPriority(horn.list, [horn.memory.silence], horn.inFlood, horn.nowMs);
          if (horn.wanted[HORN] === true) expect(pc).not.toBeNull();
          // Quiet never lasts: after silence and rest the horn is back while one is unseen.
          const again = { ...horn.memory, silence: null, rest: null };
          const later = advanceAnnunciator(horn.setting, again, horn.list, false, horn.nowMs);
          if (unseen.length > 0 && horn.memory.soundingSinceMs === null)
            expect(later.wanted[HORN]).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
