import type { EntryRecord, ValueSource } from '#contract/provenance.ts';
import { POLL_PERIOD_MS, isDigital } from '#core/plant/tag.ts';
import type { Tag } from '#core/plant/tag.ts';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { DerivedHow, DerivedValue, Entry, EntryKind } from '#core/records/entry.ts';
import { applyCorrections, correctionSchema } from '#core/signal/drift/correction.ts';
import type { Correction } from '#core/signal/drift/correction.ts';
import { findingSchema } from '#core/signal/qa/finding.ts';
import type { Finding } from '#core/signal/qa/finding.ts';
import { encode } from '#core/signal/registers.ts';
import { MINUTE_MS } from '#core/signal/trend.ts';
import type { Historian, HistorianFault, StoredSample } from '#engine/ports/historian.ts';

type Reader = Pick<Historian, 'raw' | 'latest' | 'entries' | 'derived'>;

const DAY_MS = 86_400_000;
/** Readings of persons are shown when they were taken so near to the value. */
const READING_REACH_MS = 14 * DAY_MS;
const MOST_READINGS = 6;
const MOST_CALIBRATIONS = 3;
/** Findings may have begun long before the instant; so many of the newest before it are looked through. */
const MOST_FINDINGS = 500;
const MOST_CORRECTIONS = 200;

/** Which stands first when several ways gave a value for one minute. */
const ORDER: readonly DerivedHow[] = ['duplicate', 'virtual', 'linear', 'spline', 'pattern'];

export const entryView = (entry: Entry): EntryRecord => ({ ...entry, body: { ...entry.body } });

/** A bad value never counts as it was read. */
const usable = (sample: StoredSample | null): boolean =>
  sample !== null &&
  sample.value !== null &&
  (sample.quality === 'good' || sample.quality === 'uncertain');

/** Follows what a tag counts for at an instant back to its register. Reads the history only. */
export async function valueSource(
  historian: Reader,
  tag: Tag,
  atMs: number,
): Promise<Result<ValueSource, HistorianFault>> {
  const raw = await storedAt(historian, tag, atMs);
  if (!raw.ok) return raw;
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const [derived, corrections, findings, readings, calibrations] = await Promise.all([
    historian.derived({ tags: [tag.id], fromMs: minuteMs, toMs: minuteMs + MINUTE_MS, limit: 20 }),
    historian.entries({
      kinds: ['correction'],
      tag: tag.id,
      versions: 'latest',
      limit: MOST_CORRECTIONS,
    }),
    historian.entries({
      kinds: ['finding'],
      tag: tag.id,
      toMs: minuteMs + MINUTE_MS,
      versions: 'latest',
      order: 'time',
      limit: MOST_FINDINGS,
    }),
    historian.entries({
      kinds: ['reading'],
      tag: tag.id,
      fromMs: atMs - READING_REACH_MS,
      toMs: atMs + READING_REACH_MS,
      versions: 'latest',
      order: 'time',
      limit: 200,
    }),
    historian.entries({
      kinds: ['calibration'],
      tag: tag.id,
      toMs: minuteMs + MINUTE_MS,
      versions: 'latest',
      order: 'time',
      limit: MOST_CALIBRATIONS,
    }),
  ]);
  if (!derived.ok) return derived;
  if (!corrections.ok) return corrections;
  if (!findings.ok) return findings;
  if (!readings.ok) return readings;
  if (!calibrations.ok) return calibrations;
  const named = await namedEntries(historian, derived.value);
  if (!named.ok) return named;
  const held = correctionAt(corrections.value, minuteMs);
  const ranked = derived.value.toSorted((a, b) => ORDER.indexOf(a.how) - ORDER.indexOf(b.how));
  const empty = emptyOf(tag, atMs);
  return ok({
    ...empty,
    shown: shownOf(raw.value, ranked[0], held?.bias ?? null),
    raw: raw.value === null ? null : { ...raw.value },
    correction:
      held === null ? null : { record: held.record, biasThen: held.bias, entrySeq: held.entry.seq },
    derived: ranked.map((each) => ({ ...each })),
    derivedEntries: named.value.map(entryView),
    findings: findings.value.flatMap((entry) => findingAt(entry, minuteMs) ?? []),
    readings: readings.value
      .toSorted((a, b) => Math.abs(a.tsMs - atMs) - Math.abs(b.tsMs - atMs))
      .slice(0, MOST_READINGS)
      .map(entryView),
    calibrations: calibrations.value.map(entryView),
    register: { ...empty.register, words: wordsOf(tag, raw.value?.value ?? null) },
  });
}

function emptyOf(tag: Tag, atMs: number): ValueSource {
  const { slave, table, address, type, bit, wordOrder, scale, offset, pollClass, store } = tag;
  const periodMs = POLL_PERIOD_MS[pollClass];
  return {
    tag: tag.id,
    atMs,
    shown: { value: null, way: 'none' },
    raw: null,
    readingsAtMost: store === 'grid' ? Math.max(1, Math.floor(MINUTE_MS / periodMs)) : null,
    correction: null,
    derived: [],
    derivedEntries: [],
    findings: [],
    readings: [],
    calibrations: [],
    register: {
      slave,
      table,
      address,
      type,
      bit,
      wordOrder,
      scale,
      offset,
      pollClass,
      periodMs,
      store,
      words: null,
    },
  };
}

/** The stored minute of that instant; for a tag that is stored on change, what held then. */
async function storedAt(
  historian: Reader,
  tag: Tag,
  atMs: number,
): Promise<Result<StoredSample | null, HistorianFault>> {
  if (tag.store === 'none') return ok(null);
  if (tag.store === 'change') {
    const latest = await historian.latest([tag.id], atMs);
    return latest.ok ? ok(latest.value[0] ?? null) : latest;
  }
  const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  const rows = await historian.raw({
    tags: [tag.id],
    fromMs: minuteMs,
    toMs: minuteMs + MINUTE_MS,
    limit: 10,
    cursor: null,
  });
  return rows.ok ? ok(rows.value.rows.at(-1) ?? null) : rows;
}

function shownOf(
  raw: StoredSample | null,
  derived: DerivedValue | undefined,
  bias: number | null,
): ValueSource['shown'] {
  if (derived !== undefined) return { value: derived.value, way: 'derived' };
  if (raw === null || raw.value === null) return { value: null, way: 'none' };
  if (bias !== null && usable(raw)) return { value: raw.value - bias, way: 'corrected' };
  return { value: raw.value, way: 'raw' };
}

/** Substitutions or findings that called for the derived values. */
async function namedEntries(
  historian: Reader,
  derived: readonly DerivedValue[],
): Promise<Result<readonly Entry[], HistorianFault>> {
  const kinds: readonly EntryKind[] = ['substitution', 'finding', 'calibration'];
  const found: Entry[] = [];
  for (const id of new Set(derived.flatMap(({ entryId }) => entryId ?? []))) {
    const answer = await historian.entries({ kinds, id, versions: 'latest', limit: 5 });
    if (!answer.ok) return answer;
    found.push(...answer.value);
  }
  return ok(found);
}

/** The correction that counts at an instant, and what it takes off there. */
function correctionAt(
  entries: readonly Entry[],
  tsMs: number,
): { readonly entry: Entry; readonly record: Correction; readonly bias: number } | null {
  const read = entries.flatMap((entry) => {
    const parsed = correctionSchema.safeParse(entry.body);
    return parsed.success ? [{ entry, record: parsed.data }] : [];
  });
  let standing: (typeof read)[number] | null = null;
  for (const each of read) {
    // Of several only the one written last counts; asked one by one, each tells whether it counts at all.
    const alone = applyCorrections(0, tsMs, [each.record]);
    if (alone.sd === 0 && alone.correction === 0) continue;
    if (standing === null || each.record.atMs >= standing.record.atMs) standing = each;
  }
  return standing === null
    ? null
    : { ...standing, bias: applyCorrections(0, tsMs, [standing.record]).correction };
}

function findingAt(entry: Entry, minuteMs: number): Finding | null {
  const parsed = findingSchema.safeParse({ ...entry.body, id: entry.id, tag: entry.tag });
  if (!parsed.success) return null;
  const { fromMs, toMs } = parsed.data;
  return fromMs < minuteMs + MINUTE_MS && (toMs === null || toMs > minuteMs) ? parsed.data : null;
}

/** Words that would hold the stored value. A bit shares its word with others, which are not known. */
function wordsOf(tag: Tag, value: number | null): number[] | null {
  if (value === null || tag.type === 'bit') return null;
  const words = encode(tag, isDigital(tag) ? Math.round(value) : value);
  return words.ok ? [...words.value] : null;
}
