import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { registerCount } from '#core/plant/tag.ts';
import { decode } from '#core/signal/registers.ts';
import { parseColumnMap, parseRecording } from '#twin/replay/recording.ts';
import { createReplayPlant } from '#twin/replay/replay-plant.ts';
import type { ReplayPlant } from '#twin/replay/replay-plant.ts';
import { MINES_DIR, profileOf, REFS_DIR } from '../profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await profileOf(MINES_DIR);
});

const MAP =
  'column,tag,scale,offset,unit\nwhen,REC-CLOCK.time,1,0,s\nflow,FIT-100.pv,0.2,0,m3/h\nlevel,TK-B1.level,0.3048,0,m\n';
const CSV =
  'when,flow,level\n2010-04-10T06:10:00Z,10,5\n2010-04-10T06:11:00Z,20,\n2010-04-10T06:14:00Z,30,6\n';

function read(plant: ReplayPlant, id: string): number {
  const tag = profile.tags.find((each) => each.id === id)!;
  const count = registerCount(tag.type);
  const answer = plant.handlePdu(
    tag.slave,
    Uint8Array.of(tag.table === 'holding' ? 3 : 4, tag.address >> 8, tag.address & 255, 0, count),
  );
  expect(answer[0]! & 0x80, `${id} can be read`).toBe(0);
  return decode(
    tag,
    Array.from({ length: count }, (_, i) => (answer[2 + 2 * i]! << 8) | answer[3 + 2 * i]!),
  );
}

function made(csv = CSV, map = MAP, fromMs: number | null = null): ReplayPlant {
  const maps = parseColumnMap(map);
  if (!maps.ok) throw new Error(maps.error.join('\n'));
  const recording = parseRecording(csv, maps.value);
  if (!recording.ok) throw new Error(recording.error.join('\n'));
  const plant = createReplayPlant({ profile, recording: recording.value, fromMs });
  if (!plant.ok) throw new Error(plant.error.join('\n'));
  return plant.value;
}

describe('replay of a recording', () => {
  test('each row shows from its time on, with its own time; gaps hold; the end holds and is reported', () => {
    const plant = made();
    const rowTime = (): string => new Date(read(plant, 'REC-CLOCK.time') * 1000).toISOString();
    expect([rowTime(), read(plant, 'FIT-100.pv')]).toEqual(['2010-04-10T06:10:00.000Z', 2]);
    plant.advance(59_999);
    expect(read(plant, 'FIT-100.pv')).toBe(2);
    plant.advance(1);
    expect([rowTime(), read(plant, 'FIT-100.pv')]).toEqual(['2010-04-10T06:11:00.000Z', 4]);
    expect(read(plant, 'TK-B1.level'), 'an empty cell keeps the value before').toBeCloseTo(
      5 * 0.3048,
      3,
    );
    plant.advance(120_000);
    expect(read(plant, 'FIT-100.pv')).toBe(4);
    expect(plant.atEnd()).toBe(false);
    plant.advance(60_000);
    expect([rowTime(), read(plant, 'FIT-100.pv'), plant.atEnd()]).toEqual([
      '2010-04-10T06:14:00.000Z',
      6,
      true,
    ]);
    plant.advance(1e9);
    expect(read(plant, 'FIT-100.pv')).toBe(6);
  });

  test('starts where it is told', () => {
    const plant = made(CSV, MAP, Date.UTC(2010, 3, 10, 6, 12));
    expect(read(plant, 'FIT-100.pv')).toBe(4);
    expect(() => made(CSV, MAP, Date.UTC(2011, 0, 1))).toThrow(/ends at 2010-04-10T06:14/);
  });

  test('nothing can be written: exception 01', () => {
    expect([...made().handlePdu(1, Uint8Array.of(6, 0, 0, 0, 1))]).toEqual([0x86, 1]);
    expect([...made().handlePdu(1, Uint8Array.of(16, 0, 0, 0, 1, 2, 0, 1))]).toEqual([0x90, 1]);
    expect([...made().handlePdu(99, Uint8Array.of(4, 0, 0, 0, 1))]).toEqual([0x84, 0x0b]);
  });

  test.each([
    [
      'column,tag,scale,offset,unit\nflow,FIT-100.pv,0,x,\n',
      /line 2: scale "0".*offset "x".*REC-CLOCK\.time/s,
    ],
    [
      'column,tag,scale,offset,unit\nwhen,REC-CLOCK.time,1,0,s\na,X-1.pv,1,0,\nb,X-1.pv,1,0,\n',
      /line 4: tag X-1\.pv is mapped twice/,
    ],
    ['column,tag\nwhen,REC-CLOCK.time\n', /column "scale" is missing/],
  ])('a bad map is refused with all its problems', (map, message) => {
    const read = parseColumnMap(map);
    expect(read.ok ? '' : read.error.join('\n')).toMatch(message);
  });

  test.each([
    ['when,flow,level\n', /no rows/],
    ['when,flow\n2010-04-10T06:10:00Z,1\n', /no column "level"/],
    ['when,flow,level\n2010-04-10T06:10:00Z,x,1\n', /line 2, column flow: "x" is not a number/],
    ['when,flow,level\nyesterday,1,1\n', /not a time/],
    [
      'when,flow,level\n2010-04-10T06:11:00Z,1,1\n2010-04-10T06:11:00Z,1,1\n',
      /line 3.*not later than the row before/,
    ],
  ])('a bad recording is refused with line and column', (csv, message) => {
    expect(() => made(csv)).toThrow(message);
  });

  test('a map that names a tag the profile does not have is refused', () => {
    expect(() => made(CSV, MAP.replace('FIT-100.pv', 'FIT-999.pv'))).toThrow(
      /FIT-999\.pv is not in the profile/,
    );
  });

  const file = path.join(REFS_DIR, 'real/mines_mbr_1min_2010.csv');
  test.runIf(existsSync(file))(
    'the recorded month: every value of a day equals the file at the resolution of its register',
    async () => {
      const map = parseColumnMap(await readFile(path.join(MINES_DIR, 'replay-map.csv'), 'utf8'));
      if (!map.ok) throw new Error(map.error.join('\n'));
      const lines = (await readFile(file, 'utf8')).split('\n', 1 + 1440);
      const recording = parseRecording(lines.join('\n'), map.value);
      if (!recording.ok) throw new Error(recording.error.join('\n'));
      const { timesMs, values } = recording.value;
      const plant = createReplayPlant({ profile, recording: recording.value, fromMs: null });
      if (!plant.ok) throw new Error(plant.error.join('\n'));
      const resolution = new Map(
        profile.tags.map((tag) => [tag.id, tag.type === 'float32' ? 0 : Math.abs(tag.scale)]),
      );
      const float32Share = 2 ** -24;
      let compared = 0;
      for (let row = 0; row < 1440; row++) {
        plant.value.advance(timesMs[row]! - plant.value.nowMs());
        expect(read(plant.value, 'REC-CLOCK.time')).toBe(Math.round(timesMs[row]! / 1000));
        for (const [tag, series] of values) {
          const difference = Math.abs(read(plant.value, tag) - series[row]!);
          if (difference > resolution.get(tag)! / 2 + 1.01 * float32Share * Math.abs(series[row]!))
            throw new Error(`${tag} row ${row}: off by ${difference}`);
          compared++;
        }
      }
      expect(compared).toBe(1440 * map.value.length);
    },
  );
});
