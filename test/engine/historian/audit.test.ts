import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { NewAudit } from '#core/access/audit.ts';
import { checkAudit } from '#engine/historian/audit-reader.ts';
import { Purger } from '#engine/historian/purger.ts';
import { Bench, DAY0_MS, must, opened, scan, tempDir } from './rig.ts';

const HOUR_MS = 3_600_000;
const row = (i: number, rest: Partial<NewAudit> = {}): NewAudit => ({
  tsMs: DAY0_MS + i * HOUR_MS, actor: 'person:Kim', role: 'engineer', session: 's-1', second: null, action: 'intent.submit',
  outcome: 'done', code: null, subject: `P-${String(i)}`, before: { value: i }, after: { value: i + 1 }, ...rest,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => scan({ audit: [row(i)] }));
const nothing = { samplesBeforeMs: null, derivedBeforeMs: null, findingsBeforeMs: null, commandsBeforeMs: null, laboratoryBeforeMs: null, equipmentBeforeMs: null };

describe('the audit log', () => {
  it.each([
    ['a changed value', `UPDATE audit SET after = '{"value":0}' WHERE seq = 7`, { seq: 7, how: 'changed' }],
    ['a changed actor', `UPDATE audit SET actor = 'person:Lee' WHERE seq = 1`, { seq: 1, how: 'changed' }],
    ['a row that was taken out', 'DELETE FROM audit WHERE seq = 5', { seq: 5, how: 'missing' }],
    ['the first row taken out', 'DELETE FROM audit WHERE seq = 1', { seq: 1, how: 'missing' }],
    ['the newest rows taken out', 'DELETE FROM audit WHERE seq > 10', { seq: 11, how: 'missing' }],
    ['all of it taken out', 'DELETE FROM audit', { seq: 1, how: 'missing' }],
    ['a row put in at the end', `INSERT INTO audit SELECT 13, ts_ms, actor, role, session, second, action, outcome, code, subject, before, after, prev_hash, hash FROM audit WHERE seq = 12`, { seq: 13, how: 'inserted' }],
    ['two rows that changed places', 'UPDATE audit SET seq = -1 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = -1', { seq: 3, how: 'inserted' }],
  ])('names %s', (_, sql, broken) => {
    const bench = new Bench();
    bench.commit(...many(12));
    expect(checkAudit(bench.writerDb)).toMatchObject({ rows: 12, broken: null });
    bench.writerDb.exec(sql);
    expect(checkAudit(bench.writerDb).broken).toEqual(broken);
  });

  it('is given again by the journal to the hash, and goes on after it', async () => {
    const dataDir = tempDir();
    const first = await opened(dataDir);
    for (const each of many(16)) must(await first.commit(each));
    const all = { fromMs: null, toMs: null, person: null, outcome: null, action: null, beforeSeq: null, limit: 100 };
    const before = must(await first.audit(all));
    expect(before).toHaveLength(16);
    expect(before[0]).toMatchObject({ seq: 16, subject: 'P-15', before: { value: 15 } });
    await first.close();
    // The database loses its newest rows as an older copy would; the journal has them still.
    const db = new Database(join(dataDir, 'history.db'));
    const kept = before.find(({ seq }) => seq === 12)!;
    db.exec(`DELETE FROM audit WHERE seq > 12; UPDATE meta SET value = '${JSON.stringify({ seq: 12, hash: kept.hash })}' WHERE key = 'audit_head';
      UPDATE meta SET value = 12 WHERE key = 'journal_seq'`);
    db.close();
    rmSync(join(dataDir, 'history.db-wal'), { force: true });
    const again = await opened(dataDir);
    expect(must(await again.audit(all))).toEqual(before);
    must(await again.commit(scan({ audit: [row(99), row(100, { outcome: 'refused', code: 'access.noRight' })] })));
    expect(must(await again.auditCheck())).toMatchObject({ rows: 18, broken: null });
    expect(must(await again.audit({ ...all, outcome: 'refused' })).map(({ seq }) => seq)).toEqual([18]);
    expect(must(await again.audit({ ...all, person: 'Kim', action: 'intent.', fromMs: DAY0_MS + 99 * HOUR_MS, beforeSeq: 18 })).map(({ seq }) => seq)).toEqual([17]);
  });

  it('can be checked after old rows went by age, and what was tampered with is not purged', () => {
    const bench = new Bench();
    bench.commit(...many(12));
    const purge = (beforeMs: number) => {
      const purger = new Purger(bench.writerDb, bench.days, { ...nothing, actionsBeforeMs: beforeMs });
      while (purger.step());
      return purger.counts().audit;
    };
    expect(purge(DAY0_MS + 5 * HOUR_MS)).toBe(5);
    expect(checkAudit(bench.writerDb)).toMatchObject({ rows: 7, broken: null });
    bench.commit(scan({ audit: [row(50)] }));
    bench.reopen();
    expect(checkAudit(bench.writerDb)).toMatchObject({ rows: 8, broken: null });
    bench.writerDb.exec('DELETE FROM audit WHERE seq = 6');
    expect(purge(DAY0_MS + 8 * HOUR_MS)).toBe(0);
    expect(checkAudit(bench.writerDb).broken).toEqual({ seq: 6, how: 'missing' });
  });

  it('is verified from the command line, which finds a row that was edited with SQL', () => {
    const bench = new Bench();
    bench.commit(...many(3));
    const root = resolve(import.meta.dirname, '../../..');
    const verify = (...more: string[]) => {
      try {
        return { code: 0, text: execFileSync(process.execPath, ['scripts/audit-verify.ts', '--data-dir', dirname(bench.path), ...more], { cwd: root, encoding: 'utf8' }) };
      } catch (error) {
        const { status, stdout } = error as { status: number; stdout: string };
        return { code: status, text: stdout };
      }
    };
    expect(verify()).toMatchObject({ code: 0, text: expect.stringMatching(/^3 rows .* every one is as it was written/) as string });
    // Cut off and made whole again by somebody who knows the format: only what was printed elsewhere tells.
    const mark = (seq: number) => `${String(seq)}:${bench.writerDb.prepare<[number], string>('SELECT hash FROM audit WHERE seq = ?').pluck().get(seq)!.slice(0, 16)}`;
    const [second, third] = [mark(2), mark(3)];
    expect(verify('--mark', third).code).toBe(0);
    bench.writerDb.exec(`DELETE FROM audit WHERE seq = 3; UPDATE meta SET value = (SELECT json_object('seq', seq, 'hash', hash) FROM audit WHERE seq = 2) WHERE key = 'audit_head'`);
    expect(verify('--mark', second)).toMatchObject({ code: 0, text: expect.stringMatching(/^2 rows .* every one is as it was written/) as string });
    expect(verify('--mark', third)).toMatchObject({ code: 1, text: expect.stringMatching(/row 3 is not there: the newest rows are gone/) as string });
    // An hour before the row before: sound, and said.
    bench.commit(scan({ audit: [row(0)] }));
    expect(verify('--mark', third)).toMatchObject({ code: 1, text: expect.stringMatching(/the clock was set back before row 3: from .*T01.*\nrow 3 is another one/) as string });
    bench.writerDb.exec(`UPDATE audit SET subject = 'P-9' WHERE seq = 2`);
    expect(verify()).toMatchObject({ code: 1, text: expect.stringMatching(/^row 2 was changed/) as string });
  });
});
