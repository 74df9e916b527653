import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { geumgang } from '../control/plant-fixture.ts';

/** The table of docs/rounds.md that leads from each line of seed 7.3 to its items. */
const text = readFileSync(path.resolve(import.meta.dirname, '../../../docs/rounds.md'), 'utf8');
const rows = text.slice(text.indexOf('| seed |')).split('\n\n')[0]!.split('\n').slice(2);
const { checklists } = geumgang().rounds;
const ids = new Set(checklists.map(({ id }) => id));

/** Items of each list as the table names them. */
function named(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  let list = '';
  for (const row of rows) {
    const cell = row.split('|')[3] ?? '';
    const words = [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);
    if (cell.includes('list `')) list = words.shift()!;
    for (const word of words) found.set(list, (found.get(list) ?? new Set()).add(word));
  }
  return found;
}

describe('the table from seed 7.3 to the check lists', () => {
  it('names every list, no item that is none, and leaves out nothing but signatures and papers', () => {
    const table = named();
    // The line on sensor faults stands before the list it belongs to.
    const findings = [...table.values()].find((items) => items.delete('findings'));
    expect(findings).toBeDefined();
    table.get('ai-daily')!.add('findings');
    expect([...table.keys()].sort()).toEqual([...ids].sort());
    for (const { id, items } of checklists) {
      const has = new Set(items.map((item) => item.id));
      expect(
        [...table.get(id)!].filter((each) => !has.has(each)),
        id,
      ).toEqual([]);
      const left = items.filter((item) => !table.get(id)!.has(item.id)).map(({ kind }) => kind);
      expect(
        left.every((kind) => kind === 'signature' || kind === 'photo'),
        id,
      ).toBe(true);
    }
  });

  it('has the times the seed names', () => {
    const timer = checklists.flatMap(({ items }) =>
      items.flatMap((item) =>
        item.kind === 'timer' ? item.steps.map(({ minutes }) => minutes) : [],
      ),
    );
    expect(timer).toEqual([40, 40, 120, 30]);
    const kinds = checklists.map(({ id, schedule }) => [id, schedule.kind, schedule.at]);
    expect(kinds.slice(0, 3)).toEqual([
      ['daily', 'daily', '09:00'],
      ['weekly', 'weekly', '09:00'],
      ['half-monthly', 'monthDays', '09:00'],
    ]);
  });
});
