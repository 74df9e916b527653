import { expect } from 'vitest';
import type { CallName, EventData, Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { SimulatedEngine } from '../../scripts/simulation/simulated-engine.ts';

export interface CallRig {
  readonly ask: <N extends CallName>(name: N, params: Params<N>) => Promise<ResultOf<N>>;
  readonly refusal: <N extends CallName>(name: N, params: Params<N>) => Promise<RpcError | null>;
  readonly run: SimulatedEngine;
  readonly changes: readonly EventData<'dataQuality'>[];
  readonly profile: PlantProfile;
  readonly startMs: number;
}

/** Every call on the quality of the data, from the first proposal to the maintenance of a sensor. */
export async function qualityCalls({
  ask,
  refusal,
  run,
  changes,
  profile,
  startMs,
}: CallRig): Promise<void> {
  const { quality } = run.engine;
  while (!quality.isCaughtUp) await run.advance(20);
  const list = await ask('dataQuality.list', {});
  expect(list.sensors.map(({ tag }) => tag)).toEqual(profile.quality.sensors.map(({ tag }) => tag));
  expect(list.criticalLimit).toBe(profile.quality.criticalLost);
  const tag = 'AIT-101.pv';
  const span = { tag, fromMs: startMs - 30 * 86_400_000, toMs: startMs + 86_400_000 };
  for (let day = 5; day >= 1; day--)
    quality.onComparison({
      readingId: `reading-${String(day)}`,
      tag,
      reading: { how: 'portable' },
      comparison: {
        tag,
        readingId: `reading-${String(day)}`,
        sampledMs: startMs - day * 86_400_000,
        sensorValue: 7.8,
        sensorSd: 0.02,
        referenceValue: 7,
        referenceSd: 0.03,
      },
    });
  await run.advance(1000);
  expect(await ask('dataQuality.comparisons', span)).toHaveLength(5);
  const [proposed] = await ask('dataQuality.corrections', { tag, limit: 10 });
  const decision = { id: proposed?.id ?? '', who: 'kim', reason: 'checked' };
  expect(await refusal('correction.accept', { ...decision, who: ' ' })).toMatchObject({
    code: 'refused',
    messageCode: 'access.noName',
  });
  expect(await ask('correction.accept', decision)).toMatchObject({ state: 'accepted' });
  expect(await ask('correction.undo', decision)).toMatchObject({ state: 'undone' });
  expect(await refusal('correction.reject', decision)).toMatchObject({
    messageCode: 'dataQuality.wrongState',
  });
  quality.onComparison({
    readingId: 'reading-6',
    tag,
    reading: { how: 'portable' },
    comparison: {
      tag,
      readingId: 'reading-6',
      sampledMs: startMs,
      sensorValue: 7.8,
      sensorSd: 0.02,
      referenceValue: 7,
      referenceSd: 0.03,
    },
  });
  await run.advance(1000);
  const again = (await ask('dataQuality.list', {})).sensors.find((each) => each.tag === tag);
  const second = { ...decision, id: again?.proposal?.id ?? '' };
  expect(await ask('correction.reject', second)).toMatchObject({ state: 'rejected' });
  const due = { id: again?.openCalibration?.id ?? '', who: 'kim', reason: 'next week' };
  expect(await ask('calibration.dismiss', due)).toMatchObject({ state: 'dropped' });
  const done = {
    tag,
    doneMs: startMs,
    who: 'kim',
    before: 7.8,
    after: 7,
    reference: 7,
    note: '',
  };
  expect(await ask('calibration.record', done)).toMatchObject({ state: 'done', errorAfter: 0 });
  expect(
    (await ask('dataQuality.calibrations', { tag, limit: 10 })).map(({ state }) => state),
  ).toEqual(['done', 'dropped']);
  const care = { tag, on: true, who: 'kim', note: '' };
  expect(await ask('sensor.maintenance', care)).toMatchObject({ state: 'maintenance' });
  await ask('sensor.maintenance', { ...care, on: false });
  const filter = {
    tag,
    checks: null,
    tier: 3,
    severity: null,
    open: null,
    fromMs: null,
    toMs: null,
    beforeSeq: null,
    limit: 10,
  };
  const { findings, more } = await ask('dataQuality.findings', filter);
  expect([findings.map(({ check }) => check), more]).toEqual([['portable'], false]);
  expect(await ask('dataQuality.findings', { ...filter, open: true })).toEqual({
    findings: [],
    more: false,
  });
  await ask('dataQuality.scores', span);
  await ask('dataQuality.reports', { limit: 5 });
  const series = await ask('dataQuality.series', {
    ...span,
    fromMs: startMs,
    toMs: startMs + 3_600_000,
    buckets: 60,
  });
  expect(series.points.length).toBeGreaterThan(0);
  expect(new Set(changes.flatMap((each) => each.changes))).toEqual(
    new Set([
      ...changes.flatMap((each) => each.changes),
      'correction',
      'calibration',
      'maintenance',
      'comparison',
    ]),
  );
}
