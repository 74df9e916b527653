import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { backupJob } from '#contract/backup.ts';
import type { BackupJobView } from '#contract/backup.ts';
import type { Log } from '#engine/ports/platform.ts';

const FILE = 'backup-job.json';

/**
 * The work under way, on disk beside the data, so that an engine that died over it says so when it is
 * there again. A note that cannot be written or read is no reason to make no backup.
 */
export class JobNote {
  readonly #file: string;
  readonly #log: Log;

  constructor(dataDir: string, log: Log) {
    this.#file = path.join(dataDir, FILE);
    this.#log = log;
  }

  write(job: BackupJobView): void {
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o750 });
      writeFileSync(`${this.#file}.new`, JSON.stringify(job));
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      this.#log.warn({ file: this.#file, error: String(error) }, 'backup work not noted on disk');
    }
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }

  /** What an engine of before left unfinished, as failed; null when it left nothing. */
  interrupted(): BackupJobView | null {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      return null;
    }
    this.clear();
    const job = backupJob.safeParse(parse(text));
    if (!job.success) {
      this.#log.warn({ file: this.#file }, 'note of backup work cannot be read');
      return null;
    }
    // Once files are exchanged, a restore may have been done in the moment of the end.
    const code = job.data.cancellable ? 'interrupted' : 'interruptedSwap';
    const message = `the engine ended while this was under way (${job.data.what}, ${job.data.phase})`;
    return {
      ...job.data,
      state: 'failed',
      cancellable: false,
      fault: { code, message, params: {} },
    };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
