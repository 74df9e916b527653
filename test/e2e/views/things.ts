import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { beside } from '../beside.ts';
import { giveWork } from '../lived.ts';

const who = 'Kim';

/**
 * Something in every list, as long as nobody is set up: alarms, orders, a report, a reading, a backup, a
 * check list with a second version, a round that was left and one that is typed in from paper.
 */
export async function giveThings(page: Page, dataDir: string): Promise<void> {
  await giveWork(page);
  const { ask, close } = await beside(dataDir);
  const nowMs = Date.now();
  await ask('laboratory.enter', {
    who,
    draft: {
      id: 'reading-shown-1',
      item: 'pH',
      point: 'effluent',
      tag: null,
      sampledMs: nowMs - 60_000,
      compositeFromMs: null,
      value: 7.2,
      qualifier: 'exact',
      unit: 'pH',
      how: 'portable',
      method: '',
      person: who,
      laboratory: null,
      quantificationLimit: null,
      uncertainty: null,
      note: '',
      explanation: '',
    },
  });
  await ask('stock.countAll', {
    id: 'count-shown',
    counts: [
      { item: 'pac', quantity: 4600 },
      { item: 'blower-filter', quantity: 3 },
      { item: 'do-sensor', quantity: 0 },
    ],
    note: '',
    who,
  });
  await ask('work.open', {
    id: 'order-shown-1',
    title: 'P-101A',
    description: '',
    place: { machine: null, unit: 'P-101A', tank: null, sensor: null },
    priority: 'normal',
    dueMs: null,
    service: null,
    steps: [],
    who,
  });
  const encrypt = { kind: 'none' } as const;
  await ask('backup.start', { who, kind: 'manual', folder: null, encrypt });
  const [first] = await ask('rounds.checklists', {});
  if (first === undefined) throw new Error('the profile has no check list');
  const list = { ...first.list, takesMin: first.list.takesMin + 1 };
  await ask('rounds.saveChecklist', { list, retired: false, note: '', who });
  const begin = (checklistId: string, paperMs: number | null) =>
    ask('rounds.begin', { checklistId, lineId: null, paperMs, paperBy: '', who });
  const left = await begin('monthly', null);
  await ask('rounds.drop', { id: left.round.id, reason: 'pump station', who });
  await begin('weekly', nowMs - 3_600_000);
  await expect
    .poll(async () => (await ask('status.get', {})).alarms.length, { timeout: 40_000 })
    .toBeGreaterThan(0);
  await expect
    .poll(async () => (await ask('backup.status', {})).last, { timeout: 40_000 })
    .not.toBeNull();
  close();
}
