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

const fileSchema = z.object({ run: whatIfRun, result: whatIfResult.nullable() });

/**
 * Questions and their answers on disk, one JSON file each, so that a reload of the window or a restart
 * of the engine loses none. A question is there from its beginning. A file that cannot be read is left out and told in the log; losing an answer is no
 * reason to fail.
 */
export class WhatIfStore {
  readonly #dir: string;
  readonly #log: Log;

  constructor(dir: string, log: Log) {
    this.#dir = dir;
    this.#log = log;
  }

  /** The runs that are there, newest first. One that was under way ended with the engine that worked on it. */
  load(): WhatIfRun[] {
    return this.#files()
      .flatMap((file) => this.#read(file)?.run ?? [])
      .map((run) => (run.state === 'running' ? this.#interrupted(run) : run))
      .sort((a, b) => b.askedMs - a.askedMs);
  }

  #interrupted(run: WhatIfRun): WhatIfRun {
    const failed: WhatIfRun = {
      ...run,
      state: 'failed',
      fault: { code: 'whatIf.interrupted', params: {} },
    };
    this.save(failed, null);
    return failed;
  }

  result(id: string): WhatIfResult | null {
    return this.#read(this.#fileOf(id))?.result ?? null;
  }

  save(run: WhatIfRun, result: WhatIfResult | null): void {
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
