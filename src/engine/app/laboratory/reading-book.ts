import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { readingSchema, sameReadingKey } from '#core/laboratory/reading.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import type { Entry } from '#core/records/entry.ts';
import type { StoredReading } from '#contract/laboratory.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';

const PAGE = 5000;

/**
 * The present version of every reading, in memory. A plant brings a few thousand in ten years;
 * lists, duplicates and comparisons come from here, versions and truth stay on disk.
 */
export class ReadingBook {
  readonly #historian: Historian;
  readonly #log: Log;
  readonly #byId = new Map<string, StoredReading>();
  readonly #idsByKey = new Map<string, string>();
  #loaded: Promise<Result<null, HistorianFault>> | null = null;
  /** Newest sample first; made again after a change. */
  #sorted: readonly StoredReading[] | null = null;

  constructor(historian: Historian, log: Log) {
    this.#historian = historian;
    this.#log = log;
  }

  /** Reads all from disk once; a failed try is made again by the next question. */
  async load(): Promise<Result<null, HistorianFault>> {
    this.#loaded ??= this.#read();
    const outcome = await this.#loaded;
    if (!outcome.ok) this.#loaded = null;
    return outcome;
  }

  /** Another history stands in place of the one read: the next question reads anew. */
  forget(): void {
    this.#loaded = null;
    this.#byId.clear();
    this.#idsByKey.clear();
    this.#sorted = null;
  }

  get(id: string): StoredReading | undefined {
    return this.#byId.get(id);
  }

  /** Reading that says the same of the same sample, if it stands. */
  sameAs(
    reading: Pick<
      LaboratoryReading,
      'point' | 'item' | 'sampledMs' | 'value' | 'qualifier' | 'unit' | 'tag'
    >,
  ): StoredReading | undefined {
    const id = this.#idsByKey.get(sameReadingKey(reading));
    return id === undefined ? undefined : this.#byId.get(id);
  }

  put(row: StoredReading): void {
    const before = this.#byId.get(row.reading.id);
    if (before !== undefined) {
      const key = sameReadingKey(before.reading);
      if (this.#idsByKey.get(key) === row.reading.id) this.#idsByKey.delete(key);
    }
    this.#byId.set(row.reading.id, row);
    if (row.reading.state === 'valid')
      this.#idsByKey.set(sameReadingKey(row.reading), row.reading.id);
    this.#sorted = null;
  }

  newestFirst(): readonly StoredReading[] {
    this.#sorted ??= [...this.#byId.values()].sort(
      (a, b) => b.reading.sampledMs - a.reading.sampledMs || b.seq - a.seq,
    );
    return this.#sorted;
  }

  async #read(): Promise<Result<null, HistorianFault>> {
    const versions = new Map<string, number>();
    let beforeSeq: number | undefined;
    for (;;) {
      const page: Result<readonly Entry[], HistorianFault> = await this.#historian.entries({
        kinds: ['reading'],
        versions: 'all',
        limit: PAGE,
        ...(beforeSeq === undefined ? {} : { beforeSeq }),
      });
      if (!page.ok) return err(page.error);
      for (const entry of page.value) {
        versions.set(entry.id, (versions.get(entry.id) ?? 0) + 1);
        if (!entry.latest || this.#byId.has(entry.id)) continue;
        const row = storedOf(entry);
        if (row === null)
          this.#log.warn(
            { id: entry.id, seq: entry.seq },
            'a stored reading cannot be read and is left out',
          );
        else this.put(row);
      }
      beforeSeq = page.value.at(-1)?.seq;
      if (page.value.length < PAGE) break;
    }
    for (const [id, version] of versions) {
      const row = this.#byId.get(id);
      if (row !== undefined && version > 1) this.#byId.set(id, { ...row, version });
    }
    return ok(null);
  }
}

/** A stored version as readings are handled; null when its body is of no known form. */
export function storedOf(entry: Entry): StoredReading | null {
  const parsed = readingSchema.safeParse(entry.body);
  if (!parsed.success) return null;
  return {
    reading: parsed.data,
    seq: entry.seq,
    actor: entry.actor,
    writtenMs: entry.writtenMs,
    version: 1,
  };
}
