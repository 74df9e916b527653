import { describe, expect, it } from 'vitest';
import { nextGaussian, seedRandom } from '#core/random.ts';
import type { Comparison } from '#core/signal/drift/comparison.ts';
import { tagsOf } from '#core/signal/virtual/features.ts';
import { qualityPlan } from '#core/signal/quality-state/plan.ts';
import { firstQualityState } from '#core/signal/quality-state/state.ts';
import { ComparisonDesk } from '#engine/app/quality/comparison-desk.ts';
import { QualityLedger } from '#engine/app/quality/ledger.ts';
import { MinuteRunner } from '#engine/app/quality/minute-runner.ts';
import { References } from '#engine/app/quality/references.ts';
import type { StoredSample } from '#engine/ports/historian.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';

const MIN = 60_000;
const T0 = Date.UTC(2026, 4, 4);

describe('a reading of a person beside a lost sensor', () => {
  const plan = qualityPlan(geumgang());
  const virtual = plan.virtual.sensors.find(({ sensor }) => sensor.quantity === 'pH');
  if (virtual === undefined) throw new Error('no virtual pH');
  const { tag } = virtual;
  const state = firstQualityState(plan, T0);
  // As if it had been learning for days: the first hours of this run are enough for a first fit.
  state.virtual = { ...state.virtual, minutes: { ...state.virtual.minutes, [tag]: 10_000 } };
  const ledger = new QualityLedger();
  const references = new References(plan);
  const runner = new MinuteRunner(plan, state, ledger, references);
  const desk = new ComparisonDesk(runner, ledger, references);
  const signals = [...new Set(plan.virtual.features.flatMap((each) => tagsOf(each)))];

  const minute = (i: number, lost: boolean): void => {
    const random = seedRandom(i + 1);
    const rows = [...signals, tag].flatMap((each): StoredSample[] =>
      lost && each === tag
        ? []
        : [
            {
              tag: each,
              value: 7 + 0.05 * nextGaussian(random),
              quality: 'good',
              provenance: 'measured',
              tsMs: T0 + i * MIN,
            },
          ],
    );
    runner.advance({ tsMs: T0 + i * MIN, rows, running: new Map(), watched: true });
  };
  const estimate = (): number => runner.latest.get(tag)?.estimate?.value ?? Number.NaN;
  const reading = (i: number, value: number): Comparison => ({
    tag,
    readingId: `reading-${String(i)}`,
    sampledMs: T0 + i * MIN + 20_000,
    sensorValue: 0,
    sensorSd: 0.02,
    referenceValue: value,
    referenceSd: 0.01,
  });
  const take = (comparison: Comparison): void => {
    desk.take(
      { tag, readingId: comparison.readingId, reading: { how: 'portable' }, comparison },
      T0 + 3000 * MIN,
    );
  };

  it('shifts what stands in for it, and nothing while the sensor stands', () => {
    for (let i = 0; i < 200; i++) minute(i, false);
    const before = estimate();
    expect(before).toBeGreaterThan(6.8);
    expect(before).toBeLessThan(7.2);
    const learned = runner.state.virtual;
    take(reading(199, 7.4));
    expect(runner.state.virtual).toBe(learned);
    // Two days later the model is less sure of itself, and listens.
    for (let i = 200; i < 230; i++) minute(i, true);
    for (let i = 2900; i < 2910; i++) minute(i, true);
    const alone = estimate();
    expect(runner.latest.get(tag)?.effective.substitute).toBe('virtual');
    take(reading(2909, alone + 0.4));
    minute(2910, true);
    expect(estimate()).toBeGreaterThan(alone + 0.02);
    expect(estimate()).toBeLessThan(alone + 0.4);
    // A reading of a time of which no estimate is known says nothing.
    const shifted = runner.state.virtual;
    take(reading(1000, 9));
    expect(runner.state.virtual).toBe(shifted);
  });
});
