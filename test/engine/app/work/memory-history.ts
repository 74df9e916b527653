import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Entry, EntryQuery } from '#core/records/entry.ts';
import type { CommitInfo, Historian, HistorianFault, ScanRecord } from '#engine/ports/historian.ts';

const missing = (): Promise<Result<never, HistorianFault>> =>
  Promise.resolve(err({ kind: 'badQuery', message: 'not kept in memory' }));

/** What a disk would hold of records and texts, for thousands of starts and power cuts a second. */
export class MemoryHistory implements Historian {
  readonly #rows: Entry[] = [];
  readonly #texts: Record<string, string> = {};
  /** Commits until the mains fail; after that nothing reaches the disk. */
  commitsLeft = Number.POSITIVE_INFINITY;

  readonly trend = missing;
  readonly raw = missing;
  readonly latest = missing;
  readonly events = missing;
  readonly receipts = missing;
  readonly derived = missing;
  readonly audit = missing;
  readonly auditCheck = missing;
  readonly stats = missing;

  commit({ entries = [], state }: ScanRecord): Promise<Result<CommitInfo, HistorianFault>> {
    if (this.commitsLeft-- <= 0)
      return Promise.resolve(err({ kind: 'closed', message: 'the mains failed' }));
    for (const entry of entries) {
      const before = this.#rows.findIndex(
        ({ kind, id, latest }) => latest && kind === entry.kind && id === entry.id,
      );
      const old = this.#rows[before];
      if (old !== undefined) this.#rows[before] = { ...old, latest: false };
      this.#rows.push({ ...structuredClone(entry), seq: this.#rows.length + 1, latest: true });
    }
    Object.assign(this.#texts, state);
    return Promise.resolve(ok({ eventSeqs: [], entrySeqs: [], durationMs: 0 }));
  }

  entries(query: EntryQuery): Promise<Result<readonly Entry[], HistorianFault>> {
    const { kinds, id, fromMs = -Infinity, toMs = Infinity, versions, beforeSeq, limit } = query;
    const found = this.#rows.filter(
      (row) =>
        kinds.includes(row.kind) &&
        (id === undefined || row.id === id) &&
        row.tsMs >= fromMs &&
        row.tsMs < toMs &&
        (versions === 'all' || row.latest) &&
        row.seq < (beforeSeq ?? Infinity),
    );
    return Promise.resolve(ok(found.reverse().slice(0, limit)));
  }

  loadState(): Promise<Result<Readonly<Record<string, string>>, HistorianFault>> {
    return Promise.resolve(ok({ ...this.#texts }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
