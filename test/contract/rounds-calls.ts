import { expect } from 'vitest';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import { roundForm } from '#core/rounds/form.ts';
import { dayOfIso, isoDay } from '#core/rounds/schedule.ts';
import type { CallRig } from './quality-calls.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Every call on rounds over the socket: from a list to a round, its end, its correction, and the printed form. */
export async function roundsCalls({ ask, refusal, profile }: Pick<CallRig, 'ask' | 'refusal' | 'profile'>): Promise<void> {
  const who = 'kim';
  const lists = await ask('rounds.checklists', {});
  expect(lists.map(({ list }) => list)).toEqual(profile.rounds.checklists);
  const { day } = await ask('rounds.today', {});
  const month = { from: `${day.slice(0, 8)}01`, to: `${day.slice(0, 8)}28` };
  expect((await ask('rounds.calendar', month)).lines.length).toBeGreaterThan(20);
  expect(await refusal('rounds.calendar', { from: month.to, to: month.from })).toMatchObject({ messageCode: 'rounds.badSpan' });

  const { round, list } = await ask('rounds.begin', { checklistId: 'half-monthly', lineId: null, paperMs: null, who });
  const { id } = round;
  expect(await refusal('rounds.begin', { checklistId: 'no-such', lineId: null, paperMs: null, who })).toMatchObject({ messageCode: 'rounds.noList' });
  const save = (itemId: string, part: Partial<AnswerDraft>) => ask('rounds.save', { id, itemId, answer: { ...EMPTY_ANSWER, ...part }, who });
  await save('level-clean', { choice: 'pass' });
  expect(await refusal('rounds.save', { id, itemId: 'no-such', answer: EMPTY_ANSWER, who })).toMatchObject({ messageCode: 'rounds.unknownItem' });
  expect((await ask('rounds.pause', { id, who })).state).toBe('paused');
  expect((await ask('rounds.resume', { id, who })).state).toBe('running');
  const { attachmentId } = await ask('rounds.attach', { id, itemId: 'photo', name: 'tank.png', base64: PIXEL, who });
  await save('photo', { attachments: [attachmentId] });
  expect(await ask('rounds.attachment', { id: attachmentId })).toMatchObject({ mime: 'image/png', base64: PIXEL });
  await save('level', { text: '9' });
  expect(await refusal('rounds.complete', { id, who })).toMatchObject({ messageCode: 'rounds.incomplete', params: { items: 'level' } });
  await save('level', { state: 'notApplicable', reason: 'no tape here' });
  const done = await ask('rounds.complete', { id, who });
  expect(done.round.state).toBe('done');
  const answer = { ...EMPTY_ANSWER, choice: 'fail', reason: 'still dirty' };
  const right = await ask('rounds.correct', { id, itemId: 'level-clean', answer, reason: 'looked again', who });
  expect(right.round.followed).toMatchObject([{ itemId: 'level-clean', kind: 'workOrder' }]);
  expect(await refusal('rounds.add', { id, itemId: null, text: 'more', reason: 'asked', who })).toMatchObject({ messageCode: 'rounds.windowOpen' });
  expect((await ask('rounds.round', { id })).round.answers['level-clean']).toMatchObject({ choice: 'fail', who });
  expect((await ask('rounds.versions', { id })).length).toBeGreaterThanOrEqual(2);
  expect((await ask('rounds.history', { checklistId: 'half-monthly', skip: 0, limit: 10 })).total).toBe(1);
  expect(await ask('rounds.last', { checklistId: 'half-monthly' })).toEqual({});

  const other = await ask('rounds.begin', { checklistId: 'daily', lineId: null, paperMs: null, who });
  expect((await ask('rounds.drop', { id: other.round.id, reason: 'a try', who })).state).toBe('dropped');
  const waiting = (await ask('rounds.today', {})).lines.find(({ status }) => status === 'upcoming' || status === 'due');
  if (waiting !== undefined) {
    const later = isoDay((dayOfIso(day) ?? 0) + 3);
    expect((await ask('rounds.carryOver', { lineId: waiting.id, toDay: later, reason: 'nobody here', who })).carriedTo).toBe(later);
  }
  expect(await refusal('rounds.carryOver', { lineId: 'daily.19990101', toDay: day, reason: 'x', who })).toMatchObject({ messageCode: 'rounds.gone' });

  // Nobody asked for a second signature under this one.
  expect(await refusal('rounds.sign', { id, base64: PIXEL, who: 'lee' })).toMatchObject({ messageCode: 'rounds.noSecond' });
  expect(await ask('rounds.itemHistory', { checklistId: 'half-monthly', itemId: 'level-clean', limit: 5 })).toMatchObject([{ roundId: id, corrected: true, answer: { choice: 'fail' } }]);
  const shorter = { ...list, items: list.items.slice(0, 1) };
  expect((await ask('rounds.saveChecklist', { list: shorter, retired: false, note: 'shorter', who })).version).toBe(2);
  expect((await ask('rounds.undoChecklist', { id: list.id, who })).list).toEqual(list);
  expect((await ask('rounds.checklistVersions', { id: list.id })).map(({ version }) => version)).toEqual([3, 2, 1]);
  await ask('rounds.saveChecklist', { list: { ...list, secondSignature: true }, retired: false, note: '', who });
  const asks = (await ask('rounds.begin', { checklistId: list.id, lineId: null, paperMs: null, who })).round.id;
  await ask('rounds.save', { id: asks, itemId: 'level-clean', answer: { ...EMPTY_ANSWER, choice: 'pass' }, who });
  await ask('rounds.complete', { id: asks, who });
  expect(await refusal('rounds.sign', { id: asks, base64: PIXEL, who })).toMatchObject({ messageCode: 'rounds.sameSigner' });
  expect((await ask('rounds.sign', { id: asks, base64: PIXEL, who: 'lee' })).round.second).toMatchObject({ who: 'lee' });
  const calendar = await ask('rounds.settings', {});
  expect(await ask('rounds.setCalendar', { ...calendar, restDays: [7], who })).toMatchObject({ restDays: [7] });
  const columns = { no: 'No.', item: 'Item', usual: 'Usual', last: 'Last', answer: 'Reading', remark: 'Remark' };
  const document = roundForm(list, profile.rounds.places, {}, { language: 'ko', subtitle: 's', head: 'h', columns, boxes: '□', signatures: ['Kim'] });
  const { base64 } = await ask('rounds.form', { document, product: 'Muljigi', pageText: '{at}/{of}' });
  expect(Buffer.from(base64, 'base64').toString('latin1', 0, 5)).toBe('%PDF-');
  const blocks = [{ type: 'images' as const, images: [{ caption: 'tank', id: attachmentId, base64: '' }, { caption: 'gone', id: 'att-none', base64: '' }] }];
  const printed = await ask('rounds.form', { document: { ...document, blocks }, product: 'Muljigi', pageText: '{at}/{of}' });
  expect(Buffer.from(printed.base64, 'base64').toString('latin1')).toContain('/Subtype /Image');
}
