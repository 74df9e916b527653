import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openHistorian } from '#engine/historian/index.ts';
import { APPLICATION_ID, migrate, openForWriting, schemaVersion } from '#engine/historian/database.ts';
import { MIGRATIONS, SCHEMA_VERSION } from '#engine/historian/migrations/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { must, opened, scan, tempDir } from './rig.ts';

const tablesOf = (db: Database.Database): string[] =>
  db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all();

const ADDED: readonly (readonly string[])[] = [
  ['meta', 'open_day', 'rollup_day', 'rollup_hour', 'sample', 'sample_again', 'sample_hot', 'sealed_day', 'tag'],
  ['change', 'change_day', 'change_hour'],
  ['event', 'receipt', 'state'],
  ['changes', 'days', 'hours', 'samples'],
  ['derived', 'entry', 'receiver'],
  ['change_month', 'keep_event', 'months', 'rollup_month'],
  ['audit'],
];

vi.setConfig({ testTimeout: 60_000 });

describe('migrations', () => {
  it('are numbered without a gap', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
    expect(ADDED).toHaveLength(SCHEMA_VERSION);
  });

  it.each(MIGRATIONS.map((migration) => [migration.version, migration.name] as const))(
    'number %i (%s) adds its tables and leaves the rows before it as they were',
    (version) => {
      const db = new Database(':memory:');
      migrate(db, MIGRATIONS.slice(0, version - 1));
      if (version > 1) {
        db.exec("INSERT INTO tag (name, in_grid) VALUES ('LIT-101.pv', 1)");
        db.exec('INSERT INTO sample (key, value, grade) VALUES (2075800010005, 2.5, 3)');
        db.exec('INSERT INTO sealed_day VALUES (20758)');
      }
      const before = tablesOf(db);
      migrate(db, MIGRATIONS.slice(0, version));
      expect(schemaVersion(db)).toBe(version);
      expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
      expect(tablesOf(db).filter((name) => !before.includes(name))).toEqual(ADDED[version - 1]);
      if (version > 1) expect(db.prepare('SELECT * FROM sample').raw().all()).toEqual([[2075800010005, 2.5, 3]]);
      if (version === 4) {
        const read = db.prepare('SELECT tag_id, ts_ms, value, quality FROM samples').raw().all();
        expect(read).toEqual([['LIT-101.pv', 20758 * 86_400_000 + 5 * 60_000, 2.5, 'stale']]);
      }
    },
  );

  it('are whole or not there: one that fails half way leaves the version before it', () => {
    const db = new Database(':memory:');
    const broken = { version: SCHEMA_VERSION + 1, name: 'broken', sql: 'CREATE TABLE half (x); CREATE TABLE tag (x);' };
    migrate(db, MIGRATIONS);
    const before = tablesOf(db);
    expect(() => migrate(db, [...MIGRATIONS, broken])).toThrow(/tag already exists/);
    expect(schemaVersion(db)).toBe(SCHEMA_VERSION);
    expect(tablesOf(db)).toEqual(before);
  });

  it('bring an older file up to date with its rows', () => {
    const path = join(tempDir(), 'history.db');
    const old = must(openForWriting(path, MIGRATIONS.slice(0, 2)));
    old.exec("INSERT INTO tag (name, in_changes) VALUES ('P-101A.run', 1); INSERT INTO change VALUES (1, 5, 1, 0)");
    old.close();
    const now = must(openForWriting(path));
    expect(schemaVersion(now)).toBe(SCHEMA_VERSION);
    expect(now.prepare('SELECT tag_id, ts_ms, value FROM changes').raw().all()).toEqual([['P-101A.run', 5, 1]]);
    now.close();
  });
});

describe('a file this program must not touch', () => {
  const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

  it('from a newer version is refused by name of both versions and stays as it is to the byte', async () => {
    const dir = tempDir();
    const path = join(dir, 'history.db');
    const historian = await opened(dir);
    must(await historian.commit(scan({ state: { kept: '1' } })));
    await historian.close();
    const newer = new Database(path);
    newer.pragma(`user_version = ${SCHEMA_VERSION + 3}`);
    newer.close();
    const before = digest(path);
    const files = readdirSync(dir).sort();
    const answer = await openHistorian({ dataDir: dir, log: silentLog });
    expect(answer.ok ? null : answer.error).toEqual({
      kind: 'newerVersion',
      message: expect.stringMatching(
        new RegExp(`history\\.db.*newer version.*file version ${SCHEMA_VERSION + 3}.*up to ${SCHEMA_VERSION}.*untouched.*install`),
      ) as string,
    });
    expect(digest(path)).toBe(before);
    expect(readdirSync(dir).sort()).toEqual(files);
  });

  it.each([
    ['not a database at all', Buffer.from('tag;value\r\n'.repeat(500)), /does not begin like an SQLite database/],
    ['cut off', Buffer.from('SQLite format 3\0'), /does not begin like/],
  ])('%s is reported as damaged and kept', async (_, content, words) => {
    const dir = tempDir();
    const path = join(dir, 'history.db');
    writeFileSync(path, content);
    const answer = await openHistorian({ dataDir: dir, log: silentLog });
    expect(answer.ok ? null : answer.error.kind).toBe('corrupt');
    expect(answer.ok ? '' : answer.error.message).toMatch(words);
    expect(readFileSync(path)).toEqual(content);
  });

  it('of another program is not taken over', async () => {
    const dir = tempDir();
    const other = new Database(join(dir, 'history.db'));
    other.exec('CREATE TABLE theirs (x)');
    other.close();
    const answer = await openHistorian({ dataDir: dir, log: silentLog });
    expect(answer.ok ? null : answer.error.kind).toBe('corrupt');
    expect(answer.ok ? '' : answer.error.message).toMatch(/another program/);
  });

  it('with an overwritten page is reported as damaged and kept', async () => {
    const dir = tempDir();
    const path = join(dir, 'history.db');
    const historian = await opened(dir);
    const events = Array.from({ length: 2_000 }, (_, i) => ({
      tsMs: i, kind: 'system' as const, priority: 5, code: 'x'.repeat(20), subject: null, params: {}, actor: 'engine',
    }));
    must(await historian.commit(scan({ events })));
    await historian.close();
    const content = readFileSync(path);
    const rootPage = Number(new Database(path, { readonly: true }).prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'event'").pluck().get());
    content.fill(0xa5, (rootPage - 1) * 4_096, rootPage * 4_096);
    writeFileSync(path, content);
    const answer = await openHistorian({ dataDir: dir, log: silentLog });
    expect(answer.ok ? null : answer.error.kind).toBe('corrupt');
    expect(answer.ok ? '' : answer.error.message).toMatch(/history\.db is damaged.*keep a copy.*backup/);
    expect(readFileSync(path)).toEqual(content);
  });
});
