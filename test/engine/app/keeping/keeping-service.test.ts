import Database from 'better-sqlite3';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { EntryKind } from '#core/records/entry.ts';
import type { Clock } from '#core/time/clock.ts';
import { KeepingService } from '#engine/app/keeping/keeping-service.ts';
import { StoreQueue } from '#engine/app/store-queue.ts';
import { DATABASE_FILE, openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { KeptHistorian } from '#engine/ports/recovery.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';
import { tempDirs } from '../temp-dir.ts';

const tempDir = tempDirs();
const DAY_MS = 86_400_000;
/** 10:00 in the plant's zone: the times of the night are past. */
const MORNING_MS = Date.UTC(2026, 10, 2, 1, 0, 0);
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function rig() {
  const dataDir = tempDir();
  const opened = await openHistorian({ dataDir, log: silentLog });
  if (!opened.ok) throw new Error(opened.error.message);
  const time = { wallMs: MORNING_MS };
  // Waiting times pass at once; the wall moves only when told to.
  const clock: Clock = {
    wallMs: () => time.wallMs,
    monoMs: () => performance.now(),
    after(_, fn) {
      const timer = setTimeout(fn, 1);
      return () => clearTimeout(timer);
    },
  };
  const recovered: string[] = [];
  const historian = Object.assign(Object.create(opened.value) as KeptHistorian, {
    recover: (damage: string) => Promise.resolve(void recovered.push(damage)),
  });
  for (const name of ['check', 'purge', 'entries', 'events', 'loadState'] as const)
    Object.assign(historian, { [name]: opened.value[name].bind(opened.value) });
  const store = new StoreQueue({
    historian: opened.value,
    clock,
    log: silentLog,
    onCommitted: () => undefined,
  });
  const keeping = new KeepingService({
    profile: geumgang(),
    historian,
    store,
    clock,
    log: silentLog,
  });
  open.push(async () => {
    keeping.stop();
    await store.flush(1_000);
    await opened.value.close();
  });
  const count = async (kind: EntryKind): Promise<number> => {
    const found = await opened.value.entries({ kinds: [kind], versions: 'all', limit: 100 });
    return found.ok ? found.value.length : -1;
  };
  const codes = async (): Promise<string[]> => {
    const found = await opened.value.events({
      fromMs: null,
      toMs: null,
      kinds: null,
      maxPriority: null,
      subject: null,
      beforeSeq: null,
      limit: 100,
    });
    return found.ok ? found.value.map(({ code }) => code) : [];
  };
  const put = (tag: string, tsMs: number) =>
    opened.value.commit({
      grid: [
        {
          tag,
          tsMs: Math.floor(tsMs / 60_000) * 60_000,
          value: 1,
          quality: 'good',
          provenance: 'measured',
        },
      ],
      changes: [],
      events: [],
      receipts: [],
      state: {},
    });
  return { dataDir, time, historian: opened.value, keeping, count, codes, put, recovered };
}

describe('looking after the history', () => {
  it('checks and purges once a night, also what was missed while the PC was off', async () => {
    const { time, keeping, count } = await rig();
    keeping.start();
    await expect.poll(() => count('purge'), { timeout: 20_000 }).toBe(1);
    expect(await count('integrity')).toBe(1);
    time.wallMs += 6 * 3_600_000;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([await count('integrity'), await count('purge')]).toEqual([1, 1]);
    time.wallMs += DAY_MS;
    await expect.poll(() => count('purge'), { timeout: 20_000 }).toBe(2);
    expect(await count('integrity')).toBe(2);
  });

  it('removes what is older than the profile keeps, and nothing after the clock was set a year ahead', async () => {
    const { dataDir, time, keeping, put, codes } = await rig();
    await put('OLD.pv', MORNING_MS - 4 * 366 * DAY_MS);
    await put('KEPT.pv', MORNING_MS - 2.5 * 366 * DAY_MS);
    await put('KEPT.pv', MORNING_MS);
    const left = (): unknown => {
      const db = new Database(join(dataDir, DATABASE_FILE), { readonly: true });
      const tags = db.prepare('SELECT tag_id FROM samples ORDER BY ts_ms').pluck().all();
      db.close();
      return tags;
    };
    await expect
      .poll(async () => ((await keeping.purge()) === null ? null : left()))
      .toEqual(['KEPT.pv', 'KEPT.pv']);
    time.wallMs += 365 * DAY_MS;
    expect(await keeping.purge()).toBeNull();
    expect(await codes()).toEqual(['history.purgeHeld']);
    time.wallMs += DAY_MS;
    expect(await keeping.purge()).toBeNull();
    // Told once, not each night.
    expect(await codes()).toEqual(['history.purgeHeld']);
    expect(left()).toEqual(['KEPT.pv', 'KEPT.pv']);
  });

  it('tells of minutes that are not those their hours were made of, and leaves them', async () => {
    const { dataDir, keeping, put, codes, recovered } = await rig();
    await put('LIT-101.pv', MORNING_MS - 3 * DAY_MS);
    await put('LIT-101.pv', MORNING_MS);
    await expect.poll(async () => (await keeping.check())?.rows).toBeGreaterThan(0);
    const db = new Database(join(dataDir, DATABASE_FILE));
    db.exec('UPDATE sample SET value = 7');
    db.close();
    const found = await keeping.check();
    expect(found).toMatchObject({ ok: false, damage: [] });
    expect(found?.findings[0]).toMatch(/LIT-101\.pv/);
    expect(await codes()).toEqual(['history.checkFound']);
    expect(recovered).toEqual([]);
  });
});
