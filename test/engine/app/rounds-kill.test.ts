import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import { engineChildren } from './engine-child.ts';
import { tempDirs } from './temp-dir.ts';

// Real processes with the virtual plant as their child; a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });
const tempDir = tempDirs();
const start = engineChildren();
const who = 'Kim';

it('a power cut after any step of a round loses nothing that was answered as saved', async () => {
  const dataDir = path.join(tempDir(), 'data');
  let engine = await start({ dataDir });
  let client: RpcClient = await engine.client();
  const ask = async <N extends CallName>(name: N, params: Params<N>): Promise<ResultOf<N>> => {
    const answer = await client.call(name, params);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
    return answer.value;
  };
  /** The mains fail in the very moment the last answer came. */
  const cut = async (): Promise<void> => {
    await engine.stop('SIGKILL');
    engine = await start({ dataDir });
    client = await engine.client();
  };
  const { round } = await ask('rounds.begin', {
    checklistId: 'weekly',
    lineId: null,
    paperMs: null,
    who,
  });
  const { id } = round;
  const save = (itemId: string, part: Partial<AnswerDraft>) =>
    ask('rounds.save', { id, itemId, answer: { ...EMPTY_ANSWER, ...part }, who });
  await cut();
  expect((await ask('rounds.round', { id })).round).toMatchObject({
    state: 'running',
    beganBy: who,
  });

  const startedMs = Date.now();
  await save('ph', { text: '7.' });
  await save('cleaning', { steps: { run: { startedMs, doneMs: null, reason: '' } } });
  await save('filter', { choice: 'fail', reason: 'no fil' });
  await cut();
  const typed = (await ask('rounds.round', { id })).round.answers;
  expect(typed['ph']!.text).toBe('7.');
  expect(typed['cleaning']!.steps).toEqual({ run: { startedMs, doneMs: null, reason: '' } });
  expect(typed['filter']).toMatchObject({ choice: 'fail', reason: 'no fil' });

  await ask('rounds.pause', { id, who });
  await save('filter', { choice: 'fail', reason: 'no filter left' });
  await save('cleaning', { steps: { run: { startedMs, doneMs: startedMs + 1, reason: 'rinsed by hand' } } });
  await save('ph', { text: '7.1', why: 'by the portable meter' });
  for (const itemId of ['do-clean', 'ph-clean', 'cleaned', 'pumps'])
    await save(itemId, { choice: 'pass' });
  await save('litmus', { choice: 'agrees' });
  await save('alternate', { choice: 'a' });
  await ask('rounds.complete', { id, who });
  await cut();
  const done = await ask('rounds.round', { id });
  expect(done.round).toMatchObject({ state: 'done', doneBy: who });
  expect(done.round.followed.map(({ kind, itemId }) => `${kind} ${itemId}`)).toContain(
    'workOrder filter',
  );
  const { readings } = await ask('laboratory.readings', {
    filter: {
      fromMs: null,
      toMs: null,
      item: 'pH',
      point: null,
      how: 'portable',
      person: who,
      overLimit: false,
      withdrawn: false,
      importId: null,
    },
    skip: 0,
    limit: 5,
  });
  expect(readings.map(({ reading }) => reading.value)).toEqual([7.1]);
});
