import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import type { Tag } from '#core/plant/tag.ts';

/** Parts the field bus benches share: slave processes and tag lists. */
const fakes = path.resolve(import.meta.dirname, '../test/fakes');

/** Starts a fake of `test/fakes` as a process and waits for its first line. */
export async function startFake(script: string, ...args: string[]): Promise<{ child: ChildProcess; firstLine: string; stop(): Promise<string> }> {
  const child = spawn(process.execPath, [path.join(fakes, script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const seen: string[] = [];
  const firstLine = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  lines.on('line', (line) => seen.push(line));
  return {
    child, firstLine,
    /** Ends the process; the answer is the last line it wrote. */
    stop: () => new Promise((resolve) => {
      child.once('close', () => resolve(seen.at(-1) ?? ''));
      child.kill();
    }),
  };
}

export const benchTag = (over: Partial<Tag>): Tag => ({
  id: 'T-1.v', name: { ko: '값', en: 'value' }, unit: '', slave: 1, table: 'input', address: 0, type: 'int16', bit: null,
  wordOrder: null, scale: 0.1, offset: 0, pollClass: '1s', access: 'r', min: null, max: null, decimals: 1, store: 'grid', ...over,
});

/**
 * Sixty tags as a small plant lays them out: two groups of analogs with holes, floats of a
 * flow meter, and status bits in words and in discretes.
 */
export function sixtyTags(): Tag[] {
  const analogs = [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 20, 21, 22, 23, 24, 25, 26, 27].map((address) => benchTag({ address }));
  const floats = [100, 102, 104, 106, 110, 112].map((address) => benchTag({ address, type: 'float32', wordOrder: 'CDAB', scale: 1 }));
  const bits = Array.from({ length: 16 }, (_, bit) => benchTag({ address: 200 + (bit >> 3), type: 'bit', bit, scale: 1 }));
  const setPoints = [0, 1, 2, 3, 8, 9].map((address) => benchTag({ table: 'holding', address }));
  const switches = Array.from({ length: 12 }, (_, i) => benchTag({ table: 'discrete', address: 2 * i, type: 'bool', scale: 1 }));
  return [...analogs, ...floats, ...bits, ...setPoints, ...switches].map((tag, i) => ({ ...tag, id: `T-${i + 1}.v` }));
}
