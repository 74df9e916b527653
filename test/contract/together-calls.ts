import { expect } from 'vitest';
import type { EventData, Params } from '#contract/api.ts';
import { CHANGED, drawnUpOn, wantedBy } from '#contract/together.ts';
import type { DrawnUpOn, ReplacingCommand } from '#contract/together.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Fields } from '#core/together/compare.ts';
import { inForce } from '#core/setup/in-force.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import { must } from '../engine/historian/rig.ts';
import type { CallRig } from './quality-calls.ts';

/** As it goes through a frame. */
const asJson = (value: object): Params<'together.standing'>['base'] => JSON.parse(JSON.stringify(value)) as Params<'together.standing'>['base'];

interface TogetherRig extends Pick<CallRig, 'ask' | 'run'> {
  readonly client: RpcClient;
  readonly profile: PlantProfile;
}

/**
 * Every command that puts something in the place of what is stored, given by two people on the same
 * version: the first one stands, the second one hears who was there and stores nothing, and is taken
 * when it was drawn up on what stands.
 */
export async function togetherCalls({ ask, run, client, profile }: TogetherRig): Promise<void> {
  const replaced: EventData<'replaced'>[] = [];
  await ask('subscribe', {});
  client.on('replaced', (each) => replaced.push(each));

  /** @param stood what both saw; `hers` goes first, `his` after it on the same version */
  const meet = async <N extends ReplacingCommand>(call: N, on: DrawnUpOn, hers: Params<N>, his: Params<N>): Promise<void> => {
    const first = await run.during(client.call(call, hers, undefined, on.fields));
    expect.soft([call, first.ok ? null : first.error]).toEqual([call, null]);
    expect.soft(replaced.at(-1)).toMatchObject({ what: on.what });
    const second = await run.during(client.call(call, his, undefined, on.fields));
    expect.soft([call, second.ok ? null : second.error]).toMatchObject([call, { code: 'refused', messageCode: CHANGED }]);
    const now = await standing(call, his, on.fields);
    const wanted = wantedBy(call, hers);
    // Hers stands, field by field, and nothing of his.
    for (const field of Object.keys(wanted)) expect.soft([call, field, now[field] ?? null]).toEqual([call, field, wanted[field] ?? null]);
    const again = await run.during(client.call(call, his, undefined, now));
    expect.soft([call, again.ok ? null : again.error]).toEqual([call, null]);
  };
  const standing = async (call: string, params: object, base: Fields): Promise<Fields> => {
    const found = await ask('together.standing', { call, params: asJson(params), base: asJson(base) });
    expect.soft([call, found?.who]).toEqual([call, 'Lee']);
    return found?.fields ?? {};
  };

  const who = 'Lee';
  const order = await ask('work.open', {
    id: 'order-together', title: 'Grease the screen', description: 'as it was', place: { machine: null, unit: null, tank: null, sensor: null },
    priority: 'normal', dueMs: null, service: null, steps: [], who,
  });
  const plan = { type: 'plan', priority: 'normal', dueMs: null, firm: '', description: 'as it was' } as const;
  const change = { id: order.id, change: plan, who };
  const planned = drawnUpOn('work.change', change);
  // A note is no change of the plan: the form on the plan is not in its way.
  await ask('work.change', { id: order.id, change: { type: 'note', text: 'the screen squeals' }, who: 'Kim' });
  await meet('work.change', planned, { ...change, change: { ...plan, firm: 'Hansung' } }, { ...change, change: { ...plan, priority: 'high' } });
  const given = (to: string | null) => ({ id: order.id, change: { type: 'assign', to }, who }) as const;
  await meet('work.manage', drawnUpOn('work.manage', given(null)), given('Kim'), given('Park'));

  const [item] = profile.stores.items;
  const [row] = (await ask('stock.items', {})).filter((each) => each.item.id === item?.id);
  if (row === undefined) throw new Error('the profile has no item');
  const kept = { item: row.item, supplier: row.supplier, reason: 'two at once', who };
  await meet('stock.change', drawnUpOn('stock.change', kept), { ...kept, item: { ...row.item, minimum: row.item.minimum + 1 } }, { ...kept, supplier: 'Hansung' });

  const [list] = await ask('rounds.checklists', {});
  if (list === undefined) throw new Error('the profile has no list');
  const saved = { list: list.list, retired: list.retired, note: '', who };
  await meet('rounds.saveChecklist', drawnUpOn('rounds.saveChecklist', saved), { ...saved, list: { ...list.list, takesMin: list.list.takesMin + 1 } }, { ...saved, list: { ...list.list, graceMin: list.list.graceMin + 1 } });
  const calendar = await ask('rounds.settings', {});
  await meet('rounds.setCalendar', drawnUpOn('rounds.setCalendar', { ...calendar, who }), { ...calendar, restDays: [6], who }, { ...calendar, restDays: [7], who });

  const { alarms, floodAbove } = await ask('alarms.catalogue', {});
  const alarm = alarms.find(({ limit }) => limit === null);
  if (alarm === undefined) throw new Error('the profile has no alarm');
  const asDelivered = { priority: null, onDelayS: null, offDelayS: null, deadBand: null, opensWork: null, limit: null };
  const tuned = { alarm: alarm.id, setting: asDelivered, why: 'two at once', who };
  await meet('alarms.configure', drawnUpOn('alarms.configure', tuned), { ...tuned, setting: { ...asDelivered, onDelayS: 3 } }, { ...tuned, setting: { ...asDelivered, onDelayS: 4 } });
  const flood = { above: floodAbove, why: 'two at once', who };
  await meet('alarms.configureFlood', drawnUpOn('alarms.configureFlood', flood), { ...flood, above: 20 }, { ...flood, above: 30 });

  const reports = await ask('reports.settings', {});
  const settings = { settings: reports.settings, who };
  await meet('reports.configure', drawnUpOn('reports.configure', settings), { ...settings, settings: { ...reports.settings, siteName: 'Hers' } }, { ...settings, settings: { ...reports.settings, delayMin: 7 } });
  const backup = { settings: must(await run.during(client.call('backup.status', {}))).settings, who };
  await meet('backup.settings', drawnUpOn('backup.settings', backup), { ...backup, settings: { ...backup.settings, keepDaily: 9 } }, { ...backup, settings: { ...backup.settings, keepDaily: 8 } });

  const contacts = [...(profile.site.contacts ?? [])];
  const called = (name: string) => ({ change: { part: 'contacts', value: [{ name, role: '', phone: '02-1', purpose: '', emergency: false }] }, who }) as Params<'setup.save'>;
  await meet('setup.save', drawnUpOn('setup.save', { change: { part: 'contacts', value: contacts }, who }), called('Hers'), called('His'));
  const limits = inForce(profile, 'limits') as { readonly aiTargetShare: number };
  const aimed = (aiTargetShare: number) => ({ change: { part: 'limits', value: { ...limits, aiTargetShare } }, who }) as Params<'setup.save'>;
  await meet('setup.save', drawnUpOn('setup.save', aimed(limits.aiTargetShare)), aimed(0.6), aimed(0.7));

  const draft = {
    id: 'reading-together', item: 'pH', point: 'effluent', tag: null, sampledMs: run.clock.wallMs() - 60_000, compositeFromMs: null, value: 7, qualifier: 'exact', unit: 'pH', how: 'portable',
    method: '', person: 'Lee', laboratory: null, quantificationLimit: null, uncertainty: null, note: '', explanation: '',
  } as const;
  const { reading } = must(await run.during(client.call('laboratory.enter', { draft, who })));
  const { origin: _, state: __, reason: ___, ...stands } = reading;
  const correct = { draft: stands, who, reason: 'two at once' };
  await meet('laboratory.correct', drawnUpOn('laboratory.correct', correct), { ...correct, draft: { ...stands, value: 7.2 } }, { ...correct, draft: { ...stands, note: 'probe was dirty' } });
  const out = await run.during(client.call('laboratory.withdraw', { id: reading.id, who, reason: 'two at once' }, undefined, drawnUpOn('laboratory.correct', correct).fields));
  expect(out.ok ? null : out.error).toMatchObject({ messageCode: CHANGED, params: { changedBy: 'Lee', fields: 'note' } });

  // Two at the same instant: one of them is first, and the other one hears of it.
  const base = drawnUpOn('rounds.setCalendar', { ...(await ask('rounds.settings', {})), who }).fields;
  const both = await run.during(Promise.all([1, 2].map((day) => client.call('rounds.setCalendar', { holidays: [], restDays: [day], who }, undefined, base))));
  expect(both.map(({ ok }) => ok)).toEqual([true, false]);
  expect((await ask('rounds.settings', {})).restDays).toEqual([1]);
  // A script that says nothing of a version wins, as before.
  await ask('rounds.setCalendar', { ...calendar, who });
  expect(await run.during(client.call('together.standing', { call: 'work.open', params: {}, base: {} }))).toMatchObject({ ok: false, error: { code: 'badRequest' } });
}
