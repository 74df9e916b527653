import { describe, expect, it } from 'vitest';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { Book } from '#core/signal/qa/book.ts';
import type { OpenFindings } from '#core/signal/qa/book.ts';
import { advanceCompanion } from '#core/signal/qa/companion.ts';
import { COMPANION, firstCompanion } from '#core/signal/qa/companion-state.ts';
import type { MonitorSettings } from '#core/signal/qa/settings.ts';
import { sensor } from './sensor.ts';

const HOUR_MS = 3_600_000;
const T0 = Date.UTC(2026, 2, 2);
const TAGS = ['A', 'B', 'C', 'D', 'E', 'F'];
const settings: MonitorSettings = {
  sensors: TAGS.map((tag) => sensor(tag, { stuckForMin: null })),
  machines: [],
  drives: [],
  crossChecks: [],
  areaM2: new Map(),
};

interface Change {
  readonly tag: string;
  readonly change: string;
  readonly hour: number;
}

/** Hours of six signals that follow two hidden ones; `error` is what a sensor shows too much. */
function follow(hours: number, error: (tag: string, hour: number) => number): Change[] {
  const random = seedRandom(4);
  const state = firstCompanion(settings);
  const open: OpenFindings = {};
  const changes: Change[] = [];
  let first = 0;
  let second = 0;
  for (let hour = 0; hour < hours; hour++) {
    first += 0.6 * nextGaussian(random) - 0.02 * first;
    second += 0.6 * nextGaussian(random) - 0.02 * second;
    const means = TAGS.map(
      (tag, i) =>
        50 + (1 - i / 6) * first + (i / 6) * second + 0.3 * nextGaussian(random) + error(tag, hour),
    );
    const book = new Book(open);
    advanceCompanion(settings, state, means, new Set(), hour % 24, T0 + hour * HOUR_MS, book);
    for (const { change, finding } of book.changes)
      if (change !== 'updated') changes.push({ tag: finding.tag, change, hour });
  }
  return changes;
}

describe('sensors against one another', () => {
  const from = 1200;
  const until = from + COMPANION.giveUpH + 300;

  it('is silent where nothing is wrong', () => {
    expect(follow(until, () => 0)).toEqual([]);
  });

  it('takes an error that stays for what is usual, and tells the next one of the same sensor', () => {
    const again = from + COMPANION.giveUpH + 150;
    const changes = follow(until, (tag, hour) =>
      tag !== 'C' || hour < from ? 0 : hour < again ? 9 : 18,
    );
    expect(changes.map(({ tag, change }) => `${tag} ${change}`)).toEqual([
      'C opened',
      'C closed',
      'C opened',
    ]);
    const [opened, closed, next] = changes.map(({ hour }) => hour);
    expect((closed ?? 0) - (opened ?? 0)).toBe(COMPANION.giveUpH);
    expect(next).toBeGreaterThan(again);
    expect(next).toBeLessThan(again + 48);
  });
});
