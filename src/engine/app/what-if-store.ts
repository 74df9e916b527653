import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { whatIfRun } from '#contract/what-if.ts';
import type { WhatIfRun } from '#contract/what-if.ts';
import { whatIfResult } from '#core/what-if/result.ts';
import type { WhatIfResult } from '#core/what-if/result.ts';
import type { Log } from '#engine/ports/platform.ts';

/** So many answers are kept; the oldest goes when another comes. */
export const RUNS_KEPT = 10;

const fileSchema = z.object({ run: whatIfRun, result: whatIfResult });

/**
 * Answers on disk, one JSON file each, so that a reload of the window or a restart of the engine
 * loses none. A file that cannot be read is left out and told in the log; losing an answer is no
 * reason to fail.
 */
export class WhatIfStore {
  readonly #dir: string;
  readonly #log: Log;

  constructor(dir: string, log: Log) {
    this.#dir = dir;
    this.#log = log;
  }

  /** The runs that are there, newest first. */
  load(): WhatIfRun[] {
    return this.#files()
      .flatMap((file) => this.#read(file)?.run ?? [])
      .sort((a, b) => b.askedMs - a.askedMs);
  }

  result(id: string): WhatIfResult | null {
    return this.#read(this.#fileOf(id))?.result ?? null;
  }

  save(run: WhatIfRun, result: WhatIfResult): void {
    const file = path.join(this.#dir, this.#fileOf(run.id));
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o750 });
      writeFileSync(`${file}.new`, JSON.stringify({ run, result }));
      renameSync(`${file}.new`, file);
    } catch (error) {
      this.#log.warn({ file, error: String(error) }, 'what-if answer not kept on disk');
    }
  }

  drop(id: string): void {
    rmSync(path.join(this.#dir, this.#fileOf(id)), { force: true });
  }

  #fileOf(id: string): string {
    return `${id.replace(/[^a-z0-9-]/gi, '')}.json`;
  }

  #files(): string[] {
    try {
      return readdirSync(this.#dir).filter((file) => file.endsWith('.json'));
    } catch {
      return [];
    }
  }

  #read(file: string): z.infer<typeof fileSchema> | null {
    try {
      return fileSchema.parse(JSON.parse(readFileSync(path.join(this.#dir, file), 'utf8')));
    } catch (error) {
      this.#log.warn({ file, error: String(error) }, 'what-if answer cannot be read');
      return null;
    }
  }
}
