import type { Entry, EntryKind } from '#core/records/entry.ts';
import type { EventKind, EventRecord } from '#contract/records.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import { taken } from './failed.ts';

const PAGE = 1000;
/** Entries are larger: a page of them is looked through in a few milliseconds between two scans. */
const ENTRY_PAGE = 100;
/** Beyond this many records of one kind a report no longer lists, it only counts. */
const MOST_RECORDS = 200_000;

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Events of some kinds in a span, in time order; throws `Failed` when the history does not answer. */
export async function eventsOf(
  historian: Historian,
  kinds: readonly EventKind[],
  { fromMs, toMs }: Span,
): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  for (let beforeSeq: number | null = null; found.length < MOST_RECORDS;) {
    const page: readonly EventRecord[] = taken(
      stored(
        await historian.events({
          fromMs,
          toMs,
          kinds: [...kinds],
          maxPriority: null,
          subject: null,
          beforeSeq,
          limit: PAGE,
        }),
      ),
    );
    found.push(...page);
    beforeSeq = page.at(-1)?.seq ?? null;
    if (page.length < PAGE) break;
  }
  return found.reverse();
}

/** Entries of some kinds whose time lies in the span (null: at any time), by their time; throws `Failed`. */
export async function entriesOf(
  historian: Historian,
  kinds: readonly EntryKind[],
  span: Span | null,
  versions: 'latest' | 'all' = 'latest',
  most = MOST_RECORDS,
): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let beforeSeq: number | undefined; found.length < most;) {
    const page: readonly Entry[] = taken(
      stored(
        await historian.entries({
          kinds,
          versions,
          limit: ENTRY_PAGE,
          ...(span ?? {}),
          ...(beforeSeq === undefined ? {} : { beforeSeq }),
        }),
      ),
    );
    found.push(...page);
    beforeSeq = page.at(-1)?.seq;
    if (page.length < ENTRY_PAGE) break;
  }
  return found.sort((a, b) => a.tsMs - b.tsMs);
}
