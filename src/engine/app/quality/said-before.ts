import type { Entry, NewEntry } from '#core/records/entry.ts';
import { findingSchema } from '#core/signal/qa/finding.ts';
import type { Finding } from '#core/signal/qa/finding.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';

const DAY_MS = 86_400_000;
/** More than the state is ever behind: it is saved each hour while the engine runs. */
const BACK_MS = 2 * DAY_MS;
const PAGE = 1000;

/**
 * What the run before wrote down after its last save. Going through those minutes again says the
 * same things again; what stands on disk as it is need not be written, nor told, twice.
 */
export class SaidBefore {
  readonly #said = new Set<string>();
  readonly #learned = new Map<string, NewEntry>();
  readonly #findings: Finding[] = [];

  async load(historian: Historian, nowMs: number): Promise<HistorianFault | null> {
    let beforeSeq: number | undefined;
    for (;;) {
      const page = await historian.entries({
        kinds: ['finding', 'substitution', 'score'],
        versions: 'all',
        limit: PAGE,
        ...(beforeSeq === undefined ? {} : { beforeSeq }),
      });
      if (!page.ok) return page.error;
      for (const entry of page.value) {
        if (entry.writtenMs < nowMs - BACK_MS) return null;
        this.#said.add(keyOf(entry));
        if (entry.latest) this.#keep(entry);
      }
      beforeSeq = page.value.at(-1)?.seq;
      if (page.value.length < PAGE) return null;
    }
  }

  #keep(entry: Entry): void {
    const finding = entry.kind === 'finding' ? findingSchema.safeParse(entry.body) : null;
    if (finding?.success === true && finding.data.tier === 3 && finding.data.toMs === null)
      this.#findings.push(finding.data);
  }

  was(entry: NewEntry): boolean {
    return this.#said.has(keyOf(entry));
  }

  /** Findings against readings of persons that were open. */
  openReferenceFindings(): readonly Finding[] {
    return this.#findings;
  }

  /** Takes note of what was found while learning from the past, which is not written down a second time. */
  learn(entries: readonly NewEntry[]): void {
    for (const entry of entries) {
      const key = `${entry.kind} ${entry.id}`;
      if (entry.body['toMs'] === null) this.#learned.set(key, entry);
      else this.#learned.delete(key);
    }
  }

  /** What was found while learning and still lasts, as far as it does not stand on disk already. */
  stillOpen(): readonly NewEntry[] {
    return [...this.#learned.values()].filter((entry) => !this.was(entry));
  }

  forget(): void {
    this.#learned.clear();
    this.#said.clear();
    this.#findings.length = 0;
  }
}

const keyOf = ({ kind, id, body }: Pick<NewEntry, 'kind' | 'id' | 'body'>): string =>
  `${kind} ${id} ${JSON.stringify(body)}`;
