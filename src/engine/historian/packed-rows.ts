import { PROVENANCES, PROVENANCE_CODE, QUALITY_CODE } from '#core/signal/sample.ts';
import { qualityOfCode } from '#core/signal/trend.ts';
import type { RawAnswer, StoredSample } from '../ports/historian.ts';

/**
 * A slice of an export as columns: thousands of small objects cost the engine's thread many
 * milliseconds to take over from another one, five arrays next to nothing.
 */
export interface PackedRaw {
  readonly tags: readonly string[];
  /** Place in `tags`, row by row. */
  readonly tag: Uint32Array;
  /** NaN where there is no number. */
  readonly value: Float64Array;
  readonly grade: Uint8Array;
  readonly tsMs: Float64Array;
  readonly cursor: string | null;
  readonly progress: number;
}

export function packRaw({ rows, cursor, progress }: RawAnswer): PackedRaw {
  const places = new Map<string, number>();
  for (const { tag } of rows) if (!places.has(tag)) places.set(tag, places.size);
  return {
    tags: [...places.keys()],
    tag: Uint32Array.from(rows, (row) => places.get(row.tag) ?? 0),
    value: Float64Array.from(rows, (row) => row.value ?? Number.NaN),
    grade: Uint8Array.from(
      rows,
      (row) => PROVENANCE_CODE[row.provenance] * 16 + QUALITY_CODE[row.quality],
    ),
    tsMs: Float64Array.from(rows, (row) => row.tsMs),
    cursor,
    progress,
  };
}

export function unpackRaw({
  tags,
  tag,
  value,
  grade,
  tsMs,
  cursor,
  progress,
}: PackedRaw): RawAnswer {
  const rows = Array.from(tag, (place, i): StoredSample => {
    const number = value[i] ?? Number.NaN;
    const code = grade[i] ?? 0;
    return {
      tag: tags[place] ?? '',
      value: Number.isNaN(number) ? null : number,
      quality: qualityOfCode(code & 15),
      provenance: PROVENANCES[code >> 4] ?? 'measured',
      tsMs: tsMs[i] ?? 0,
    };
  });
  return { rows, cursor, progress };
}
