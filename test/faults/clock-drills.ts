import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventRecord } from '#contract/records.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { KeepingService } from '#engine/app/keeping/keeping-service.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Historian, StoredSample } from '#engine/ports/historian.ts';
import type { KeptHistorian } from '#engine/ports/recovery.ts';
import { simulateEngine } from '../../scripts/simulation/simulated-engine.ts';
import type { Drill, DrillResult } from './drill-rig.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 5, 10, 3, 0, 0);
const profileDir = join(import.meta.dirname, '../../resources/profiles/geumgang-mbr');

function profileOf(): PlantProfile {
  const read = readProfile(profileDir);
  if (!read.ok) throw new Error('the delivered profile cannot be read');
  return read.value;
}

/** Minutes nearly as old as they are kept: a purge a year too early would take them. */
const OLD_DAYS = [1_000, 900, 400];
const OLD_TAG = 'DRILL-OLD.pv';

/**
 * The real engine on a simulated clock, its PC clock set by `jumpMs` while it runs and set right again
 * later. Every reading that was acknowledged must be there afterwards, none given a second value,
 * and nothing that is younger than it is kept may be purged.
 */
const jump = (name: string, jumpMs: number): Drill => ({
  name: `clock ${name} while running`,
  expects:
    'told as an event; polling goes on; every acknowledged row is there; nothing younger than its time is purged',
  async run(): Promise<DrillResult> {
    const findings: string[] = [];
    const dataDir = mkdtempSync(join(tmpdir(), 'muljigi-drill-clock-'));
    const acknowledged: StoredSample[] = [];
    const events: EventRecord[] = [];
    let kept: KeptHistorian | null = null;
    let offsetMs = 0;
    const book = (historian: Historian): Historian => {
      kept = historian as KeptHistorian;
      return new Proxy(historian, {
        get(target, key) {
          if (key !== 'commit') {
            const method: unknown = Reflect.get(target, key);
            return typeof method === 'function' ? (method.bind(target) as unknown) : method;
          }
          return async (scan: Parameters<Historian['commit']>[0]) => {
            const done = await target.commit(scan);
            if (done.ok) acknowledged.push(...scan.grid, ...scan.changes);
            return done;
          };
        },
      });
    };
    try {
      const profile = profileOf();
      const run = await simulateEngine({
        profile,
        dataDir,
        startMs: START_MS,
        seed: 1,
        wrap: book,
        clockOffsetMs: () => offsetMs,
      });
      run.engine.publisher.onEvent((event) => events.push(event));
      const historian = kept as KeptHistorian | null;
      if (historian === null) throw new Error('no historian');
      const old = OLD_DAYS.map((days): StoredSample => ({
        tag: OLD_TAG,
        tsMs: Math.floor((START_MS - days * DAY_MS) / 60_000) * 60_000,
        value: days,
        quality: 'good',
        provenance: 'measured',
      }));
      await historian.commit({ grid: old, changes: [], events: [], receipts: [], state: {} });
      acknowledged.push(...old);
      const clock = {
        ...run.clock,
        wallMs: () => run.clock.wallMs() + offsetMs,
        monoMs: () => run.clock.monoMs(),
        after: (ms: number, fn: () => void) => run.clock.after(ms, fn),
      };
      const keeping = new KeepingService({
        profile,
        historian: Object.assign(Object.create(historian) as KeptHistorian, {
          recover: () => Promise.resolve(),
        }),
        store: run.engine.store,
        clock,
        log: silentLog,
      });
      // The clock has been looked at before, as each night.
      await run.during(keeping.purge());
      await run.advance(4 * 60_000);
      offsetMs = jumpMs;
      await run.advance(5 * 60_000);
      await run.during(keeping.purge());
      await run.advance(60_000);
      offsetMs = 0;
      await run.advance(5 * 60_000);
      await run.during(keeping.purge());
      await run.advance(61_000);
      const scans = run.engine.status().scan.count;
      if (scans < 15 * 60) findings.push(`only ${scans} scans in ${16 * 60} s`);
      const jumps = events.filter(({ code }) => code === 'system.clockJump').length;
      if (jumps !== 2) findings.push(`${jumps} clock jumps were told, there were 2`);
      await run.stop();
      findings.push(...(await missing(dataDir, acknowledged)));
    } catch (error) {
      findings.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
    return {
      acknowledged: acknowledged.length,
      findings,
      told: `${acknowledged.length} rows acknowledged`,
    };
  },
});

/** Acknowledged rows that are neither the minute's value nor kept beside it as a later one. */
async function missing(dataDir: string, rows: readonly StoredSample[]): Promise<string[]> {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(join(dataDir, 'history.db'), { readonly: true });
  const found: string[] = [];
  try {
    const check = String(db.pragma('integrity_check', { simple: true }));
    if (check !== 'ok') found.push(`integrity_check: ${check}`);
    const views = ['samples', 'changes'].map((view) =>
      db
        .prepare<[string, number], number | null>(
          `SELECT value FROM ${view} WHERE tag_id = ? AND ts_ms = ?`,
        )
        .pluck(),
    );
    const again = db
      .prepare<[string, number], number | null>(
        'SELECT value FROM sample_again JOIN tag ON tag.id = sample_again.tag WHERE tag.name = ? AND ts_ms = ?',
      )
      .pluck();
    let lost = 0;
    for (const { tag, tsMs, value } of rows) {
      const minuteMs = Math.floor(tsMs / 60_000) * 60_000;
      const stored = [
        ...views.flatMap((view) => view.all(tag, tsMs)),
        ...(views[0]?.all(tag, minuteMs) ?? []),
        ...again.all(tag, minuteMs),
      ];
      if (!stored.some((there) => there === value) && lost++ < 5)
        found.push(
          `${tag} at ${new Date(tsMs).toISOString()}: ${String(value)} is ${stored.join() || 'lost'}`,
        );
    }
    if (lost > 5) found.push(`and ${lost - 5} more rows`);
  } finally {
    db.close();
  }
  return found;
}

export const CLOCK_DRILLS: readonly Drill[] = [
  jump('an hour forward', HOUR_MS),
  jump('an hour back', -HOUR_MS),
  jump('a year forward', 365 * DAY_MS),
  jump('a year back', -365 * DAY_MS),
];
