import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PackedScan } from '../messages.ts';
import { syncFolder } from '../snapshot-backup.ts';
import { encodeHead, encodeScan, walkSegment } from './record.ts';
import type { SegmentHead } from './record.ts';
import { JOURNAL_DIR, journalIdOf, listSegments, segmentPath, setAside } from './segments.ts';
import type { Segment } from './segments.ts';

export interface JournalOptions {
  readonly dataDir: string;
  readonly journalId: string;
  /** Sequence of the newest scan the database holds. */
  readonly databaseSeq: number;
  /** State and newest receipt as the database holds them, for the head of a new segment. */
  readonly head: () => Pick<SegmentHead, 'state' | 'lastReceiptHash' | 'lastMs'>;
  readonly segmentBytes?: number;
  /** Above this the oldest segments go even if no backup covers them yet. */
  readonly capBytes?: number;
}

const SEGMENT_BYTES = 8 * 1024 * 1024;
const CAP_BYTES = 1024 * 1024 * 1024;
/** Written ahead with zeros, so that most records change no file size and need one disk write less. */
const AHEAD_BYTES = 512 * 1024;

/** Segments that went because of the size cap, with no backup covering them. */
export interface CapDropped {
  readonly segments: number;
  readonly throughSeq: number;
}

/**
 * The journal beside the database: every scan is in it, on disk, before it is acknowledged. From
 * any earlier sound state of the database it gives back what came after
 * ([data format](../../../../docs/data-format.md)).
 *
 * `append` writes and syncs; the caller then commits to the database with the same sequence, or
 * calls `undo` when that fails, so that nothing stays in the journal that was refused.
 * Both throw what the file system throws.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #dir: string;
  #segments: Segment[];
  /** Newest sequence in the journal, or in the database when that is ahead. */
  #seq: number;
  #file: number | null = null;
  #atBytes = 0;
  #sizeBytes = 0;
  #lastAppend: { readonly seq: number; readonly atBytes: number } | null = null;
  #dropped: CapDropped | null = null;
  /** What a crash left half written was found and cut. */
  readonly cutTornTail: boolean;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#dir = join(options.dataDir, JOURNAL_DIR);
    mkdirSync(this.#dir, { recursive: true });
    this.#segments = listSegments(this.#dir);
    const found = journalIdOf(this.#segments);
    if (found !== null && found !== options.journalId) {
      setAside(this.#dir, this.#segments, found);
      this.#segments = [];
    }
    const newest = this.#segments.at(-1);
    let cut = false;
    let journalSeq = -1;
    if (newest !== undefined) {
      const bytes = readFileSync(newest.path);
      const scan = walkSegment(bytes, () => undefined);
      journalSeq = Math.max(scan.lastSeq ?? -1, newest.firstSeq - 1);
      cut = scan.tornTail;
      this.#file = openSync(newest.path, 'r+');
      this.#atBytes = scan.endBytes;
      this.#sizeBytes = bytes.length;
      if (cut) {
        ftruncateSync(this.#file, scan.endBytes);
        fdatasyncSync(this.#file);
        this.#sizeBytes = scan.endBytes;
      }
      // A newest segment without a single sound record, not even a head, cannot be gone on with.
      if (scan.lastSeq === null) this.#discardNewest(newest);
    }
    this.cutTornTail = cut;
    this.#seq = Math.max(journalSeq, options.databaseSeq);
    // The database is ahead (an earlier journal was lost): the next record begins a segment of its own.
    if (journalSeq < options.databaseSeq) this.#closeSegment();
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Newest sequence given so far. */
  get seq(): number {
    return this.#seq;
  }

  /** Oldest sequence the journal still holds; null when it holds none. */
  get firstSeq(): number | null {
    return this.#segments[0]?.firstSeq ?? null;
  }

  /** Puts scans on disk behind each other with one sync. Returns the sequence of the last. */
  append(scans: readonly PackedScan[]): number {
    const { segmentBytes = SEGMENT_BYTES } = this.#options;
    if (this.#file === null || this.#atBytes >= segmentBytes) this.#beginSegment();
    const atBytes = this.#atBytes;
    const seq = this.#seq;
    const records = Buffer.concat(scans.map((scan, i) => encodeScan(seq + 1 + i, scan)));
    try {
      this.#write(records, atBytes);
    } catch (error) {
      this.#blank(atBytes, records.length);
      throw error;
    }
    this.#lastAppend = { seq, atBytes };
    this.#atBytes = atBytes + records.length;
    this.#seq = seq + scans.length;
    return this.#seq;
  }

  /** Takes the last append back. */
  undo(): void {
    if (this.#lastAppend === null) return;
    const { seq, atBytes } = this.#lastAppend;
    this.#lastAppend = null;
    const lengthBytes = this.#atBytes - atBytes;
    this.#seq = seq;
    this.#atBytes = atBytes;
    this.#blank(atBytes, lengthBytes);
  }

  /** Drops segments that hold nothing after `throughSeq`. Returns how many. */
  release(throughSeq: number): number {
    let count = 0;
    while (
      this.#segments.length > 1 &&
      (this.#segments[1]?.firstSeq ?? Infinity) - 1 <= throughSeq
    ) {
      this.#dropOldest();
      count++;
    }
    return count;
  }

  /** What the size cap took since this was last asked. */
  takeDropped(): CapDropped | null {
    const dropped = this.#dropped;
    this.#dropped = null;
    return dropped;
  }

  close(): void {
    this.#closeSegment();
  }

  #write(records: Buffer, atBytes: number): void {
    const file = this.#file;
    if (file === null) throw new Error('journal: no segment is open');
    const end = atBytes + records.length;
    if (end > this.#sizeBytes) {
      const ahead = Buffer.alloc(records.length + AHEAD_BYTES);
      records.copy(ahead);
      try {
        writeAll(file, ahead, atBytes);
        this.#sizeBytes = atBytes + ahead.length;
      } catch {
        // Too little room for the space ahead; the record itself may still fit.
        ftruncateSync(file, atBytes);
        writeAll(file, records, atBytes);
        this.#sizeBytes = end;
      }
    } else {
      writeAll(file, records, atBytes);
    }
    fdatasyncSync(file);
  }

  /** Makes a place that holds nothing to be read back; when even that fails a new segment is begun, which overrules it. */
  #blank(atBytes: number, lengthBytes: number): void {
    const file = this.#file;
    if (file === null) return;
    try {
      if (atBytes + lengthBytes >= this.#sizeBytes) {
        ftruncateSync(file, atBytes);
        this.#sizeBytes = atBytes;
      } else {
        writeAll(file, Buffer.alloc(lengthBytes), atBytes);
      }
      fdatasyncSync(file);
    } catch {
      this.#closeSegment();
    }
  }

  #beginSegment(): void {
    const { journalId, head, capBytes = CAP_BYTES } = this.#options;
    this.#closeSegment();
    const firstSeq = this.#seq + 1;
    const path = segmentPath(this.#dir, firstSeq);
    // A segment of the same name can only hold records that were taken back.
    const file = openSync(path, 'w+');
    try {
      const record = encodeHead(this.#seq, { format: 1, journalId, firstSeq, ...head() });
      writeAll(file, record, 0);
      fdatasyncSync(file);
      syncFolder(this.#dir);
      this.#file = file;
      this.#atBytes = record.length;
      this.#sizeBytes = record.length;
    } catch (error) {
      closeSync(file);
      rmSync(path, { force: true });
      throw error;
    }
    this.#segments = listSegments(this.#dir);
    let total = this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
    while (total > capBytes && this.#segments.length > 1) total -= this.#dropOldest(true);
  }

  #dropOldest(byCap = false): number {
    const [oldest, next] = this.#segments;
    if (oldest === undefined) return 0;
    rmSync(oldest.path, { force: true });
    this.#segments = this.#segments.slice(1);
    if (byCap)
      this.#dropped = {
        segments: (this.#dropped?.segments ?? 0) + 1,
        throughSeq: (next?.firstSeq ?? this.#seq + 1) - 1,
      };
    return oldest.bytes;
  }

  #discardNewest(newest: Segment): void {
    this.#closeSegment();
    rmSync(newest.path, { force: true });
    this.#segments = this.#segments.slice(0, -1);
  }

  #closeSegment(): void {
    this.#lastAppend = null;
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#segments = listSegments(this.#dir);
  }
}

function writeAll(file: number, bytes: Buffer, atBytes: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, atBytes + done);
}
