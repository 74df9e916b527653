import type { CheckedReceipt, EntryRecord, ReceiptCheck } from '#contract/provenance.ts';
import type { EventRecord, ReceiptRecord } from '#contract/records.ts';
import type { RpcError } from '#contract/wire.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Entry, EntryKind } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { MINUTE_MS } from '#core/signal/trend.ts';
import { receiptHash } from '#engine/historian/index.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import { entryView, valueSource } from './value-source.ts';

type ProvenanceHandlers = Pick<Handlers, Extract<keyof Handlers, `provenance.${string}`>>;

/** Rows looked through for one page when a filter leaves most of them out. */
const SCAN = 500;
const MOST_SCANS = 20;
const MOST_VERSIONS = 500;
const MOST_RELATED = 50;
const MOST_DERIVED = 5000;

/** Answers to where a record comes from. Everything is read from the history; nothing is written. */
export function provenanceHandlers({
  profile,
  historian,
}: {
  readonly profile: PlantProfile;
  readonly historian: Historian;
}): ProvenanceHandlers {
  const tagOf = new Map(profile.tags.map((tag) => [tag.id, tag]));
  return {
    'provenance.value': async ({ tag, atMs }) => {
      const known = tagOf.get(tag);
      if (known === undefined) return err(unknownTag(tag));
      return stored(await valueSource(historian, known, atMs));
    },
    'provenance.entry': async ({ kind, id }) => {
      const versions = stored(
        await historian.entries({ kinds: [kind], id, versions: 'all', limit: MOST_VERSIONS }),
      );
      if (!versions.ok) return versions;
      const newest = versions.value[0];
      if (newest === undefined)
        return err(
          rpcFault(
            'notFound',
            `there is no ${kind} "${id}" in the history; it may be past its retention`,
            'provenance.noRecord',
            { id },
          ),
        );
      const related = stored(await relatedTo(historian, newest));
      return related.ok
        ? ok({ versions: versions.value.map(entryView), related: related.value.map(entryView) })
        : related;
    },
    'provenance.entries': async ({
      kinds,
      tag,
      fromMs,
      toMs,
      person,
      versions,
      beforeSeq,
      limit,
    }) => {
      const page = await filtered<Entry>(
        (before, count) =>
          historian.entries({
            kinds,
            versions,
            limit: count,
            ...(tag === null ? {} : { tag }),
            ...(fromMs === null ? {} : { fromMs }),
            ...(toMs === null ? {} : { toMs }),
            ...(before === null ? {} : { beforeSeq: before }),
          }),
        (entry) => person === null || isBy(entry.actor, person),
        beforeSeq,
        limit,
        person !== null,
      );
      const answer = stored(page);
      return answer.ok
        ? ok({ rows: answer.value.rows.map(entryView), nextSeq: answer.value.next })
        : answer;
    },
    'provenance.samples': async ({ tags, fromMs, toMs, cursor, limit }) => {
      const missing = tags.find((tag) => !tagOf.has(tag));
      if (missing !== undefined) return err(unknownTag(missing));
      if (toMs <= fromMs)
        return err(rpcFault('badRequest', 'provenance.samples: toMs must be later than fromMs'));
      const place = placeOf(cursor) ?? { beginMs: fromMs, cursor: null };
      const raw = stored(await historian.raw({ tags, fromMs, toMs, limit, cursor: place.cursor }));
      if (!raw.ok) return raw;
      const last = raw.value.rows.at(-1);
      // The minute a page ends in may go on in the next one, so what stands beside it comes there.
      const endMs =
        raw.value.cursor === null
          ? toMs
          : last === undefined
            ? place.beginMs
            : Math.max(place.beginMs, Math.floor(last.tsMs / MINUTE_MS) * MINUTE_MS);
      const derived =
        endMs <= place.beginMs
          ? ok([])
          : stored(
              await historian.derived({
                tags,
                fromMs: place.beginMs,
                toMs: endMs,
                limit: MOST_DERIVED,
              }),
            );
      if (!derived.ok) return derived;
      return ok({
        rows: raw.value.rows.map((row) => ({ ...row })),
        derived: derived.value.map((row) => ({ ...row })),
        cursor: raw.value.cursor === null ? null : `${String(endMs)} ${raw.value.cursor}`,
      });
    },
    'provenance.events': async ({ fromMs, toMs, kinds, subject, person, beforeSeq, limit }) => {
      const page = await filtered<EventRecord>(
        (before, count) =>
          historian.events({
            fromMs,
            toMs,
            kinds,
            maxPriority: null,
            subject,
            beforeSeq: before,
            limit: count,
          }),
        (event) => person === null || isBy(event.actor, person),
        beforeSeq,
        limit,
        person !== null,
      );
      const answer = stored(page);
      return answer.ok ? ok({ rows: [...answer.value.rows], nextSeq: answer.value.next }) : answer;
    },
    'provenance.receipts': async ({ fromMs, toMs, unit, person, beforeHash, limit }) => {
      const rows: CheckedReceipt[] = [];
      let before = beforeHash;
      for (let scans = 0; scans < MOST_SCANS; scans++) {
        // One more than a page: the link of the last one shown is to the one before it.
        const answer = stored(
          await historian.receipts({
            limit: SCAN + 1,
            ...(before === null ? {} : { beforeHash: before }),
          }),
        );
        if (!answer.ok) return answer;
        const found = answer.value;
        const whole = found.length <= SCAN;
        const page = whole ? found : found.slice(0, SCAN);
        for (const [i, receipt] of page.entries()) {
          if (rows.length === limit) return ok({ rows, nextHash: before });
          before = receipt.hash;
          if (toMs !== null && receipt.tsMs >= toMs) continue;
          if (fromMs !== null && receipt.tsMs < fromMs) continue;
          if (unit !== null && subjectOf(receipt) !== unit) continue;
          if (person !== null && !isBy(`person:${receipt.intent.who}`, person)) continue;
          rows.push({ receipt, check: checkOf(receipt, found[i + 1]) });
        }
        if (whole) return ok({ rows, nextHash: null });
      }
      return ok({ rows, nextHash: before });
    },
    'provenance.receipt': async ({ requestId }) => {
      const one = stored(await historian.receipts({ limit: 1, requestId }));
      if (!one.ok) return one;
      const receipt = one.value[0];
      if (receipt === undefined)
        return err(
          rpcFault(
            'notFound',
            `there is no receipt of request "${requestId}" in the history`,
            'provenance.noRecord',
            { id: requestId },
          ),
        );
      const before = stored(await historian.receipts({ limit: 1, beforeHash: receipt.hash }));
      return before.ok ? ok({ receipt, check: checkOf(receipt, before.value[0]) }) : before;
    },
  };
}

const unknownTag = (tag: string): RpcError =>
  rpcFault('notFound', `the profile has no tag ${tag}`, 'trend.unknownTag', { tag });

/** Where a page of samples goes on: up to which instant the values beside them were given, and the historian's own place. */
function placeOf(
  cursor: string | null,
): { readonly beginMs: number; readonly cursor: string } | null {
  const [begin = '', inner] = cursor?.split(' ') ?? [];
  const beginMs = Number(begin);
  return inner === undefined || !Number.isFinite(beginMs) ? null : { beginMs, cursor: inner };
}

const isBy = (actor: string, person: string): boolean =>
  actor.toLowerCase().includes(person.trim().toLowerCase());

const subjectOf = ({ intent }: ReceiptRecord): string =>
  intent.type === 'machine' ? intent.unit : intent.tag;

/** `changed`: its hash does not fit what it says; `notLinked`: it does not name the receipt before it. */
export function checkOf(receipt: ReceiptRecord, before: ReceiptRecord | undefined): ReceiptCheck {
  if (receiptHash(receipt) !== receipt.hash) return 'changed';
  return before !== undefined && before.hash !== receipt.prevHash ? 'notLinked' : 'verified';
}

/** One page of rows that pass, newest first, and the number to go on from; looks on while a filter leaves rows out. */
async function filtered<T extends { readonly seq: number }>(
  ask: (beforeSeq: number | null, count: number) => Promise<Result<readonly T[], HistorianFault>>,
  passes: (row: T) => boolean,
  beforeSeq: number | null,
  limit: number,
  isSelective: boolean,
): Promise<Result<{ readonly rows: readonly T[]; readonly next: number | null }, HistorianFault>> {
  const rows: T[] = [];
  let before = beforeSeq;
  const count = isSelective ? SCAN : limit;
  for (let scans = 0; scans < MOST_SCANS; scans++) {
    const answer = await ask(before, count);
    if (!answer.ok) return answer;
    for (const row of answer.value) {
      if (rows.length === limit) return ok({ rows, next: before });
      before = row.seq;
      if (passes(row)) rows.push(row);
    }
    if (answer.value.length < count) return ok({ rows, next: null });
  }
  return ok({ rows, next: before });
}

/** Kinds an entry may name in its body, by the field that names them. */
const LINKS: Readonly<Record<string, readonly EntryKind[]>> = {
  readingIds: ['reading'],
  readingId: ['reading'],
  importId: ['import'],
  findingId: ['finding'],
  entryId: ['finding', 'substitution', 'calibration', 'correction'],
  correctionId: ['correction'],
  calibrationId: ['calibration'],
  backupId: ['backup'],
};

/** Entries that the body of this one names, e.g. the readings a correction rests on or the file a reading came from. */
async function relatedTo(
  historian: Historian,
  entry: Entry,
): Promise<Result<readonly Entry[], HistorianFault>> {
  const found: Entry[] = [];
  for (const { kinds, id } of linksIn(entry.body).slice(0, MOST_RELATED)) {
    const answer = await historian.entries({ kinds, id, versions: 'latest', limit: 5 });
    if (!answer.ok) return answer;
    found.push(...answer.value);
  }
  return ok(found);
}

function linksIn(
  body: EntryRecord['body'],
): readonly { readonly kinds: readonly EntryKind[]; readonly id: string }[] {
  return Object.entries(body).flatMap(([field, value]) => {
    const kinds = LINKS[field];
    if (kinds !== undefined) {
      const ids = Array.isArray(value) ? value : [value];
      return ids.flatMap((id) => (typeof id === 'string' ? [{ kinds, id }] : []));
    }
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? linksIn(value as EntryRecord['body'])
      : [];
  });
}
