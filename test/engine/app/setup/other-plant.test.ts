import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import { siteIdentityOf, siteLimitsOf } from '#core/setup/site.ts';
import { PLANT_KEY, placePlant } from '#engine/app/setup/index.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import { asking } from '../asking.ts';
import { engineChildren } from '../engine-child.ts';
import type { EngineChild } from '../engine-child.ts';

/** Two plants, one data folder: each finds its own history again, and people stay who they are. */
const startEngine = engineChildren();
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

const PASSWORD = 'brown heron wades';
const START_AGAIN = 75;

function folder(): string {
  const base = mkdtempSync(path.join(tmpdir(), 'other-plant-'));
  ends.push(() => rmSync(base, { recursive: true, force: true }));
  return path.join(base, 'data');
}
const sum = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

it('goes to another plant and back, and finds rounds, drafts, limits and people as they were left', async () => {
  const dataDir = folder();
  let engine: EngineChild = await startEngine({ dataDir });
  let client: RpcClient = await engine.client();
  const { ask, refusal } = asking(() => client);
  const logIn = (name: string): Promise<unknown> =>
    ask('access.login', { name, password: PASSWORD, code: null });
  /** The engine ends to be started again, and is. */
  const restart = async (who: string): Promise<void> => {
    await ask('setup.restart', { who });
    expect(await engine.exit).toBe(START_AGAIN);
    engine = await startEngine({ dataDir });
    client = await engine.client();
    await logIn(who);
  };
  const codes = async (): Promise<string[]> =>
    (
      await ask('events.list', {
        fromMs: null,
        toMs: null,
        kinds: ['setting'],
        subject: null,
        maxPriority: null,
        beforeSeq: null,
        limit: 50,
      })
    ).map(({ code }) => code);

  // A plant somebody works with: its own limit, a round with an answer, a form half typed.
  await ask('access.setUp', { name: 'Kim', password: PASSWORD, language: 'ko' });
  for (const step of ['language', 'administrator', 'site', 'contacts'] as const)
    await ask('setup.mark', { step, how: 'done' });
  for (const step of ['profile', 'connection', 'tariff', 'limits', 'backup'] as const)
    await ask('setup.mark', { step, how: step === 'limits' ? 'done' : 'skipped' });
  const delivered = await ask('profile.get', {});
  const own = siteLimitsOf(delivered.limits);
  const limits = {
    ...own,
    items: own.items.map((each) => (each.item === 'COD' ? { ...each, max: 33 } : each)),
  };
  await ask('setup.save', { change: { part: 'limits', value: limits }, who: 'Kim' });
  await ask('setup.finish', { who: 'Kim' });
  const { round } = await ask('rounds.begin', {
    checklistId: 'weekly',
    lineId: null,
    paperMs: null,
    who: 'Kim',
  });
  await ask('rounds.save', {
    id: round.id,
    itemId: 'ph',
    answer: { ...EMPTY_ANSWER, text: '7.' },
    who: 'Kim',
  });
  await ask('drafts.keep', { key: 'workOrder', text: 'half a sent' });
  await ask('connection.set', {
    connection: { kind: 'tcp', host: '127.0.0.1', port: 1, timeoutMs: 200 },
    who: 'Kim',
  });

  const taken = await ask('setup.takeProfile', {
    source: { kind: 'installed', id: 'mines-mbr' },
    who: 'Kim',
  });
  expect(taken.restartFor).toEqual(['plant']);
  expect(taken.steps.find(({ id }) => id === 'profile')?.mark?.who).toBe('Kim');
  expect(await refusal('setup.finish', { who: 'Kim' })).toBe('setup.plantFirst');
  await restart('Kim');

  // The other plant has nothing of it but the people; its set-up goes on at the first step of its own.
  expect((await ask('profile.get', {})).site.id).toBe('mines-mbr');
  expect(await ask('setup.view', {})).toMatchObject({
    status: 'begun',
    step: 'site',
    site: { limits: null, identity: null },
    restartFor: [],
  });
  expect(await refusal('rounds.round', { id: round.id })).not.toBeNull();
  expect(await ask('drafts.list', {})).toEqual({});
  expect(await ask('connection.get', {})).not.toMatchObject({ port: 1 });
  expect(await codes()).toContain('setup.plantChanged');
  expect(await codes()).not.toContain('setting.limits');
  const resting = path.join(dataDir, 'plants', 'geumgang-mbr', 'history.db');
  const before = sum(resting);
  expect(existsSync(path.join(dataDir, 'plant-change.json'))).toBe(false);
  await ask('access.addPerson', {
    name: 'Lee',
    role: 'administrator',
    language: 'ko',
    password: PASSWORD,
  });
  const { resting: known } = await ask('setup.profiles', {});
  expect(known).toMatchObject([{ summary: { id: 'geumgang-mbr' } }]);
  await ask('setup.takeProfile', {
    source: { kind: 'folder', path: known[0]?.path ?? '' },
    who: 'Kim',
  });
  expect(sum(resting)).toBe(before);
  await restart('Kim');

  // Back again: as it was left, and who came meanwhile is known here too.
  expect((await ask('profile.get', {})).site.id).toBe('geumgang-mbr');
  expect(await ask('setup.view', {})).toMatchObject({
    status: 'done',
    site: { limits: { value: limits } },
  });
  expect((await ask('rounds.round', { id: round.id })).round).toMatchObject({
    state: 'running',
    answers: { ph: { text: '7.' } },
  });
  expect(await ask('drafts.list', {})).toMatchObject({ workOrder: { text: 'half a sent' } });
  expect(await ask('connection.get', {})).toMatchObject({ kind: 'tcp', port: 1 });
  expect((await ask('access.people', {})).map(({ name }) => name).sort()).toEqual(['Kim', 'Lee']);
  expect((await ask('access.auditCheck', {})).broken).toBeNull();

  // Another time zone: the same round goes on, and the days of the history are those of the new zone.
  const identity = siteIdentityOf(await ask('profile.get', {}));
  const away = await ask('setup.save', {
    change: { part: 'identity', value: { ...identity, timeZone: 'America/New_York' } },
    who: 'Kim',
  });
  expect(away.restartFor).toEqual(['timeZone']);
  await restart('Kim');
  expect((await ask('profile.get', {})).site.timeZone).toBe('America/New_York');
  expect((await ask('rounds.round', { id: round.id })).round).toMatchObject({
    state: 'running',
    answers: { ph: { text: '7.' } },
  });
  expect((await ask('setup.view', {})).restartFor).toEqual([]);
}, 120_000);

/** A data folder with the files of a plant, some of them folders, as an engine leaves them. */
function plantFolder(dataDir: string, plant: string, text: string): void {
  mkdirSync(path.join(dataDir, 'journal'), { recursive: true });
  const db = new Database(path.join(dataDir, 'history.db'));
  db.exec('CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL)');
  const put = db.prepare('INSERT INTO state VALUES (?, ?)');
  put.run(PLANT_KEY, plant);
  put.run('access.register', `people of ${plant}`);
  db.close();
  writeFileSync(path.join(dataDir, 'journal', 'redo-1.log'), text);
  writeFileSync(path.join(dataDir, 'virtual-plant-1.json'), text);
}
const journalOf = (dir: string): string =>
  readFileSync(path.join(dir, 'journal', 'redo-1.log'), 'utf8');

it('goes on from wherever a power cut stopped the files from changing places', () => {
  const whole = folder();
  plantFolder(whole, 'one', 'of one');
  const other = path.join(whole, 'plants', 'two');
  plantFolder(other, 'two', 'of two');
  writeFileSync(path.join(whole, 'access.key'), 'stays');
  const files = ['history.db', 'journal', 'virtual-plant-1.json'];
  const move = (stage: string) =>
    JSON.stringify({
      from: 'one',
      to: 'two',
      stage,
      state: { 'access.register': 'people of one' },
    });
  for (const stage of ['out', 'in'] as const)
    for (let moved = 0; moved <= files.length; moved++)
      for (const next of ['two', 'three']) {
        const dataDir = folder();
        cpSync(whole, dataDir, { recursive: true });
        const away = path.join(dataDir, 'plants', 'one');
        mkdirSync(away);
        const out = stage === 'in' ? files : files.slice(0, moved);
        for (const name of out) renameSync(path.join(dataDir, name), path.join(away, name));
        if (stage === 'in')
          for (const name of files.slice(0, moved))
            renameSync(path.join(dataDir, 'plants', 'two', name), path.join(dataDir, name));
        writeFileSync(path.join(dataDir, 'plant-change.json'), move(stage));
        const change = placePlant(dataDir, next);
        expect(change).toMatchObject({ to: next, state: { 'access.register': 'people of one' } });
        expect(journalOf(away)).toBe('of one');
        expect(journalOf(next === 'two' ? dataDir : path.join(dataDir, 'plants', 'two'))).toBe(
          'of two',
        );
        expect(readFileSync(path.join(dataDir, 'access.key'), 'utf8')).toBe('stays');
        if (next === 'three') expect(readdirSync(dataDir)).not.toContain('history.db');
        change?.settled();
        expect(placePlant(dataDir, next)).toBeNull();
      }
  // A history that does not say whose it is, as one from before, is left where it is.
  const old = folder();
  plantFolder(old, 'Not A Name', 'old');
  expect(placePlant(old, 'two')).toBeNull();
  expect(journalOf(old)).toBe('old');
});
