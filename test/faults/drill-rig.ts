import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#core/time/clock.ts';
import { openForReading } from '#engine/historian/database.ts';
import {
  DATABASE_FILE,
  GENESIS_HASH,
  openHistorian,
  receiptHash,
  snapshotBackup,
} from '#engine/historian/index.ts';
import type { HistorianOptions } from '#engine/historian/open-historian.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { KeptHistorian, RecoveryCandidate, RecoveryReport } from '#engine/ports/recovery.ts';
import { inspect, scanOf } from './kill-historian.ts';

/** What one drill came to. */
export interface DrillResult {
  readonly acknowledged: number;
  /** What was found wrong, in words; empty when the drill was survived as described. */
  readonly findings: readonly string[];
  /** What happened, in words, for the report. */
  readonly told: string;
}
export interface Drill {
  readonly name: string;
  /** What must hold. */
  readonly expects: string;
  /** Null when this machine cannot hold the drill (mounting needs the superuser). */
  run(): Promise<DrillResult | null>;
}

export const must = <T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly error: { readonly message: string } },
): T => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
};

/** These drills prove order and content, not what a sync costs: memory where the system has a disk of it. */
const FAST_DISK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A data folder with scans of known content, and a book of what was acknowledged. */
export class Folder {
  readonly dir: string;
  readonly reports: RecoveryReport[] = [];
  readonly candidates: RecoveryCandidate[] = [];
  acknowledged = 0;
  #prevHash = GENESIS_HASH;

  constructor(dir = mkdtempSync(join(FAST_DISK, 'muljigi-drill-'))) {
    this.dir = dir;
  }

  get file(): string {
    return join(this.dir, DATABASE_FILE);
  }

  open(
    options: Partial<HistorianOptions> = {},
  ): Promise<Awaited<ReturnType<typeof openHistorian>>> {
    return openHistorian({
      dataDir: this.dir,
      log: silentLog,
      recovery: { candidates: () => Promise.resolve(this.candidates) },
      onRecovered: (report) => this.reports.push(report),
      ...options,
    });
  }

  async opened(options: Partial<HistorianOptions> = {}): Promise<KeptHistorian> {
    return must(await this.open(options));
  }

  /** The next scan, to be handed in; it counts once it is acknowledged. */
  nextScan(): ReturnType<typeof scanOf> {
    return scanOf(this.acknowledged, this.#prevHash, receiptHash);
  }

  /** Commits scans, so many at once, until `count` are in or one is refused; returns the fault's kind. */
  async fill(
    historian: Pick<Historian, 'commit'>,
    count: number,
    atOnce = 25,
  ): Promise<string | null> {
    for (let left = count; left > 0; left -= atOnce) {
      let prevHash = this.#prevHash;
      const group = Array.from({ length: Math.min(atOnce, left) }, (_, i) => {
        const scan = scanOf(this.acknowledged + i, prevHash, receiptHash);
        prevHash = scan.receipts[0]?.hash ?? prevHash;
        return scan;
      });
      const answers = await Promise.all(group.map((scan) => historian.commit(scan)));
      for (const [i, answer] of answers.entries()) {
        if (!answer.ok) return answer.error.kind;
        this.acknowledged++;
        this.#prevHash = group[i]?.receipts[0]?.hash ?? this.#prevHash;
      }
    }
    return null;
  }

  async backup(name: string): Promise<string> {
    mkdirSync(join(this.dir, 'copies'), { recursive: true });
    const path = join(this.dir, 'copies', `${name}.db`);
    const copy = must(await snapshotBackup(this.file, path));
    if (copy === null) throw new Error('the copy was cancelled');
    this.candidates.push({ path, takenMs: Date.now(), journalSeq: copy.journalSeq });
    return path;
  }

  /** Overwrites pages of the file with rubbish, one in `every`, the first pages left alone. */
  overwritePages(every: number, from = 2): number {
    const file = openSync(this.file, 'r+');
    const pages = Math.floor(statSync(this.file).size / 4_096);
    let count = 0;
    for (let page = from; page < pages; page += every, count++)
      writeSync(file, Buffer.alloc(4_096, 0xa5), 0, 4_096, page * 4_096);
    fsyncSync(file);
    closeSync(file);
    return count;
  }

  overwritePage(page: number): void {
    const file = openSync(this.file, 'r+');
    writeSync(file, Buffer.alloc(4_096, 0xa5), 0, 4_096, (page - 1) * 4_096);
    fsyncSync(file);
    closeSync(file);
  }

  /** A page in the middle of a table that holds rows, and how many. */
  leafOf(table: string): { readonly page: number; readonly rows: number } {
    const db = must(openForReading(this.file));
    const leaves = db
      .prepare<[string], { page: number; rows: number }>(
        "SELECT pageno AS page, ncell AS rows FROM dbstat WHERE name = ? AND pagetype = 'leaf'",
      )
      .all(table);
    db.close();
    const leaf = leaves[Math.floor(leaves.length / 2)];
    if (leaf === undefined) throw new Error(`${table} has no page of its own`);
    return leaf;
  }

  count(view: string): number {
    const db = must(openForReading(this.file));
    const rows = Number(db.prepare(`SELECT count(*) FROM ${view}`).pluck().get());
    db.close();
    return rows;
  }

  /** What is wrong with the stored rows, looked at with plain SQL. */
  check(): string[] {
    const wrong: string[] = [];
    // Recoveries add an event of their own each; they are no scans.
    inspect(this.file, this.acknowledged - 1, wrong);
    return wrong;
  }

  damagedFiles(): string[] {
    try {
      return readdirSync(join(this.dir, 'damaged'));
    } catch {
      return [];
    }
  }

  codes(): string[] {
    const db = must(openForReading(this.file));
    const codes = db
      .prepare<[], string>("SELECT code FROM event WHERE code <> 'scan' ORDER BY seq")
      .pluck()
      .all();
    db.close();
    return codes;
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Runs a drill in a folder of its own; what it throws is a finding. */
export async function held(
  drill: (folder: Folder, findings: string[]) => Promise<string>,
  folder = new Folder(),
): Promise<DrillResult> {
  const findings: string[] = [];
  let told = '';
  try {
    told = await drill(folder, findings);
  } catch (error) {
    findings.push(error instanceof Error ? error.message : String(error));
  } finally {
    folder.remove();
  }
  return { acknowledged: folder.acknowledged, findings, told };
}

/**
 * A disk image with a file system that can be stopped in the middle of writing, as a kernel stops one on
 * a failing disk (ext4's `abort`); null where that is not possible.
 */
export function stoppableDisk(): {
  readonly dir: string;
  stop(): void;
  again(): void;
  end(): void;
} | null {
  const place = mkdtempSync(join(FAST_DISK, 'muljigi-image-'));
  const image = join(place, 'image');
  const dir = join(place, 'disk');
  const quiet = { stdio: 'ignore' } as const;
  const mount = (): unknown => execFileSync('mount', ['-o', 'loop', image, dir], quiet);
  try {
    mkdirSync(dir);
    execFileSync('truncate', ['-s', '64M', image], quiet);
    execFileSync('mkfs.ext4', ['-q', image], quiet);
    mount();
  } catch {
    rmSync(place, { recursive: true, force: true });
    return null;
  }
  return {
    dir,
    stop: () => execFileSync('mount', ['-o', 'remount,abort', dir], quiet),
    again() {
      execFileSync('umount', [dir], quiet);
      try {
        execFileSync('e2fsck', ['-p', image], quiet);
      } catch {
        // It ends with 1 when it put something right.
      }
      mount();
    },
    end() {
      execFileSync('umount', ['-l', dir], quiet);
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** A small disk of its own in memory; null where mounting is not allowed. */
export function smallDisk(size: string): { readonly dir: string; end(): void } | null {
  const dir = mkdtempSync(join(tmpdir(), 'muljigi-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir], { stdio: 'ignore' });
  } catch {
    rmSync(dir, { recursive: true, force: true });
    return null;
  }
  return {
    dir,
    end() {
      execFileSync('umount', ['-l', dir], { stdio: 'ignore' });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The clock on the wall, for parts that retry by it. */
export const realClock: Clock = {
  wallMs: () => Date.now(),
  monoMs: () => performance.now(),
  after(delayMs, fn) {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
