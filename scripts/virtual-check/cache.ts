import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CACHE = join(tmpdir(), 'muljigi-virtual-check');

/** Hash of everything a simulated run depends on besides what is asked of it. */
function sourceKey(): string {
  const hash = createHash('sha256');
  for (const folder of ['src/twin', 'src/core/process']) {
    const root = join(import.meta.dirname, '../..', folder);
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((each) => each.endsWith('.ts')).sort())
      hash.update(name).update(readFileSync(join(root, name)));
  }
  return hash.digest('hex');
}
let source: string | null = null;

/** Columns of one length by name, and whatever else is kept with them. */
export interface Kept {
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly rest: unknown;
}

/**
 * What a run gave, from the temp folder where it has been run before with the same sources and the
 * same question; numbers are kept to 32 bits, so that a run gives the same anew and from there.
 * @param question plain data that tells this run from others
 */
export function remembered(question: unknown, run: () => Kept): Kept {
  source ??= sourceKey();
  const key = createHash('sha256')
    .update(source)
    .update(JSON.stringify(question))
    .digest('hex')
    .slice(0, 32);
  const path = join(CACHE, key);
  try {
    const head = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as {
      names: string[];
      rows: number;
      rest: unknown;
    };
    const bytes = readFileSync(`${path}.f32`);
    const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    return { columns: columnsOf(head.names, head.rows, data), rest: head.rest };
  } catch {
    // Not there yet, or not whole: it is run.
  }
  const { columns, rest } = run();
  const names = Object.keys(columns);
  const rows = columns[names[0] ?? '']?.length ?? 0;
  const data = new Float32Array(rows * names.length);
  names.forEach((name, i) => {
    data.set(columns[name] ?? [], i * rows);
  });
  mkdirSync(CACHE, { recursive: true });
  // The head is written last: without it the rest counts for nothing.
  writeFileSync(`${path}.f32`, new Uint8Array(data.buffer));
  writeFileSync(`${path}.part`, JSON.stringify({ names, rows, rest }));
  renameSync(`${path}.part`, `${path}.json`);
  return { columns: columnsOf(names, rows, data), rest };
}

const columnsOf = (
  names: readonly string[],
  rows: number,
  data: Float32Array,
): Record<string, Float64Array> =>
  Object.fromEntries(
    names.map((name, i) => [name, Float64Array.from(data.subarray(i * rows, (i + 1) * rows))]),
  );
