import path from 'node:path';
import { expect, it } from 'vitest';
import { calls } from '#contract/api.ts';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { asAdministrator } from '../../../fakes/administrator.ts';
import { engineChildren, nobody } from '../engine-child.ts';
import { tempDirs } from '../temp-dir.ts';
import { HOUR_MS, draft } from './laboratory-rig.ts';

const tempDir = tempDirs();
const start = engineChildren();

it('every call of the laboratory crosses the socket of a running engine', async () => {
  const engine = await start({ dataDir: path.join(tempDir(), 'data'), connection: nobody });
  const client = await engine.client();
  await asAdministrator(client);
  const covered = new Set<string>();
  const ask = async <N extends CallName>(name: N, params: Params<N>): Promise<ResultOf<N>> => {
    covered.add(name);
    const answer = await client.call(name, params);
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
    return answer.value;
  };
  const filter = { fromMs: null, toMs: null, item: null, point: null, how: null, person: null, overLimit: false, withdrawn: true, importId: null };
  await ask('laboratory.enter', { draft: draft(), who: 'Kim' });
  await ask('laboratory.correct', { draft: draft({ value: 12 }), who: 'Kim', reason: 'Misread' });
  await ask('laboratory.withdraw', { id: 'reading-0001', who: 'Kim', reason: 'Wrong bottle' });
  expect(await ask('laboratory.versions', { id: 'reading-0001' })).toHaveLength(3);
  expect((await ask('laboratory.readings', { filter, skip: 0, limit: 10 })).total).toBe(1);
  expect((await ask('laboratory.beside', { tag: 'AIT-603.pv', item: 'TN', point: 'effluent', sampledMs: HOUR_MS, compositeFromMs: null })).sensor).toBeNull();
  expect((await ask('laboratory.remembered', {})).persons).toEqual(['Kim']);
  expect(await ask('laboratory.compared', {})).toEqual([]);
  expect((await ask('laboratory.comparisons', { tag: 'AIT-603.pv', fromMs: 0, toMs: Date.now() })).rows).toEqual([]);

  const base64 = Buffer.from(`UTC,Sampling point,Item,Result\n${new Date(HOUR_MS).toISOString()},effluent,TP,0.4\n`).toString('base64');
  const dropped = await ask('laboratory.importPreview', { name: 'a.csv', base64, who: 'Kim' });
  await ask('laboratory.importDrop', { token: dropped.token });
  const preview = await ask('laboratory.importPreview', { name: 'a.csv', base64, who: 'Kim' });
  await ask('laboratory.importRemap', { token: preview.token, mapping: preview.mapping });
  expect((await ask('laboratory.importRows', { token: preview.token, status: null, skip: 0, limit: 10 })).total).toBe(1);
  const record = await ask('laboratory.importConfirm', { token: preview.token, who: 'Kim' });
  await ask('laboratory.importUndo', { importId: record.importId, who: 'Kim', reason: 'test' });
  expect((await ask('laboratory.imports', {})).map(({ record: each }) => each.state)).toEqual(['undone']);
  expect([...covered].sort()).toEqual(Object.keys(calls).filter((name) => name.startsWith('laboratory.')).sort());
});
