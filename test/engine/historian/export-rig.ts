import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ExportJob, ExportRequest } from '#core/analysis/export.ts';
import { Pace } from '#engine/historian/analysis/pace.ts';
import { writeExport } from '#engine/historian/export/write-export.ts';
import { Bench, DAY0_MS, sample, scan, tempDir } from './rig.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const SPAN = { fromMs: DAY0_MS, toMs: DAY0_MS + 2 * DAY_MS };

/** Two days: a reading with a gap and a bad value, a pump, an event, a laboratory reading and a finding. */
export function history(): Bench {
  const bench = new Bench();
  for (const day of [0, 1]) {
    const grid = Array.from({ length: 1440 }, (_, i) => i + day * 1440)
      .filter((minute) => minute !== 77)
      .map((minute) =>
        sample(
          'A.pv',
          DAY0_MS + minute * MINUTE_MS,
          minute === 5 ? null : minute / 4,
          minute === 6 ? { quality: 'outOfRange' } : {},
        ),
      );
    const changes =
      day === 0
        ? [sample('P.run', DAY0_MS + 90_500, 1), sample('P.run', DAY0_MS + 10 * MINUTE_MS, 0)]
        : [];
    bench.commit(scan({ grid, changes }));
    bench.sealAll();
  }
  const reading = {
    id: 'reading-1',
    item: 'pH',
    point: 'effluent',
    tag: 'A.pv',
    sampledMs: DAY0_MS + HOUR_MS,
    value: 7.1,
    qualifier: 'exact',
    unit: 'pH',
    how: 'portable',
    method: 'Handheld',
    person: 'Kim',
    laboratory: null,
    quantificationLimit: null,
    uncertainty: 0.05,
    note: 'calm, "quoted"',
    origin: null,
    state: 'valid',
    reason: '',
  };
  const finding = {
    id: 'finding-1',
    tag: 'A.pv',
    check: 'range',
    tier: 1,
    severity: 'bad',
    fromMs: DAY0_MS,
    toMs: DAY0_MS + HOUR_MS,
    value: 1,
    expected: null,
    limit: 0,
    other: null,
  };
  bench.commit(
    scan({
      // Handed in with the newest minute again: the time of the last scan never goes back on a plant.
      grid: [sample('A.pv', SPAN.toMs - MINUTE_MS, 2879 / 4)],
      events: [
        {
          tsMs: DAY0_MS + HOUR_MS,
          kind: 'system',
          priority: 5,
          code: 'system.started',
          subject: null,
          params: { a: 1 },
          actor: 'engine',
        },
      ],
      entries: [
        {
          kind: 'reading',
          id: 'reading-1',
          tsMs: DAY0_MS + HOUR_MS,
          tag: 'A.pv',
          actor: 'person:Kim',
          writtenMs: DAY0_MS,
          body: reading,
        },
        {
          kind: 'reading',
          id: 'reading-2',
          tsMs: DAY0_MS + HOUR_MS,
          tag: 'A.pv',
          actor: 'person:Kim',
          writtenMs: DAY0_MS,
          body: { ...reading, id: 'reading-2', state: 'withdrawn' },
        },
        {
          kind: 'finding',
          id: 'finding-1',
          tsMs: DAY0_MS,
          tag: 'A.pv',
          actor: 'engine',
          writtenMs: DAY0_MS,
          body: finding,
        },
      ],
      derived: [
        {
          tag: 'A.pv',
          tsMs: DAY0_MS + 5 * MINUTE_MS,
          how: 'linear',
          value: 1.25,
          sd: null,
          entryId: null,
        },
      ],
    }),
  );
  return bench;
}

const request = (part: Partial<ExportRequest>): ExportRequest => ({
  format: 'csv',
  contents: ['values'],
  tags: ['A.pv', 'P.run'],
  span: SPAN,
  level: 'minute',
  layout: 'long',
  zone: 'Asia/Seoul',
  language: 'en',
  ...part,
});
export const jobOf = (dir: string, part: Partial<ExportRequest>): ExportJob => {
  const asked = request(part);
  return {
    id: 'export-test',
    request: asked,
    path: join(dir, `out.${asked.format}`),
    site: 'A plant',
    who: 'Kim',
    writtenMs: DAY0_MS,
    program: 'Muljigi test',
    words: { time: 'Time', about: 'About' },
    tags: asked.tags.map((id) => ({
      id,
      name: id === 'A.pv' ? '유량, "A"' : 'Pump',
      unit: id === 'A.pv' ? 'm3/h' : '',
      decimals: 1,
    })),
  };
};
export const quiet = (): Pace =>
  new Pace(new Int32Array(new SharedArrayBuffer(4)), () => undefined);
export async function written(
  part: Partial<ExportRequest>,
): Promise<{ job: ExportJob; rows: number; data: Buffer }> {
  const dir = tempDir();
  const job = jobOf(dir, part);
  const { rows, bytes } = await writeExport(history().reader, job, quiet());
  const data = readFileSync(job.path);
  expect(data.length).toBe(bytes);
  expect(readdirSync(dir)).toEqual([`out.${job.request.format}`]);
  return { job, rows, data };
}
