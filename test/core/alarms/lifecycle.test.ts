import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acknowledge,
  bringBack,
  commentOn,
  reset,
  shelve,
  takeOut,
  unshelve,
} from '#core/alarms/actions.ts';
import { ALARM_STATES, alarmMemoriesSchema } from '#core/alarms/memory.ts';
import { occurrenceSchema } from '#core/alarms/occurrence.ts';
import type { Truth } from '#core/plant/condition.ts';
import { T0, DEFINITIONS, definitionOf, Bench } from './alarm-bench.ts';

describe('an alarm', () => {
  it('goes from normal over unacknowledged and acknowledged back to normal', () => {
    const bench = new Bench();
    bench.truths = { b: 'true' };
    bench.scan();
    expect(bench.state('b')).toBe('unacknowledged');
    bench.ack('b');
    expect(bench.state('b')).toBe('acknowledged');
    bench.truths = {};
    bench.scan();
    expect(bench.state('b')).toBe('normal');
    expect([...bench.journal.values()]).toMatchObject([
      { ackBy: 'kim', end: 'cleared', comments: [{ who: 'kim', text: 'seen' }] },
    ]);
  });

  it('waits on the list when it is gone before anybody saw it, and goes on in the same occurrence when it comes again', () => {
    const bench = new Bench();
    bench.truths = { b: 'true' };
    bench.scan();
    bench.truths = {};
    bench.scan(100);
    expect(bench.state('b')).toBe('returned');
    bench.truths = { b: 'true' };
    bench.scan();
    expect(bench.memories['b']!.open).toMatchObject({ raises: 2, clearedMs: null });
    bench.truths = {};
    bench.scan();
    bench.ack('b');
    expect(bench.state('b')).toBe('normal');
    expect(bench.journal.size).toBe(1);
    expect(bench.raisedEvents).toHaveLength(2);
  });

  it('keeps its delays both ways', () => {
    const bench = new Bench();
    bench.truths = { a: 'true' };
    bench.scan(2);
    expect(bench.state('a')).toBe('normal');
    bench.scan();
    expect(bench.state('a')).toBe('unacknowledged');
    bench.truths = { a: 'false' };
    bench.scan(2);
    expect(bench.state('a')).toBe('unacknowledged');
    bench.scan();
    expect(bench.state('a')).toBe('returned');
  });

  it('comes back from the shelf by itself and rings again if it still stands', () => {
    const bench = new Bench();
    bench.truths = { b: 'true' };
    bench.scan();
    bench.take(shelve(bench.memories, definitionOf('b')!, 1, 'delivery at noon', bench.acting));
    bench.scan(58);
    expect([bench.state('b'), bench.last!.active.length]).toEqual(['shelved', 0]);
    bench.scan(3);
    expect(bench.state('b')).toBe('unacknowledged');
    expect([...bench.journal.values()].map(({ end, ackBy }) => [end, ackBy])).toEqual([
      ['shelved', 'kim'],
      [null, null],
    ]);
    expect(shelve(bench.memories, definitionOf('b')!, 5, 'again', bench.acting).refused).toEqual(
      [],
    );
  });

  it('comes off the shelf when the clock is set back, so that it is not hidden for longer than was asked', () => {
    const bench = new Bench();
    bench.truths = { b: 'true' };
    bench.scan();
    bench.take(shelve(bench.memories, definitionOf('b')!, 30, 'delivery at noon', bench.acting));
    bench.nowMs -= 30_000;
    bench.scan();
    expect(bench.state('b')).toBe('shelved');
    bench.nowMs -= 86_400_000;
    bench.scan();
    expect(bench.state('b')).toBe('unacknowledged');
  });

  it('is quiet by design, and begins its delay anew when the design condition ends', () => {
    const bench = new Bench();
    bench.truths = { a: 'true' };
    bench.suppressed = { a: 'true' };
    bench.scan(20);
    expect(bench.state('a')).toBe('suppressed');
    bench.suppressed = { a: 'unknown' };
    bench.scan(5);
    expect(bench.state('a')).toBe('suppressed');
    bench.suppressed = {};
    bench.scan(2);
    expect(bench.state('a')).toBe('normal');
    bench.scan();
    expect(bench.state('a')).toBe('unacknowledged');
    // What nobody has seen is not hidden by a suppression that begins later.
    bench.suppressed = { a: 'true' };
    bench.scan();
    expect(bench.state('a')).toBe('returned');
  });

  it('that latches stands until a person resets it, which counts as seen', () => {
    const bench = new Bench();
    bench.truths = { c: 'true' };
    bench.scan();
    expect(reset(bench.memories, definitionOf('c')!, bench.acting).refused).toEqual([
      { id: 'c', why: 'standsStill' },
    ]);
    bench.ack('c');
    bench.truths = {};
    bench.scan();
    expect(bench.state('c')).toBe('latchedAcknowledged');
    bench.take(reset(bench.memories, definitionOf('c')!, bench.acting));
    expect(bench.state('c')).toBe('normal');
    expect(reset(bench.memories, definitionOf('b')!, bench.acting).refused).toEqual([
      { id: 'b', why: 'notLatched' },
    ]);
  });

  it('is marked as the first of its group until the group is quiet', () => {
    const bench = new Bench();
    bench.truths = { b: 'true' };
    bench.scan();
    bench.truths = { a: 'true', b: 'true' };
    bench.scan(4);
    const first = (): (string | null)[] =>
      bench.last!.active.map(({ id, firstOut }) => (firstOut === null ? null : id));
    expect(first()).toEqual(['b', null]);
    bench.ack('a', 'b');
    bench.truths = {};
    bench.scan(4);
    bench.truths = { a: 'true' };
    bench.scan(3);
    expect(first()).toEqual(['a']);
  });

  it('of a ladder shows its highest rung, whose acknowledgement covers those below', () => {
    const bench = new Bench();
    bench.truths = { 'd-70': 'true', 'd-80': 'true' };
    bench.scan();
    expect(bench.last!.active.map(({ id }) => id)).toEqual(['d-80']);
    bench.ack('d-80');
    expect([bench.state('d-70'), bench.state('d-80')]).toEqual(['acknowledged', 'acknowledged']);
  });

  it('refuses what does not fit, one by one', () => {
    const bench = new Bench();
    bench.truths = { b: 'true' };
    bench.scan();
    const step = bench.take(
      acknowledge(
        bench.memories,
        [bench.memories['b']!.open!.id, 'gone@1'],
        '',
        bench.acting,
        definitionOf,
      ),
    );
    expect(step.refused).toEqual([{ id: 'gone@1', why: 'unknown' }]);
    expect(bench.ack('b').refused).toMatchObject([{ why: 'alreadyAcknowledged' }]);
    expect(unshelve(bench.memories, definitionOf('b')!, bench.acting).refused).toEqual([
      { id: 'b', why: 'notShelved' },
    ]);
    expect(bringBack(bench.memories, definitionOf('b')!, bench.acting).refused).toEqual([
      { id: 'b', why: 'notOut' },
    ]);
    expect(commentOn(bench.memories, 'gone@1', 'x', bench.acting).refused).toEqual([
      { id: 'gone@1', why: 'unknown' },
    ]);
  });

  it('of an earlier version, which knew its beginning only, becomes an occurrence without ringing twice', () => {
    const bench = new Bench();
    bench.memories = alarmMemoriesSchema.parse({
      b: { latch: { active: true, heldMs: 5 }, sinceMs: T0 - 60_000 },
    });
    bench.truths = { b: 'true' };
    bench.scan();
    expect(bench.raisedEvents).toEqual([]);
    expect(bench.memories['b']!.open).toMatchObject({
      id: `b@${String(T0 - 60_000)}`,
      ackMs: null,
    });
  });
});

describe('a flood', () => {
  it('begins over the mark, counts, and ends when fewer than five came in ten minutes', () => {
    const bench = new Bench();
    const codes: string[] = [];
    const scan = (seconds = 1): void => {
      for (let i = 0; i < seconds; i++)
        codes.push(
          ...bench
            .scan()
            .events.map(({ code }) => code)
            .filter((code) => code.startsWith('alarm.flood')),
        );
    };
    for (let i = 0; i < 12; i++) {
      bench.truths = { b: 'true' };
      scan();
      bench.truths = {};
      scan();
    }
    expect([codes, bench.flood.raised]).toEqual([['alarm.floodBegan'], 12]);
    scan(601);
    expect(codes).toEqual(['alarm.floodBegan', 'alarm.floodEnded']);
    expect(bench.flood.sinceMs).toBeNull();
  });
});

type Move =
  | { readonly type: 'truth'; readonly id: string; readonly to: Truth }
  | { readonly type: 'suppress'; readonly id: string; readonly to: Truth }
  | { readonly type: 'scan'; readonly seconds: number }
  | { readonly type: 'restart' }
  | {
      readonly type: 'ack' | 'shelve' | 'unshelve' | 'takeOut' | 'bringBack' | 'reset' | 'comment';
      readonly id: string;
    };

describe('no sequence of events', () => {
  it('reaches a state that is none, or loses an occurrence: each is on the list, or gone and seen in the journal', () => {
    const id = fc.constantFrom(...DEFINITIONS.map((each) => each.id));
    const truth = fc.constantFrom<Truth>('true', 'false', 'unknown');
    const move: fc.Arbitrary<Move> = fc.oneof(
      fc.record({ type: fc.constant('truth' as const), id, to: truth }),
      fc.record({ type: fc.constant('suppress' as const), id, to: truth }),
      fc.record({ type: fc.constant('scan' as const), seconds: fc.integer({ min: 1, max: 70 }) }),
      fc.constant<Move>({ type: 'restart' }),
      fc.record({
        type: fc.constantFrom(
          'ack' as const,
          'shelve' as const,
          'unshelve' as const,
          'takeOut' as const,
          'bringBack' as const,
          'reset' as const,
          'comment' as const,
        ),
        id,
      }),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const bench = new Bench();
        for (const each of moves) {
          make(bench, each);
          for (const definition of DEFINITIONS)
            expect(ALARM_STATES).toContain(bench.state(definition.id));
          const listed = new Set(
            Object.values(bench.memories).flatMap(({ open }) =>
              open === undefined ? [] : [open.id],
            ),
          );
          for (const occurrence of bench.journal.values()) {
            occurrenceSchema.parse(occurrence);
            expect(listed.has(occurrence.id)).toBe(occurrence.closedMs === null);
            if (occurrence.closedMs !== null) {
              expect(occurrence.ackMs).not.toBeNull();
              expect(occurrence.end).not.toBeNull();
            }
          }
          for (const raised of bench.raisedEvents) expect(bench.journal.has(raised)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function make(bench: Bench, move: Move): void {
  switch (move.type) {
    case 'truth':
      bench.truths = { ...bench.truths, [move.id]: move.to };
      break;
    case 'suppress':
      bench.suppressed = { ...bench.suppressed, [move.id]: move.to };
      break;
    case 'scan':
      bench.scan(move.seconds);
      break;
    case 'restart':
      bench.memories = alarmMemoriesSchema.parse(JSON.parse(JSON.stringify(bench.memories)));
      break;
    case 'ack':
      bench.ack(move.id);
      break;
    case 'comment':
      bench.take(
        commentOn(
          bench.memories,
          bench.memories[move.id]?.open?.id ?? 'none',
          'note',
          bench.acting,
        ),
      );
      break;
    case 'shelve':
      bench.take(shelve(bench.memories, definitionOf(move.id)!, 1, 'why', bench.acting));
      break;
    case 'takeOut':
      bench.take(takeOut(bench.memories, definitionOf(move.id)!, 'why', bench.acting));
      break;
    case 'unshelve':
      bench.take(unshelve(bench.memories, definitionOf(move.id)!, bench.acting));
      break;
    case 'bringBack':
      bench.take(bringBack(bench.memories, definitionOf(move.id)!, bench.acting));
      break;
    default:
      bench.take(reset(bench.memories, definitionOf(move.id)!, bench.acting));
  }
}
