import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Connection } from '#contract/connection.ts';
import { siteIdentityOf, siteLimitsOf } from '#core/setup/site.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import { asking } from '../asking.ts';
import { engineChildren } from '../engine-child.ts';

/** The set-up of a real plant: an engine of its own process, and a PLC that answers on the network. */
const root = path.resolve(import.meta.dirname, '../../../..');
const startEngine = engineChildren();
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** The virtual plant with its PLC as anybody's Modbus device. */
async function plc(): Promise<Connection> {
  const child = spawn(process.execPath, ['src/twin/main.ts', '--port', '0', '--stdin-guard'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  ends.push(() => child.kill('SIGKILL'));
  const port = await new Promise<number>((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /"port":(\d+)/.exec(text);
      if (found !== null) resolve(Number(found[1]));
    });
  });
  return { kind: 'tcp', host: '127.0.0.1', port, timeoutMs: 1000 };
}

it('sets a real plant up, through a cut of the mains, to operation with a name on every change', async () => {
  const base = mkdtempSync(path.join(tmpdir(), 'setup-'));
  ends.push(() => rmSync(base, { recursive: true, force: true }));
  const dataDir = path.join(base, 'data');
  const real = await plc();
  const nobody: Connection = { kind: 'tcp', host: '127.0.0.1', port: 1, timeoutMs: 200 };

  const first = await startEngine({ dataDir, connection: nobody });
  let client: RpcClient = await first.client();
  const { ask, refusal } = asking(() => client);

  // Nobody is there yet: how far it is can be kept, nothing can be changed.
  expect((await ask('setup.view', {})).steps.every(({ state }) => state === 'open')).toBe(true);
  await ask('setup.open', { step: 'language' });
  await ask('setup.draft', { step: 'language', fields: { language: 'en', theme: 'dark' } });
  const profile = await ask('profile.get', {});
  const ruled = siteLimitsOf(profile.limits);
  const limits = {
    part: 'limits' as const,
    value: {
      ...ruled,
      items: ruled.items.map((each) => (each.item === 'COD' ? { ...each, max: 30 } : each)),
    },
  };
  expect(await refusal('setup.save', { change: limits, who: 'somebody' })).toBe(
    'access.setUpFirst',
  );

  // The live test says why nothing comes, and shows known values where something does.
  const silent = await ask('setup.readValues', { connection: nobody });
  expect(silent).toMatchObject({ ok: false, code: 'connectionTest.notConnected', values: [] });
  const read = await ask('setup.readValues', { connection: real });
  expect(read).toMatchObject({ ok: true, code: 'connectionTest.allAnswer' });
  expect(new Set(read.values.map(({ slave }) => slave))).toEqual(
    new Set(read.slaves.map(({ slave }) => slave)),
  );
  for (const { tag } of profile.display.effluent)
    expect(read.values.find((each) => each.tag === tag)).toMatchObject({ plausible: true });

  await ask('access.setUp', { name: 'Kim', password: 'brown heron wades', language: 'ko' });
  await ask('setup.mark', { step: 'administrator', how: 'done' });
  await ask('setup.save', { change: limits, who: 'somebody else' });
  // A profile of its own: one that is broken changes nothing, a sound one waits for the next start.
  const own = path.join(base, 'own profile');
  const siteFile = path.join(own, 'site.json');
  cpSync(path.join(root, 'resources/profiles/geumgang-mbr'), own, { recursive: true });
  const delivered = readFileSync(siteFile, 'utf8');
  const source = { kind: 'folder', path: own } as const;
  writeFileSync(siteFile, delivered.replace('"altitudeM": 30', '"altitudeM": 30000'));
  expect((await ask('setup.checkProfile', { source })).issues).toContainEqual(
    expect.objectContaining({ file: 'site.json', path: 'altitudeM', value: '30000' }),
  );
  expect(await refusal('setup.takeProfile', { source, who: '-' })).toBe('setup.badProfile');
  writeFileSync(siteFile, delivered.replace('Geumgang MBR', 'Riverside MBR'));
  expect((await ask('setup.takeProfile', { source, who: '-' })).restartFor).toEqual(['profile']);
  expect((await ask('profile.get', {})).site.name.en).toBe('Geumgang MBR');

  await ask('setup.draft', { step: 'contacts', fields: { count: '1', '0.phone': '010-12' } });
  await ask('setup.open', { step: 'contacts' });

  // The mains fail: the very field that was being typed is there again, and the limit is in force.
  await first.stop('SIGKILL');
  const second = await startEngine({ dataDir, connection: real });
  client = await second.client();
  const back = await ask('setup.view', {});
  expect(back).toMatchObject({
    status: 'begun',
    step: 'contacts',
    drafts: {
      language: { language: 'en', theme: 'dark' },
      contacts: { count: '1', '0.phone': '010-12' },
    },
  });
  expect(back.restartFor).toEqual([]);
  expect(back.site.limits?.who).toBe('Kim');
  const { limits: inForce, site } = await ask('profile.get', {});
  expect(site.name.en).toBe('Riverside MBR');
  expect(
    inForce.sets.find(({ id }) => id === inForce.active)?.items.find(({ item }) => item === 'COD')
      ?.max,
  ).toBe(30);

  // From now on it is for those who may configure the site.
  expect(await refusal('setup.draft', { step: 'contacts', fields: {} })).toBe('access.loginNeeded');
  expect(await refusal('setup.mark', { step: 'contacts', how: 'skipped' })).toBe(
    'access.loginNeeded',
  );
  await ask('access.login', { name: 'Kim', password: 'brown heron wades', code: null });
  expect(await refusal('setup.finish', { who: '-' })).toBe('setup.notReady');
  for (const step of ['language', 'site', 'limits'] as const)
    await ask('setup.mark', { step, how: 'done' });
  for (const step of ['profile', 'connection', 'tariff', 'contacts', 'backup'] as const)
    await ask('setup.mark', { step, how: 'skipped' });
  const done = await ask('setup.finish', { who: '-' });
  expect(done).toMatchObject({ status: 'done', missing: [], drafts: {} });

  // A new zone and another profile: one start brings both, asked for by who may, and told.
  const { site: now } = await ask('profile.get', {});
  const identity = { ...siteIdentityOf({ site: now }), timeZone: 'Asia/Tokyo' };
  const waiting = await ask('setup.save', {
    change: { part: 'identity', value: identity },
    who: '-',
  });
  expect(waiting.restartFor).toEqual(['timeZone']);
  expect(
    (await ask('setup.takeProfile', { source: { kind: 'installed', id: now.id }, who: '-' }))
      .restartFor,
  ).toEqual(['profile', 'timeZone']);
  await ask('access.logout', {});
  expect(await refusal('setup.restart', { who: 'somebody' })).toBe('access.loginNeeded');
  await ask('access.login', { name: 'Kim', password: 'brown heron wades', code: null });
  await ask('setup.restart', { who: 'somebody else' });
  expect(await second.exit).toBe(75);
  const third = await startEngine({ dataDir, connection: real });
  client = await third.client();
  expect((await ask('setup.view', {})).restartFor).toEqual([]);
  expect((await ask('profile.get', {})).site).toMatchObject({
    name: { en: 'Riverside MBR' },
    timeZone: 'Asia/Tokyo',
  });
  // Who is logged in lives in the memory of the engine: everybody says again who they are.
  expect(await refusal('setup.restart', { who: 'Kim' })).toBe('access.loginNeeded');
  await ask('access.login', { name: 'Kim', password: 'brown heron wades', code: null });

  const events = await ask('events.list', {
    fromMs: null,
    toMs: null,
    kinds: ['setting'],
    subject: null,
    maxPriority: null,
    beforeSeq: null,
    limit: 20,
  });
  expect(events.map(({ code, actor }) => [code, actor])).toEqual([
    ['setup.restarted', 'person:Kim'],
    ['setting.profile', 'person:Kim'],
    ['setting.identity', 'person:Kim'],
    ['setup.finished', 'person:Kim'],
    ['setting.profile', 'person:Kim'],
    ['setting.limits', 'person:Kim'],
  ]);
  const rows = await ask('access.audit', {
    fromMs: null,
    toMs: null,
    person: null,
    outcome: null,
    action: 'setup.',
    beforeSeq: null,
    limit: 50,
  });
  expect(rows.map(({ action, outcome, actor }) => `${action} ${outcome} ${actor}`)).toEqual([
    'setup.restart refused nobody',
    'setup.restart done person:Kim',
    'setup.restart refused nobody',
    'setup.takeProfile done person:Kim',
    'setup.save done person:Kim',
    'setup.finish done person:Kim',
    'setup.finish refused person:Kim',
    'setup.takeProfile done person:Kim',
    'setup.takeProfile failed person:Kim',
    'setup.save done person:Kim',
    'setup.save refused nobody',
  ]);
  // What held until then was the profile's.
  expect(rows.at(-2)).toMatchObject({ before: { value: { items: ruled.items } } });
  expect(await ask('access.auditCheck', {})).toMatchObject({ broken: null });
}, 150_000);
