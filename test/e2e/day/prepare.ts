import type { CallName, Params, ResultOf } from '#contract/api.ts';
import type { RoundItem } from '#core/plant/rounds.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import type { Language } from '../window-actions.ts';
import { ADMINISTRATOR, PASSWORD, PIN, START_MS } from './day-context.ts';
import words from './words.json' with { type: 'json' };

/** What a site has stood for a while before this day: people, a shelf that was counted, its own line in the weekly list. */
export async function prepare(plant: RpcClient, technician: string, language: Language): Promise<void> {
  const ask = async <N extends CallName>(name: N, params: Params<N>): Promise<ResultOf<N>> => {
    const answer = await plant.call(name, params);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
    return answer.value;
  };
  await ask('access.setUp', { name: ADMINISTRATOR, password: PASSWORD, language: 'ko' });
  await ask('access.addPerson', { name: technician, role: 'operator', language, password: FIRST });
  await ask('access.login', { name: technician, password: FIRST, code: null });
  await ask('access.ownPassword', { password: FIRST, newPassword: PASSWORD });
  await ask('access.ownPin', { password: PASSWORD, pin: PIN });
  await ask('access.login', { name: ADMINISTRATOR, password: PASSWORD, code: null });

  const lists = await ask('rounds.checklists', {});
  const weekly = lists.find(({ list }) => list.id === 'weekly')?.list;
  if (weekly === undefined) throw new Error('the profile has no weekly list');
  const base = { place: 'membrane', equipment: null, required: true, onFail: null } as const;
  const own: RoundItem[] = [
    { ...base, kind: 'photo', id: 'picture', name: words.listed.picture, help: null },
    { ...base, kind: 'signature', id: 'signed', place: 'discharge', name: words.listed.signed, help: null },
  ];
  await ask('rounds.saveChecklist', { list: { ...weekly, items: [...weekly.items, ...own] }, retired: false, note: 'picture and signature', who: ADMINISTRATOR });

  for (const [item, quantity] of [['pac', 900], ['blower-filter', 6]] as const)
    await ask('stock.move', {
      id: `counted-before-${item}`, item, kind: 'counted', quantity, atMs: START_MS, order: null, closes: null,
      supplier: '', lot: '', costWon: null, expectedMs: null, note: '', who: ADMINISTRATOR,
    });
}

const FIRST = 'given for one day';
