import { expect } from 'vitest';
import { MOST_DRAFT_CHARS } from '#contract/drafts.ts';
import type { CallRig } from './quality-calls.ts';

/** Texts of forms that were not sent yet: kept with every key stroke, let go of when sent, the oldest first when there are too many. */
export async function draftCalls({ ask, refusal }: Pick<CallRig, 'ask' | 'refusal'>): Promise<void> {
  const key = 'order-note:order-1';
  for (const text of ['b', 'be', 'belt']) await ask('drafts.keep', { key, text });
  expect(await ask('drafts.list', {})).toEqual({ [key]: 'belt' });
  expect(await refusal('drafts.keep', { key: 'a key with blanks', text: 'x' })).toMatchObject({ code: 'badRequest' });
  expect(await refusal('drafts.keep', { key, text: 'x'.repeat(MOST_DRAFT_CHARS + 1) })).toMatchObject({ code: 'badRequest' });
  for (let i = 0; i < 45; i++) await ask('drafts.keep', { key: `other-${String(i)}`, text: 'x' });
  const many = await ask('drafts.list', {});
  expect(Object.keys(many)).toHaveLength(40);
  expect(many[key]).toBeUndefined();
  await ask('drafts.keep', { key: 'other-44', text: '' });
  expect((await ask('drafts.list', {}))['other-44']).toBeUndefined();
}
