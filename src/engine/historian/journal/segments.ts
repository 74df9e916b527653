import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { walkSegment } from './record.ts';
import type { FoundRecord, JournalRecord, SegmentHead, SegmentScan } from './record.ts';

export const JOURNAL_DIR = 'journal';
const NAME = /^redo-(\d{12})\.log$/;
const HEAD_BYTES = 8 * 1024 * 1024;

export interface Segment {
  readonly path: string;
  /** Sequence of its first scan. */
  readonly firstSeq: number;
  readonly bytes: number;
}

export const segmentPath = (dir: string, firstSeq: number): string =>
  join(dir, `redo-${String(firstSeq).padStart(12, '0')}.log`);

/** Segments in a journal folder by sequence; none when there is no folder. */
export function listSegments(dir: string): Segment[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .flatMap((name) => {
      const match = NAME.exec(name);
      if (match === null) return [];
      const path = join(dir, name);
      return [{ path, firstSeq: Number(match[1]), bytes: statSync(path).size }];
    })
    .sort((a, b) => a.firstSeq - b.firstSeq);
}

/** Head of a segment; null when it is damaged. */
export function readHead(path: string): SegmentHead | null {
  const size = Math.min(statSync(path).size, HEAD_BYTES);
  const bytes = Buffer.alloc(size);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, size, 0);
  } finally {
    closeSync(file);
  }
  let head: SegmentHead | null = null;
  walkSegment(bytes, (record) => {
    const found = record.decode();
    if (found.kind === 'head') head = found.head;
    return false;
  });
  return head;
}

/** Database the journal in a folder belongs to: what its newest readable head says. */
export function journalIdOf(segments: readonly Segment[]): string | null {
  for (const segment of segments.toReversed()) {
    const head = readHead(segment.path);
    if (head !== null) return head.journalId;
  }
  return null;
}

/** Puts segments of another database aside, into a folder of their own, where nothing reads or drops them. */
export function setAside(dir: string, segments: readonly Segment[], journalId: string): void {
  const place = join(dir, `other-${journalId.slice(0, 8)}`);
  mkdirSync(place, { recursive: true });
  for (const { path } of segments) renameSync(path, join(place, path.slice(dir.length + 1)));
}

/**
 * Calls `each` with every scan of the journal with a sequence above `afterSeq`, in order. What a
 * later segment holds again counts there alone. Returns what the walk found, segment by segment.
 */
export function walkJournal(
  segments: readonly Segment[],
  afterSeq: number,
  each: (record: Extract<JournalRecord, { kind: 'scan' }>) => void,
): SegmentScan[] {
  return walkSegments(segments, afterSeq, (found) => {
    const record = found.decode();
    if (record.kind === 'scan') each(record);
  });
}

function walkSegments(
  segments: readonly Segment[],
  afterSeq: number,
  each: (record: FoundRecord) => void,
): SegmentScan[] {
  return segments.flatMap((segment, i) => {
    const nextFirst = segments[i + 1]?.firstSeq ?? Number.POSITIVE_INFINITY;
    if (nextFirst - 1 <= afterSeq) return [];
    return [
      walkSegment(readFileSync(segment.path), (found) => {
        if (found.seq <= afterSeq || found.seq >= nextFirst || found.seq < segment.firstSeq) return;
        each(found);
      }),
    ];
  });
}

/**
 * Whether the journal holds every scan this history ever had: its first segment began with an empty
 * history, nothing is missing and nothing is damaged. Then the journal alone is the history.
 */
export function isWhole(segments: readonly Segment[]): boolean {
  const [first] = segments;
  const head = first === undefined ? null : readHead(first.path);
  if (head?.firstSeq !== 1 || head.lastMs !== null) return false;
  let nextSeq = 1;
  let hasGap = false;
  const walked = walkSegments(segments, 0, ({ seq }) => {
    hasGap ||= seq !== nextSeq;
    nextSeq = seq + 1;
  });
  return !hasGap && walked.every(({ damagedPlaces }) => damagedPlaces === 0);
}

/** What the journal alone knows of the engine's last state, without the database. */
export interface JournalView {
  readonly state: Readonly<Record<string, string>>;
  readonly lastReceiptHash: string | null;
  readonly lastSeq: number;
}

/**
 * Reads the newest segment: its head and what came after it. Null when there is no readable journal.
 * May be asked while the history is being opened or brought back: what that adds tells nothing of this.
 */
export function peekJournal(dataDir: string): JournalView | null {
  const newest = listSegments(join(dataDir, JOURNAL_DIR)).at(-1);
  if (newest === undefined) return null;
  const state: Record<string, string> = {};
  let lastReceiptHash: string | null = null;
  let hasHead = false;
  let lastSeq = newest.firstSeq - 1;
  walkSegment(readFileSync(newest.path), (found) => {
    lastSeq = Math.max(lastSeq, found.seq);
    if (!found.tellsOfEngine()) return;
    const record = found.decode();
    if (record.kind === 'head') {
      hasHead = true;
      for (const [key, value] of record.head.state) state[key] = value;
      lastReceiptHash = record.head.lastReceiptHash;
      return;
    }
    for (const [key, value] of record.scan.state) state[key] = value;
    lastReceiptHash = record.scan.receipts.at(-1)?.hash ?? lastReceiptHash;
  });
  return hasHead ? { state, lastReceiptHash, lastSeq } : null;
}
