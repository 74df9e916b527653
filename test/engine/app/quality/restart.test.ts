import { afterEach, expect, it } from 'vitest';
import type { EventRecord } from '#contract/records.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { simulateEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';
import { tempDirs } from '../temp-dir.ts';

const MINUTE = 60_000;
const tempDir = tempDirs();
const running: SimulatedEngine[] = [];
afterEach(async () => {
  for (const simulation of running.splice(0)) await simulation.stop();
});

async function start(dataDir: string, plant?: VirtualPlant) {
  const run = await simulateEngine({
    profile: geumgang(),
    dataDir,
    startMs: Date.UTC(2026, 5, 10, 1),
    seed: 1,
    ...(plant === undefined ? {} : { plant }),
  });
  running.push(run);
  const told: EventRecord[] = [];
  run.engine.publisher.onEvent((event) => told.push(event));
  return { run, told };
}

it('a healthy plant is told of no lost sensor after minutes in which the engine was off', async () => {
  const dataDir = tempDir();
  const { run: first } = await start(dataDir);
  await first.advance(4.1 * MINUTE);
  running.splice(0);
  await first.stop();
  first.plant.advance(7 * MINUTE);

  const { run: second, told } = await start(dataDir, first.plant);
  for (let tries = 0; !second.engine.quality.isCaughtUp && tries < 1000; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await second.advance(20);
  }
  await second.advance(3 * MINUTE);
  expect(told.filter(({ kind }) => kind === 'quality' || kind === 'alarm')).toEqual([]);
  const { sensors, criticalLost } = second.engine.quality.overview();
  expect(criticalLost).toEqual([]);
  const replaced = sensors.filter(({ effective }) => effective.substitute !== null);
  expect(replaced.map(({ tag }) => tag)).toEqual([]);
}, 300_000);
