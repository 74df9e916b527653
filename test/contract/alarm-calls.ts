import { expect } from 'vitest';
import type { CallRig } from './quality-calls.ts';

/** Every call on alarms over the socket: seen, set aside, found again, set otherwise, and an incident from its start to its signature. */
export async function alarmCalls({
  ask,
  refusal,
  run,
  profile,
}: Pick<CallRig, 'ask' | 'refusal' | 'run' | 'profile'>): Promise<void> {
  const who = 'kim';
  await ask('virtualPlant.control', {
    who,
    command: { cmd: 'stock', machine: 'pacPump', litres: 1 },
  });
  await run.advance(15_000);
  const standing = (await ask('status.get', {})).alarms.find(({ id }) => id === 'low-ls-111');
  const occurrence = standing?.occurrence ?? '';
  expect(standing).toMatchObject({ state: 'unacknowledged', priority: 3 });
  await ask('alarms.silence', { minutes: 5, who });
  expect((await ask('status.get', {})).silence).toMatchObject({ who, priority: 3 });
  await ask('alarms.silence', { minutes: 0, who });
  await ask('alarms.testAnnunciator', { who });
  expect((await ask('status.get', {})).annunciator?.outputs.map(({ wanted }) => wanted)).toEqual([
    true,
    true,
    true,
  ]);
  await ask('alarms.comment', { occurrence, text: 'on its way', who });
  expect(
    await ask('alarms.acknowledge', { occurrences: [occurrence], comment: 'seen', who }),
  ).toEqual({ acknowledged: [occurrence], refused: [] });
  expect(await ask('alarms.acknowledge', { occurrences: [occurrence], comment: '', who })).toEqual({
    acknowledged: [],
    refused: [{ id: occurrence, why: 'alreadyAcknowledged' }],
  });
  expect(await refusal('alarms.reset', { alarm: 'low-ls-111', who })).toMatchObject({
    messageCode: 'alarmDesk.notLatched',
  });

  await ask('alarms.shelve', { alarm: 'low-ls-111', minutes: 10, reason: 'delivery', who });
  expect(await ask('alarms.aside', {})).toContainEqual(
    expect.objectContaining({ id: 'low-ls-111', state: 'shelved', reason: 'delivery' }),
  );
  await ask('alarms.unshelve', { alarm: 'low-ls-111', who });
  await ask('alarms.takeOut', { alarm: 'low-ls-112', reason: 'float is mended', who });
  await ask('alarms.bringBack', { alarm: 'low-ls-112', who });
  expect(await refusal('alarms.bringBack', { alarm: 'low-ls-112', who })).toMatchObject({
    messageCode: 'alarmDesk.notOut',
  });

  const filter = {
    fromMs: null,
    toMs: null,
    priorities: null,
    equipment: null,
    state: null,
    person: who,
    alarms: null,
    text: '',
  };
  const { rows } = await ask('alarms.journal', { filter, cursor: null, limit: 100 });
  expect(rows.find(({ id }) => id === occurrence)).toMatchObject({
    ackBy: who,
    end: 'shelved',
    comments: [{ text: 'on its way' }, { text: 'seen' }, { text: 'delivery' }],
  });
  expect(await ask('alarms.persons', {})).toContain(who);
  expect((await ask('alarms.health', { days: 7 })).total).toBeGreaterThan(0);

  const setting = { priority: null, onDelayS: 9, offDelayS: null, deadBand: null, opensWork: null };
  await ask('alarms.configure', { alarm: 'low-ls-111', setting, why: 'a wave', who });
  await ask('alarms.configureFlood', { above: 12, why: 'a large plant', who });
  const { alarms, floodAbove } = await ask('alarms.catalogue', {});
  expect([floodAbove, alarms.find(({ id }) => id === 'low-ls-111')?.onDelayS]).toEqual([12, 9]);
  expect(await ask('alarms.settingHistory', { alarm: 'low-ls-111' })).toMatchObject([
    { why: 'a wave', who },
  ]);

  expect(await refusal('incidents.get', { id: 'incident-none' })).toMatchObject({
    messageCode: 'incident.gone',
  });
  const solids = profile.limits.readings.find(({ item }) => item === 'SS')?.tag ?? '';
  const sensor = profile.sensors.find(({ tag }) => tag === solids)?.id ?? '';
  const broken = (id: string, fault: object | null) =>
    ask('virtualPlant.control', { who, command: { cmd: 'sensor', id, fault } as never });
  await broken(sensor, { kind: 'value', value: 9.6 });
  await broken('PDT-401', { kind: 'value', value: 60 });
  await run.advance(200_000);
  const [open] = await ask('incidents.list', { limit: 5 });
  const id = open?.id ?? '';
  expect(open).toMatchObject({ item: 'SS', state: 'open', percent: 90 });
  expect(await refusal('incidents.close', { id, who })).toMatchObject({
    messageCode: 'incident.standsStill',
  });
  expect(await refusal('alarms.reset', { alarm: 'tmp-limit-a', who })).toMatchObject({
    messageCode: 'alarmDesk.standsStill',
  });
  const told = { name: 'Lee', office: 'Basin office', how: 'phone' as const, answer: 'noted', who };
  const tsMs = (open?.openedMs ?? 0) + 60_000;
  expect(await ask('incidents.tell', { id, tsMs, ...told })).toMatchObject({
    told: [{ name: 'Lee', tsMs }],
  });
  expect(await refusal('incidents.tell', { id, tsMs: 0, ...told })).toMatchObject({
    messageCode: 'incident.toldWhen',
  });
  await broken(sensor, null);
  await broken('PDT-401', null);
  await run.advance(200_000);
  await ask('alarms.reset', { alarm: 'tmp-limit-a', who });
  const words = { cause: 'broken sensor', measures: 'changed it', note: '' };
  expect(await ask('incidents.write', { id, ...words, who })).toMatchObject({ state: 'written' });
  expect(await ask('incidents.close', { id, who })).toMatchObject({
    state: 'closed',
    signedBy: who,
  });
  const { incident } = await ask('incidents.get', { id });
  expect(incident.values.length).toBeGreaterThan(0);
}
