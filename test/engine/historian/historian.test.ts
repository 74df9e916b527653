import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { DATABASE_FILE, GENESIS_HASH, receiptHash, verifyReceiptChain } from '#engine/historian/index.ts';
import { SCHEMA_VERSION } from '#engine/historian/migrations/index.ts';
import type { ReceiptRecord } from '#contract/records.ts';
import type { NewEvent, StoredSample } from '#engine/ports/historian.ts';
import { MINUTE_MS } from '#core/signal/trend.ts';
import { DAY0_MS, must, opened, sample, scan, tempDir } from './rig.ts';

const event = (tsMs: number, rest: Partial<NewEvent> = {}): NewEvent => ({
  tsMs, kind: 'machine', priority: 3, code: 'machine.started', subject: 'P-101A', params: { by: 'plc', n: 1, ok: true, gone: null }, actor: 'plc', ...rest,
});

function receipts(count: number): ReceiptRecord[] {
  const chain: ReceiptRecord[] = [];
  for (let i = 0; i < count; i++) {
    const body = {
      requestId: `request-${i}`, tsMs: DAY0_MS + i, outcome: 'confirmed' as const, tookMs: 4.2, detail: null, readBack: [i],
      intent: i % 2 === 0
        ? { type: 'machine' as const, requestId: `request-${i}`, who: 'person:Kim', why: '', unit: 'P-101A', action: 'start' as const }
        : { type: 'setpoint' as const, requestId: `request-${i}`, who: 'engine', why: '', tag: 'B-201.speedSp', value: 0.1 + i },
      verdicts: [{ layer: 'interlock' as const, verdict: 'pass' as const, code: 'none', params: {} }],
      write: { slave: 1, address: i, words: [i] }, prevHash: chain.at(-1)?.hash ?? GENESIS_HASH,
    };
    chain.push({ ...body, hash: receiptHash(body) });
  }
  return chain;
}

vi.setConfig({ testTimeout: 60_000 });

describe('historian', () => {
  it('takes a scan of very many entries as one, in its place among those handed in around it', async () => {
    const dir = tempDir();
    const historian = await opened(dir);
    const entry = (id: string) => ({
      kind: 'reading' as const, id, tsMs: DAY0_MS, tag: null, actor: 'person:Kim', writtenMs: DAY0_MS, body: { id },
    });
    const many = (name: string, count: number) => scan({ entries: Array.from({ length: count }, (_, i) => entry(`${name}-${i}`)) });
    const parts = [many('a', 1), many('b', 1501), many('c', 2), many('d', 1200), many('e', 1)];
    const done = await Promise.all(parts.map((part) => historian.commit(part)));
    expect(done.flatMap((one) => must(one).entrySeqs)).toEqual(Array.from({ length: 2705 }, (_, i) => i + 1));
    const stored = must(await historian.entries({ kinds: ['reading'], versions: 'all', limit: 5000 }));
    expect(stored.map(({ id }) => id).reverse()).toEqual(parts.flatMap(({ entries = [] }) => entries.map(({ id }) => id)));
  });

  it('gives back what was committed, also after it was closed and opened', async () => {
    const dir = tempDir();
    const first = await opened(dir);
    const grid: StoredSample[] = [
      sample('LIT-101.pv', DAY0_MS, 2.125),
      sample('DO-301.pv', DAY0_MS, null, { quality: 'commFault' }),
      sample('PH-201.pv', DAY0_MS, Number.NaN, { quality: 'outOfRange', provenance: 'virtual' }),
    ];
    const changes = [sample('P-101A.run', DAY0_MS + 1_234, 1, { provenance: 'recorded' })];
    const info = must(await first.commit(scan({ grid, changes, events: [event(DAY0_MS), event(DAY0_MS + 1)], state: { mode: '"auto"' } })));
    expect(info.eventSeqs).toEqual([1, 2]);
    await first.close();
    const again = await opened(dir);
    const tags = ['P-101A.run', 'PH-201.pv', 'DO-301.pv', 'LIT-101.pv', 'not.there'];
    const raw = must(await again.raw({ tags, fromMs: DAY0_MS, toMs: DAY0_MS + MINUTE_MS, limit: 100, cursor: null }));
    const ph = { ...grid[2]!, value: null };
    expect(raw).toEqual({ rows: [ph, grid[1], grid[0], changes[0]], cursor: null, progress: 1 });
    expect(must(await again.latest(tags, DAY0_MS + 1_234))).toEqual([changes[0], ph, grid[1], grid[0]]);
    expect(must(await again.latest(tags, DAY0_MS + 1_233))).toEqual([ph, grid[1], grid[0]]);
    expect(must(await again.loadState())).toEqual({ mode: '"auto"' });
    expect(must(await again.stats())).toMatchObject({ gridRows: 3, events: 2, firstMs: DAY0_MS, lastMs: DAY0_MS + 1_234, schemaVersion: SCHEMA_VERSION });
  });

  it('finds the last sample of a tag across finished days', async () => {
    const historian = await opened(tempDir());
    for (const [minute, value] of [[0, 1], [600, 2], [1_500, 3], [4_400, 4]] as const) {
      must(await historian.commit(scan({ grid: [sample('LIT-101.pv', DAY0_MS + minute * MINUTE_MS, value)] })));
    }
    const at = async (minute: number): Promise<unknown> =>
      must(await historian.latest(['LIT-101.pv'], DAY0_MS + minute * MINUTE_MS + 59_999))[0]?.value;
    expect([await at(0), await at(599), await at(600), await at(1_499), await at(4_399), await at(9_999)]).toEqual([1, 1, 2, 2, 3, 4]);
  });

  it('ends with its newest values, whatever past an event tells of, and follows a clock that was set back', async () => {
    const dir = tempDir();
    const historian = await opened(dir);
    const end = async (): Promise<number> => {
      await historian.commit(scan({ state: { settled: 'yes' } }));
      const db = new Database(join(dir, DATABASE_FILE), { readonly: true });
      const value = db.prepare<[], number>("SELECT value FROM meta WHERE key = 'last_ms'").pluck().get() ?? 0;
      db.close();
      return value;
    };
    const noon = DAY0_MS + 720 * MINUTE_MS;
    must(await historian.commit(scan({ grid: [sample('A.pv', noon, 1)] })));
    must(await historian.commit(scan({ events: [event(DAY0_MS)] })));
    expect(await end()).toBe(noon);
    must(await historian.commit(scan({ events: [event(noon + 5)] })));
    expect(await end()).toBe(noon + 5);
    must(await historian.commit(scan({ grid: [sample('A.pv', noon - 60 * MINUTE_MS, 1)] })));
    expect(await end()).toBe(noon - 60 * MINUTE_MS);
  });

  it('filters events and pages through them, newest first', async () => {
    const historian = await opened(tempDir());
    const events = Array.from({ length: 30 }, (_, i) =>
      event(DAY0_MS + i * 1_000, { kind: i % 3 === 0 ? 'alarm' : 'machine', priority: 1 + (i % 5), subject: i % 2 === 0 ? 'P-101A' : null }));
    must(await historian.commit(scan({ events })));
    const all = { fromMs: null, toMs: null, kinds: null, maxPriority: null, subject: null, beforeSeq: null, limit: 10 };
    const page = must(await historian.events(all));
    expect(page.map((e) => e.seq)).toEqual([30, 29, 28, 27, 26, 25, 24, 23, 22, 21]);
    expect(page[0]).toEqual({ ...events[29], seq: 30 });
    expect(must(await historian.events({ ...all, beforeSeq: 21 }))[0]?.seq).toBe(20);
    const some = must(await historian.events({ ...all, kinds: ['alarm'], maxPriority: 2, subject: 'P-101A', fromMs: DAY0_MS, toMs: DAY0_MS + 30_000 }));
    expect(some.map((e) => e.tsMs)).toEqual(
      events.filter((e) => e.kind === 'alarm' && e.priority <= 2 && e.subject === 'P-101A').map((e) => e.tsMs).reverse());
  });

  it('keeps receipts whole and in a chain that shows a changed or missing row', async () => {
    const dir = tempDir();
    const historian = await opened(dir);
    const chain = receipts(6);
    must(await historian.commit(scan({ receipts: chain })));
    must(await historian.commit(scan({ receipts: chain.slice(4) })));
    const stored = must(await historian.receipts({ limit: 100 })).toReversed();
    expect(stored).toEqual(chain);
    expect(verifyReceiptChain(stored)).toBeNull();
    expect(must(await historian.receipts({ limit: 2, unit: 'B-201' })).map((r) => r.requestId)).toEqual(['request-5', 'request-3']);
    expect(verifyReceiptChain(stored.toSpliced(2, 1))).toEqual({ index: 2, requestId: 'request-3', reason: 'notLinked' });
    const forged = stored.map((r, i) => (i === 3 ? { ...r, outcome: 'refused' as const } : r));
    expect(verifyReceiptChain(forged)).toEqual({ index: 3, requestId: 'request-3', reason: 'changed' });
  });

  it('commits in order, all of a scan or nothing, when many are handed in at once', async () => {
    const dir = tempDir();
    const historian = await opened(dir);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => historian.commit(scan({
      grid: [sample('LIT-101.pv', DAY0_MS + i * MINUTE_MS, i)],
      events: [event(DAY0_MS + i)],
      state: { scan: String(i) },
      // A time that is no number breaks this one scan; it must leave no trace and hurt no other.
      changes: i === 57 ? [sample('P-101A.run', Number.NaN, 1)] : [],
    }))));
    expect(answers.flatMap((answer, i) => (answer.ok ? [] : [i]))).toEqual([57]);
    expect(answers.flatMap((answer) => (answer.ok ? answer.value.eventSeqs : []))).toEqual(Array.from({ length: 199 }, (_, i) => i + 1));
    expect(must(await historian.loadState())).toEqual({ scan: '199' });
    const rows = must(await historian.raw({ tags: ['LIT-101.pv', 'P-101A.run'], fromMs: DAY0_MS, toMs: DAY0_MS + 500 * MINUTE_MS, limit: 1_000, cursor: null }));
    expect(rows.rows.map((r) => r.value)).toEqual(Array.from({ length: 200 }, (_, i) => i).filter((i) => i !== 57));
  });

  it('can be read by any SQLite tool while it is written', async () => {
    const dir = tempDir();
    const historian = await opened(dir);
    must(await historian.commit(scan({
      grid: [sample('LIT-101.pv', DAY0_MS, 2.5, { quality: 'stale', provenance: 'held' }), sample('LIT-101.pv', DAY0_MS + 2_000 * MINUTE_MS, 3)],
      changes: [sample('P-101A.run', DAY0_MS + 5, 1)],
    })));
    const plain = new Database(join(dir, DATABASE_FILE), { readonly: true });
    expect(plain.prepare('SELECT tag_id, ts_ms, utc, value, quality, provenance FROM samples ORDER BY ts_ms').raw().all()).toEqual([
      ['LIT-101.pv', DAY0_MS, '2026-11-01 00:00:00', 2.5, 'stale', 'held'],
      ['LIT-101.pv', DAY0_MS + 2_000 * MINUTE_MS, '2026-11-02 09:20:00', 3, 'good', 'measured'],
    ]);
    expect(plain.prepare('SELECT tag_id, ts_ms, value, quality FROM changes').raw().all()).toEqual([['P-101A.run', DAY0_MS + 5, 1, 'good']]);
    plain.close();
  });

  it('refuses questions that make no sense, saying what is allowed', async () => {
    const historian = await opened(tempDir());
    const ask = { tags: ['LIT-101.pv'], fromMs: DAY0_MS, toMs: DAY0_MS + 1 };
    const answers = [
      await historian.trend({ ...ask, toMs: DAY0_MS, buckets: 10 }),
      await historian.trend({ ...ask, buckets: 0 }),
      await historian.raw({ ...ask, limit: 1e9, cursor: null }),
      await historian.raw({ ...ask, limit: 5, cursor: 'x' }),
    ];
    expect(answers.map((answer) => (answer.ok ? null : answer.error.kind))).toEqual(Array(4).fill('badQuery'));
    expect(answers.map((answer) => (answer.ok ? '' : answer.error.message)).join('\n')).toMatch(/fromMs.*before[\s\S]*buckets is 0, allowed[\s\S]*limit is 1000000000, allowed[\s\S]*cursor "x"/);
  });

  it('answers "closed" after it was closed', async () => {
    const historian = await opened(tempDir());
    await historian.close();
    const answer = await historian.commit(scan({}));
    expect(answer.ok ? null : answer.error.kind).toBe('closed');
  });
});
