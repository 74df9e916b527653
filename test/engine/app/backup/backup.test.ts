import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { backupCandidates } from '#engine/app/backup/places.ts';
import { readManifest } from '#engine/backup/index.ts';
import { HISTORY_FILE, MANIFEST_FILE, PARTIAL_PREFIX } from '#engine/ports/backup.ts';
import { openForReading } from '#engine/historian/database.ts';
import { DAY0_MS, must } from '../../historian/rig.ts';
import { TAG, backupRigs } from './rig.ts';

// The threads run behind everything else; on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });
const rigOf = backupRigs();

const rowsOf = (file: string, table: string): number => {
  const db = must(openForReading(file));
  try {
    return Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  } finally {
    db.close();
  }
};

describe('a backup', () => {
  it('is a folder with history, profile, settings and a manifest that says what is in it', async () => {
    const rig = await rigOf();
    await rig.fill(0, 300);
    const job = await rig.ended(rig.service.start('manual', null, { kind: 'none' }, 'kim'));
    expect(job).toMatchObject({ state: 'done', share: 1, fault: null });
    const dir = job.dir!;
    expect(path.basename(dir)).toMatch(/^manual-20261101-090000$/);
    const manifest = must(readManifest(dir));
    expect(manifest).toMatchObject({
      kind: 'manual',
      siteId: 'geumgang-mbr',
      encryption: 'none',
      who: 'person:kim',
    });
    expect(manifest.files.map(({ path: name }) => name)).toEqual(
      expect.arrayContaining([
        'history.db',
        'profile/site.json',
        'profile/tags.csv',
        'settings.json',
      ]),
    );
    expect(rowsOf(path.join(dir, HISTORY_FILE), 'sample_hot')).toBe(300);
    expect(readdirSync(path.dirname(dir))).toEqual([path.basename(dir)]);
    const [entry] = must(
      await rig.historian.entries({ kinds: ['backup'], versions: 'latest', limit: 10 }),
    );
    expect(entry).toMatchObject({
      actor: 'person:kim',
      body: { result: 'ok', kind: 'manual', dir },
    });
    expect(backupCandidates(rig.dataDir, 'geumgang-mbr').map(({ path: file }) => file)).toEqual([
      path.join(dir, HISTORY_FILE),
    ]);
  });

  it('takes what is stored meanwhile into the next one, and never half of it', async () => {
    const rig = await rigOf();
    await rig.fill(0, 60);
    const begun = rig.service.start('manual', null, { kind: 'none' }, 'kim');
    const [job] = await Promise.all([rig.ended(begun), rig.fill(60, 200)]);
    const rows = rowsOf(path.join(job.dir!, HISTORY_FILE), 'sample_hot');
    expect(rows).toBeGreaterThanOrEqual(60);
    expect(
      must(readManifest(job.dir!)).tables.find(({ name }) => name === 'sample_hot')?.rows,
    ).toBe(rows);
  });
});

describe('an encrypted backup', () => {
  it('leaves nothing readable, tells a wrong passphrase at once, and comes back with the right one', async () => {
    const rig = await rigOf();
    await rig.fill(0, 120);
    const job = await rig.ended(
      rig.service.start(
        'manual',
        null,
        { kind: 'passphrase', passphrase: 'correct horse battery' },
        'kim',
      ),
    );
    const dir = job.dir!;
    const names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    expect(
      names.filter(
        (name) => name.endsWith('.db') || name.endsWith('.csv') || name === 'settings.json',
      ),
    ).toEqual([]);
    expect(readFileSync(path.join(dir, 'history.db.age')).subarray(0, 21).toString('latin1')).toBe(
      'age-encryption.org/v1',
    );
    const wrong = await rig.service.preview(dir, {
      kind: 'passphrase',
      passphrase: 'correct horse staple',
    });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'wrongKey' } });
    expect(await rig.service.preview(dir, { kind: 'none' })).toMatchObject({
      ok: false,
      error: { code: 'keyNeeded' },
    });
    const before = readdirSync(rig.dataDir).sort();
    const refused = await rig.ended(
      rig.service.restore({
        dir,
        parts: ['history'],
        open: { kind: 'passphrase', passphrase: 'nope nope nope' },
        who: 'kim',
        takenMs: must(readManifest(dir)).takenMs,
      }),
    );
    expect(refused).toMatchObject({ state: 'failed', fault: { code: 'wrongKey' } });
    expect(readdirSync(rig.dataDir).sort()).toEqual(before);
    const tested = await rig.ended(
      rig.service.test(dir, { kind: 'passphrase', passphrase: 'correct horse battery' }, 'kim'),
    );
    expect(tested.state).toBe('done');
    expect(rig.service.status().restoreTest).toMatchObject({ ok: true, opened: true, dir });
  });

  it('to the site key opens with the printed recovery code alone', async () => {
    const rig = await rigOf();
    await rig.fill(0, 60);
    const key = must(await rig.service.newKey('kim'));
    expect(
      JSON.stringify(
        must(await rig.historian.entries({ kinds: ['dataSetting'], versions: 'all', limit: 10 })),
      ),
    ).not.toContain('AGE-SECRET-KEY');
    const job = await rig.ended(
      rig.service.start('manual', null, { kind: 'key', recipient: key.recipient }, 'kim'),
    );
    const untold = await rig.ended(rig.service.test(job.dir, { kind: 'none' }, 'kim'));
    expect(untold.state).toBe('done');
    expect(rig.service.status().restoreTest).toMatchObject({ ok: true, opened: false });
    const preview = must(
      await rig.service.preview(job.dir!, {
        kind: 'recoveryCode',
        code: key.recoveryCode.toLowerCase(),
      }),
    );
    expect(preview.profile.every(({ change }) => change === 'same')).toBe(true);
  });
});

describe('a restore', () => {
  it('shows before what it would change, brings the backup back while scans go on, and can be undone', async () => {
    const rig = await rigOf();
    await rig.fill(0, 120);
    const made = await rig.ended(rig.service.start('manual', null, { kind: 'none' }, 'kim'));
    const { takenMs } = must(readManifest(made.dir!));
    await rig.fill(120, 60);
    const preview = must(await rig.service.preview(made.dir!, { kind: 'none' }));
    expect(preview.tables.find(({ group }) => group === 'samples')).toMatchObject({
      rowsNow: 180,
      rowsThen: 120,
    });
    expect(preview).toMatchObject({ otherSite: false, migrateFrom: null });
    expect(preview.missing).toEqual({
      fromMs: DAY0_MS + 119 * 60_000,
      toMs: DAY0_MS + 179 * 60_000,
    });

    rig.clock.atMs += 1000;
    const begun = rig.service.restore({
      dir: made.dir!,
      parts: ['history'],
      open: { kind: 'none' },
      who: 'kim',
      takenMs,
    });
    const [job] = await Promise.all([rig.ended(begun), rig.fill(180, 20)]);
    expect(job).toMatchObject({ state: 'done', fault: null });
    const count = async (): Promise<number> => {
      const answer = must(
        await rig.historian.raw({
          tags: [TAG],
          fromMs: DAY0_MS,
          toMs: DAY0_MS + 86_400_000,
          limit: 1000,
          cursor: null,
        }),
      );
      return answer.rows.length;
    };
    // What the journal still held came back on top of it; the minutes that waited were stored after it.
    expect(await count()).toBe(200);
    const [entry] = must(
      await rig.historian.entries({ kinds: ['restore'], versions: 'latest', limit: 5 }),
    );
    expect(entry).toMatchObject({ actor: 'person:kim', body: { result: 'ok', dir: made.dir } });

    const before = String(entry!.body['before']);
    rig.clock.atMs += 1000;
    const undone = await rig.ended(
      rig.service.restore({
        dir: before,
        parts: ['history'],
        open: { kind: 'none' },
        who: 'kim',
        takenMs: must(readManifest(before)).takenMs,
      }),
    );
    expect(undone.state).toBe('done');
    expect(await count()).toBe(200);
  });

  it('brings the profile and the settings alone when only they are asked', async () => {
    const rig = await rigOf();
    await rig.fill(0, 30);
    const first = rig.service.status().settings;
    must(await rig.service.choose({ ...first, keepDaily: 5 }, 'kim'));
    const made = await rig.ended(rig.service.start('manual', null, { kind: 'none' }, 'kim'));
    must(await rig.service.choose({ ...first, keepDaily: 9 }, 'lee'));
    const preview = must(await rig.service.preview(made.dir!, { kind: 'none' }));
    expect(preview.settings).toContainEqual({ name: 'backup.keepDaily', now: '9', then: '5' });
    rig.clock.atMs += 1000;
    const job = await rig.ended(
      rig.service.restore({
        dir: made.dir!,
        parts: ['settings', 'profile'],
        open: { kind: 'none' },
        who: 'kim',
        takenMs: preview.item.takenMs,
      }),
    );
    expect(job.state).toBe('done');
    expect(rig.service.status()).toMatchObject({ restartNeeded: true, settings: { keepDaily: 5 } });
    expect(existsSync(path.join(rig.dataDir, 'profile', 'site.json'))).toBe(true);
  });
});

describe('damage', () => {
  it('of any file is found: cut off, changed, half written, manifest gone', async () => {
    const rig = await rigOf();
    await rig.fill(0, 120);
    const made = await rig.ended(rig.service.start('manual', null, { kind: 'none' }, 'kim'));
    const history = path.join(made.dir!, HISTORY_FILE);
    const bytes = readFileSync(history);
    writeFileSync(
      history,
      Buffer.concat([bytes.subarray(0, 5000), Buffer.from('x'), bytes.subarray(5001)]),
    );
    const changed = await rig.ended(rig.service.test(made.dir, { kind: 'none' }, 'kim'));
    expect(changed).toMatchObject({ state: 'failed', fault: { code: 'damaged' } });
    expect(rig.service.status().restoreTest).toMatchObject({ ok: false });
    truncateSync(history, bytes.length - 4096);
    expect(backupCandidates(rig.dataDir, 'geumgang-mbr')).toEqual([]);
    const listed = await rig.service.list(null);
    expect(listed.items).toEqual([]);
    expect(listed.unusable).toMatchObject([{ dir: made.dir, code: 'damaged' }]);
    appendFileSync(path.join(made.dir!, MANIFEST_FILE), 'x');
    expect(readManifest(made.dir!)).toMatchObject({ ok: false, error: { code: 'damaged' } });
  });

  it('by an interruption never looks whole and is cleared away at the next start', async () => {
    const rig = await rigOf();
    await rig.fill(0, 30);
    const folder = path.join(rig.dataDir, 'backups');
    mkdirSync(path.join(folder, `${PARTIAL_PREFIX}daily-20261101-023000`), { recursive: true });
    await rig.service.open();
    expect(readdirSync(folder)).toEqual([]);
    const begun = rig.service.start('manual', null, { kind: 'none' }, 'kim');
    must(rig.service.cancel(must(begun).id));
    expect(await rig.ended(begun)).toMatchObject({ state: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
