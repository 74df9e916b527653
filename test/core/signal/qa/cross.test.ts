import { describe, expect, it } from 'vitest';
import type { CrossCheck } from '#core/plant/quality.ts';
import { Book } from '#core/signal/qa/book.ts';
import type { OpenFindings } from '#core/signal/qa/book.ts';
import { firstCross, testCross } from '#core/signal/qa/cross.ts';

const T0 = Date.UTC(2026, 2, 2);
const HOUR = 60;
const DAY = 24 * HOUR;
const check: CrossCheck = {
  kind: 'agree',
  id: 'in-out',
  name: { ko: 'Flows', en: 'Flows' },
  a: 'A',
  b: 'B',
  percent: 10,
  floor: 1,
  windowMin: 360,
  source: 'test',
};

/** Severities told while B reads nothing for two hours on the tenth day and in the six hours after. */
function severities(isDoubted: boolean): string[] {
  const state = firstCross();
  const open: OpenFindings = {};
  const told = new Set<string>();
  const from = 10 * DAY;
  for (let minute = 0; minute < 11 * DAY; minute++) {
    const lost = minute >= from && minute < from + 2 * HOUR;
    const book = new Book(open);
    testCross(
      check,
      state,
      {
        tsMs: T0 + minute * 60_000,
        samples: new Map([
          ['A', { value: 50, fresh: true }],
          ['B', { value: lost ? 0 : 50, fresh: true }],
        ]),
      },
      new Map(),
      new Set(),
      new Set(lost && isDoubted ? ['B'] : []),
      book,
    );
    for (const { finding } of book.changes) told.add(finding.severity);
  }
  return [...told];
}

describe('two flows that must agree', () => {
  it('are a note as long as the window holds an hour in which another test doubted one of them', () => {
    expect(severities(true)).toEqual(['note']);
    expect(severities(false)).toContain('suspect');
  });
});
