import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { PackedSamples, PackedScan } from '../messages.ts';

/**
 * Records of the journal on disk, each at a multiple of eight bytes:
 *
 * | bytes | what |
 * |---|---|
 * | 0-3 | length of the payload, little endian; 0 where nothing is written yet |
 * | 4-7 | CRC-32 (ISO 3309) of bytes 8 to the end of the payload |
 * | 8-15 | sequence, little endian |
 * | 16 | kind: 1 head of a segment, 2 scan, 3 scan compressed (DEFLATE, RFC 1951) |
 * | 17- | JSON |
 */
export const RECORD_HEADER_BYTES = 16;
const ALIGN = 8;
const KIND = { head: 1, scan: 2, packedScan: 3 } as const;
/** Small records are not worth compressing. */
const COMPRESS_FROM_BYTES = 600;
const MOST_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** What stands at the beginning of each segment: enough to go on from, should the database be gone. */
export interface SegmentHead {
  readonly format: 1;
  /** Database the records belong to (`meta.journal_id`). */
  readonly journalId: string;
  readonly firstSeq: number;
  /** Time of the last scan before this segment, ms UTC. */
  readonly lastMs: number | null;
  /** The engine's state when the segment was begun. */
  readonly state: readonly (readonly [string, string])[];
  /** Hash of the newest receipt when the segment was begun. */
  readonly lastReceiptHash: string | null;
}

export type JournalRecord =
  | { readonly kind: 'head'; readonly seq: number; readonly head: SegmentHead }
  | { readonly kind: 'scan'; readonly seq: number; readonly scan: PackedScan };

type SampleColumns = readonly [
  readonly string[],
  readonly (number | null)[],
  readonly number[],
  readonly (number | null)[],
];
interface ScanJson extends Omit<PackedScan, 'grid' | 'changes'> {
  readonly grid: SampleColumns;
  readonly changes: SampleColumns;
}

const columnsOf = ({ tags, values, grades, times }: PackedSamples): SampleColumns => [
  tags,
  [...values],
  [...grades],
  [...times],
];
const numbers = (column: readonly (number | null)[]): Float64Array =>
  Float64Array.from(column, (value) => value ?? Number.NaN);
const samplesOf = ([tags, values, grades, times]: SampleColumns): PackedSamples => ({
  tags,
  values: numbers(values),
  grades: Uint8Array.from(grades),
  times: numbers(times),
});

export const encodeHead = (seq: number, head: SegmentHead): Buffer =>
  frame(seq, KIND.head, Buffer.from(JSON.stringify(head)));

export function encodeScan(seq: number, scan: PackedScan): Buffer {
  const json: ScanJson = {
    ...scan,
    grid: columnsOf(scan.grid),
    changes: columnsOf(scan.changes),
  };
  const text = Buffer.from(JSON.stringify(json));
  return text.length < COMPRESS_FROM_BYTES
    ? frame(seq, KIND.scan, text)
    : frame(seq, KIND.packedScan, deflateRawSync(text, { level: 1 }));
}

function frame(seq: number, kind: number, body: Buffer): Buffer {
  const length = body.length + 1;
  const record = Buffer.alloc(aligned(RECORD_HEADER_BYTES + length));
  record.writeUInt32LE(length, 0);
  record.writeBigUInt64LE(BigInt(seq), 8);
  record[RECORD_HEADER_BYTES] = kind;
  body.copy(record, RECORD_HEADER_BYTES + 1);
  record.writeUInt32LE(crc32(record.subarray(8, RECORD_HEADER_BYTES + length)), 4);
  return record;
}

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN;

/** Length on disk of the sound record at an offset, or null when there is none. */
function recordBytes(bytes: Buffer, at: number): number | null {
  if (at + RECORD_HEADER_BYTES > bytes.length) return null;
  const length = bytes.readUInt32LE(at);
  const end = at + RECORD_HEADER_BYTES + length;
  if (length < 2 || length > MOST_PAYLOAD_BYTES || end > bytes.length) return null;
  return crc32(bytes.subarray(at + 8, end)) === bytes.readUInt32LE(at + 4)
    ? aligned(RECORD_HEADER_BYTES + length)
    : null;
}

export interface SegmentScan {
  /** End of the last sound record, bytes. */
  readonly endBytes: number;
  /** Sequence of the last sound record; null when there is none. */
  readonly lastSeq: number | null;
  /** Places between sound records where something else stands. */
  readonly damagedPlaces: number;
  /** Something that is no whole record stands after the last sound one: the write that a crash cut short. */
  readonly tornTail: boolean;
}

/** A sound record, not decoded yet. */
export interface FoundRecord {
  readonly seq: number;
  decode(): JournalRecord;
  /** False for a scan with neither state nor receipts; found out without decoding its thousands of numbers. */
  tellsOfEngine(): boolean;
}

/**
 * Walks through the sound records of a segment, in order. A damaged one is stepped over by looking
 * for the next sound one after it. `each` returns false to stop.
 */
export function walkSegment(
  bytes: Buffer,
  each: (record: FoundRecord) => boolean | void,
): SegmentScan {
  let endBytes = 0;
  let lastSeq: number | null = null;
  let damagedPlaces = 0;
  for (let at = 0; ;) {
    const sound = recordBytes(bytes, at);
    if (sound === null) {
      const next = nextSound(bytes, at + ALIGN, lastSeq ?? -1);
      if (next === null) return { endBytes, lastSeq, damagedPlaces, tornTail: !isBlank(bytes, at) };
      damagedPlaces++;
      at = next;
      continue;
    }
    const seq = Number(bytes.readBigUInt64LE(at + 8));
    const from = at;
    endBytes = at + sound;
    lastSeq = seq;
    at = endBytes;
    const found = {
      seq,
      decode: () => decode(bytes, from, seq),
      tellsOfEngine: () => tellsOfEngine(bytes, from),
    };
    if (each(found) === false) return { endBytes, lastSeq, damagedPlaces, tornTail: false };
  }
}

/** First place from `at` on with a sound record of a later sequence. */
function nextSound(bytes: Buffer, at: number, afterSeq: number): number | null {
  for (let place = at; place + RECORD_HEADER_BYTES < bytes.length; place += ALIGN) {
    // Written with its high half zero for millennia to come: most places are ruled out by this alone.
    if (bytes.readUInt32LE(place + 12) !== 0 || bytes.readUInt32LE(place) === 0) continue;
    if (bytes.readUInt32LE(place + 8) <= afterSeq) continue;
    if (recordBytes(bytes, place) !== null) return place;
  }
  return null;
}

const isBlank = (bytes: Buffer, from: number): boolean => {
  for (let at = from; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
};

/** Kind and JSON text of the sound record at an offset. */
function textOf(bytes: Buffer, at: number): { readonly kind: number; readonly text: Buffer } {
  const length = bytes.readUInt32LE(at);
  const kind = bytes[at + RECORD_HEADER_BYTES] ?? 0;
  const body = bytes.subarray(at + RECORD_HEADER_BYTES + 1, at + RECORD_HEADER_BYTES + length);
  return { kind, text: kind === KIND.packedScan ? inflateRawSync(body) : body };
}

/** How a list that is not empty begins; within a string of the JSON its quotation marks would be escaped. */
const STATE = Buffer.from('"state":[[');
const RECEIPTS = Buffer.from('"receipts":[{');

function tellsOfEngine(bytes: Buffer, at: number): boolean {
  const { kind, text } = textOf(bytes, at);
  return kind === KIND.head || text.includes(STATE) || text.includes(RECEIPTS);
}

function decode(bytes: Buffer, at: number, seq: number): JournalRecord {
  const { kind, text } = textOf(bytes, at);
  if (kind === KIND.head)
    return { kind: 'head', seq, head: JSON.parse(text.toString()) as SegmentHead };
  const json = JSON.parse(text.toString()) as ScanJson;
  return {
    kind: 'scan',
    seq,
    scan: { ...json, grid: samplesOf(json.grid), changes: samplesOf(json.changes) },
  };
}
