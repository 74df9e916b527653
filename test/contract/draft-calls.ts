import { expect } from 'vitest';
import type { Params } from '#contract/api.ts';
import { MOST_DRAFT_CHARS } from '#contract/drafts.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import type { CallRig } from './quality-calls.ts';

interface DraftRig extends Pick<CallRig, 'ask' | 'refusal' | 'run'> {
  readonly client: RpcClient;
}

/**
 * Texts of forms that were not sent yet: kept with every key stroke, the oldest first to go when there are
 * too many, and let go of by the command that is sent from the form, with its record and not before.
 */
export async function draftCalls({ ask, refusal, run, client }: DraftRig): Promise<void> {
  const key = 'order-note:order-1';
  for (const text of ['b', 'be', 'belt']) await ask('drafts.keep', { key, text });
  expect(await ask('drafts.list', {})).toMatchObject({ [key]: { text: 'belt' } });
  expect(await refusal('drafts.keep', { key: 'a key with blanks', text: 'x' })).toMatchObject({ code: 'badRequest' });
  expect(await refusal('drafts.keep', { key, text: 'x'.repeat(MOST_DRAFT_CHARS + 1) })).toMatchObject({ code: 'badRequest' });
  for (let i = 0; i < 65; i++) await ask('drafts.keep', { key: `other-${String(i)}`, text: 'x' });
  const many = await ask('drafts.list', {});
  expect(Object.keys(many)).toHaveLength(60);
  expect(many[key]).toBeUndefined();
  await ask('drafts.keep', { key: 'other-64', text: '' });
  expect((await ask('drafts.list', {}))['other-64']).toBeUndefined();

  const form = 'order-new';
  await ask('drafts.keep', { key: form, text: 'seal drips' });
  const order: Params<'work.open'> = {
    id: 'order-of-form', title: 'Seal drips', description: '', place: { machine: null, unit: null, tank: null, sensor: null },
    priority: 'normal', dueMs: null, service: null, steps: [], who: 'Kim',
  };
  const isKept = async (): Promise<boolean> => Object.hasOwn(await ask('drafts.list', {}), form);
  const refused = await run.during(client.call('work.open', { ...order, place: { ...order.place, unit: 'nowhere' } }, form));
  expect([refused.ok, await isKept()]).toEqual([false, true]);
  const sent = await run.during(client.call('work.open', order, form));
  expect([sent.ok, await isKept()]).toEqual([true, false]);
}
