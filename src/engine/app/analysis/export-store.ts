import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { exportRun } from '#contract/analysis.ts';
import type { ExportRun } from '#contract/analysis.ts';
import type { Log } from '#engine/ports/platform.ts';

/** An export with where it is written, which the window need not know for a file the engine keeps. */
export interface StoredRun {
  readonly run: ExportRun;
  readonly target: string;
}

const fileSchema = z.array(z.object({ run: exportRun, target: z.string() }));

/** The list of exports on disk, so that an engine that died finds what it left half-written. Losing the list loses no file. */
export class ExportStore {
  readonly #file: string;
  readonly #log: Log;

  constructor(dir: string, log: Log) {
    this.#file = path.join(dir, 'exports.json');
    this.#log = log;
  }

  load(): StoredRun[] {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      return [];
    }
    try {
      return fileSchema.parse(JSON.parse(text));
    } catch (error) {
      this.#log.warn({ file: this.#file, error: String(error) }, 'list of exports cannot be read');
      return [];
    }
  }

  save(runs: readonly StoredRun[]): void {
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o750 });
      writeFileSync(`${this.#file}.new`, JSON.stringify(runs));
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      this.#log.warn(
        { file: this.#file, error: String(error) },
        'list of exports not kept on disk',
      );
    }
  }
}
