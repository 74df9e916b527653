import type { z } from 'zod';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Entry, EntryKind } from '#core/records/entry.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';

const PAGE = 5000;

/**
 * The newest version of every record of one kind, in memory: a small plant has a few thousand in ten
 * years. Lists and checks come from here; all versions and the truth stay on disk.
 */
export class RecordBook<T extends { readonly id: string }> {
  readonly #historian: Pick<Historian, 'entries'>;
  readonly #log: Log;
  readonly #kind: EntryKind;
  readonly #schema: z.ZodType<T>;
  readonly #byId = new Map<string, T>();
  #loading: Promise<Result<null, HistorianFault>> | null = null;
  #ready = false;

  constructor(
    kind: EntryKind,
    schema: z.ZodType<T>,
    historian: Pick<Historian, 'entries'>,
    log: Log,
  ) {
    this.#kind = kind;
    this.#schema = schema;
    this.#historian = historian;
    this.#log = log;
  }

  /** Reads all from disk once; a failed try is made again by the next question. */
  async load(): Promise<Result<null, HistorianFault>> {
    this.#loading ??= this.#read();
    const loading = this.#loading;
    const outcome = await loading;
    if (!outcome.ok && this.#loading === loading) this.#loading = null;
    return outcome;
  }

  /** True once everything on disk is known. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Another history stands in place of the one read: the next question reads anew. */
  forget(): void {
    this.#loading = null;
    this.#ready = false;
    this.#byId.clear();
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  put(record: T): void {
    this.#byId.set(record.id, record);
  }

  all(): readonly T[] {
    return [...this.#byId.values()];
  }

  /** Every version of one record, newest first. */
  async versions(id: string): Promise<Result<readonly T[], HistorianFault>> {
    const answer = await this.#historian.entries({
      kinds: [this.#kind],
      id,
      versions: 'all',
      limit: 1000,
    });
    return answer.ok ? ok(answer.value.flatMap((entry) => this.#parse(entry) ?? [])) : answer;
  }

  async #read(): Promise<Result<null, HistorianFault>> {
    let beforeSeq: number | undefined;
    for (;;) {
      const page: Result<readonly Entry[], HistorianFault> = await this.#historian.entries({
        kinds: [this.#kind],
        versions: 'latest',
        limit: PAGE,
        ...(beforeSeq === undefined ? {} : { beforeSeq }),
      });
      if (!page.ok) return err(page.error);
      for (const entry of page.value) {
        const record = this.#parse(entry);
        // What was put while the disk was read is newer than what is on it.
        if (record !== null && !this.#byId.has(record.id)) this.#byId.set(record.id, record);
      }
      beforeSeq = page.value.at(-1)?.seq;
      if (page.value.length < PAGE) break;
    }
    this.#ready = true;
    return ok(null);
  }

  #parse(entry: Entry): T | null {
    const parsed = this.#schema.safeParse(entry.body);
    if (parsed.success) return parsed.data;
    this.#log.warn(
      { kind: entry.kind, id: entry.id, seq: entry.seq },
      'a stored record cannot be read and is left out',
    );
    return null;
  }
}
