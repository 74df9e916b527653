// Speed of the virtual plant in processor time, so that other work on the machine does not blur it,
// sameness of its bytes, and how far its coarse steps agree with the scan of its PLC.
// npm run bench -- twin [-- DAYS] [-- year]   (DAYS at the scan, default 2; year: memory over a coarse year, else two months)
import { createHash } from 'node:crypto';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PlantProfile } from '#core/plant/profile.ts';
import { readProfileDir } from '#twin/profile-dir.ts';
import { parseState } from '#twin/state.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { atLeast, atMost, figure, type Bench, type Metric } from './metric.ts';
import { outcomeOf } from './twin-agreement.ts';
import type { Outcome } from './twin-agreement.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = DAY_MS / 24;
const PROFILE_DIR = path.resolve(import.meta.dirname, '../resources/profiles/geumgang-mbr');
/** Friday 00:00 local: two days that hold a dewatering shift and the weekly cleaning of a series. */
const START_MS = Date.UTC(2026, 2, 5, 15);

const bench: Bench = async ({ args }) => {
  const profile = await readProfileDir(PROFILE_DIR);
  if (!profile.ok) throw new Error(profile.error.join('\n'));
  const days = Number(args.find((word) => Number(word) > 0) ?? 2);
  return [
    ...speeds(profile.value, days),
    ...sameness(profile.value),
    ...agreement(profile.value),
    ...memory(profile.value, args.includes('year') ? 365 : 60),
  ];
};
export default bench;

const plantOf = (profile: PlantProfile, seed: number, tickMs?: number): VirtualPlant =>
  createVirtualPlant({ profile, seed, startMs: START_MS, ...(tickMs === undefined ? {} : { tickMs }) });

/** Plant time over processor time, after a warm-up that compiles. */
function timesRealTime(plant: VirtualPlant, warmMs: number, days: number): number {
  plant.advance(warmMs);
  const before = process.cpuUsage();
  plant.advance(days * DAY_MS);
  const used = process.cpuUsage(before);
  return (days * DAY_MS * 1000) / (used.user + used.system);
}

function speeds(profile: PlantProfile, days: number): Metric[] {
  const plant = plantOf(profile, 1);
  const scan = timesRealTime(plant, HOUR_MS, days);
  const { totalKwh, energyKwhByMachine } = plant.state.plant;
  const blower = plant.model.machines.find(({ role }) => role.kind === 'blower')?.index ?? -1;
  return [
    atLeast('virtual plant with PLC scan, times real time', scan, 'x', 5000),
    atLeast('in steps of 30 s, times real time', timesRealTime(plantOf(profile, 1, 30_000), 5 * DAY_MS, 40), 'x', 200_000),
    figure('in steps of 10 s, times real time', timesRealTime(plantOf(profile, 1, 10_000), 2 * DAY_MS, 10), 'x'),
    figure('energy of these days as a year', (totalKwh / (days + 1 / 24)) * 365, 'kWh/a'),
    figure('of it the blower', (100 * (energyKwhByMachine[blower] ?? 0)) / totalKwh, '%'),
  ];
}

const hashOf = (plant: VirtualPlant): string =>
  createHash('sha256').update(JSON.stringify(plant.state)).digest('hex');

/** The same run twice, in other pieces, and across save and resume. */
function sameness(profile: PlantProfile): Metric[] {
  const run = (tickMs: number | undefined, ms: number, pieces: number): string => {
    const plant = plantOf(profile, 7, tickMs);
    for (let piece = 0; piece < pieces; piece++) plant.advance(ms / pieces);
    return hashOf(plant);
  };
  const resumed = (tickMs: number | undefined, ms: number): string => {
    const first = plantOf(profile, 7, tickMs);
    first.advance(ms / 2);
    const saved = parseState(JSON.stringify(first.state), profile);
    if (!saved.ok) throw new Error(saved.error);
    const more = tickMs === undefined ? {} : { tickMs };
    const second = createVirtualPlant({ profile, seed: 0, startMs: 0, resume: saved.value, ...more });
    second.advance(ms / 2);
    return hashOf(second);
  };
  const spans: readonly { readonly name: string; readonly tickMs?: number; readonly ms: number }[] = [
    { name: 'at the scan, 2 h', ms: 2 * HOUR_MS },
    { name: 'in steps of 30 s, 8 days', tickMs: 30_000, ms: 8 * DAY_MS },
  ];
  return spans.map(({ name, tickMs, ms }) => {
    const all = new Set([run(tickMs, ms, 1), run(tickMs, ms, 8), resumed(tickMs, ms)]);
    return atMost(`different states of the same seed ${name}: whole, in pieces, saved and resumed`, all.size, '', 1);
  });
}

/** Bounds on the relative difference to the scan over two days; without one the difference is only told. */
const AGREE: readonly (readonly [name: string, bound: number | null])[] = [
  ['energy kWh', 0.02],
  ['energy blower', 0.03],
  ['effluent m3', 0.01],
  ['used L pacPump', 0.03],
  ['used L polymerPump', 0.03],
  ['used L cleaningChemicalPump', 0.001],
  ['used L naohPump', null],
  ['cleanings', 0],
  ['mean AIT-401.pv', 0.03],
  ['mean AIT-406.pv', 0.02],
  ['mean AIT-603.pv', 0.03],
  ['mean FIT-401.pv', null],
  ['mean TK-EQ.level', 0.03],
  ['mean TK-MB.level', 0.02],
];

function agreement(profile: PlantProfile): Metric[] {
  const scan = outcomeOf(profile, 1, START_MS, 2, undefined);
  return [10_000, 30_000].flatMap((tickMs) => {
    const coarse = outcomeOf(profile, 1, START_MS, 2, tickMs);
    const steps = `${String(tickMs / 1000)} s steps`;
    return [
      ...AGREE.map(([name, bound]) => {
        const percent = 100 * relative(scan, coarse, name);
        const text = `${steps} from the scan over 2 days: ${name}`;
        return bound === null ? figure(text, percent, '%') : atMost(text, percent, '%', 100 * bound);
      }),
      atMost(`${steps}: most that starts of a pump differ`, startsApart(scan, coarse), '', 2),
    ];
  });
}

const relative = (a: Outcome, b: Outcome, name: string): number =>
  Math.abs((b.get(name) ?? Number.NaN) / (a.get(name) ?? Number.NaN) - 1);

function startsApart(a: Outcome, b: Outcome): number {
  let most = 0;
  for (const [name, starts] of a)
    if (name.startsWith('starts P-')) most = Math.max(most, Math.abs((b.get(name) ?? Number.NaN) - starts));
  return most;
}

/** What a long coarse run keeps: its heap after collecting, and the size of its state. */
function memory(profile: PlantProfile, days: number): Metric[] {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const plant = plantOf(profile, 1, 30_000);
  plant.advance(10 * DAY_MS);
  collect();
  const heap = process.memoryUsage().heapUsed;
  const state = JSON.stringify(plant.state).length;
  plant.advance((days - 10) * DAY_MS);
  collect();
  const { heapUsed } = process.memoryUsage();
  return [
    atMost(`heap after ${String(days)} coarse days over that after 10`, (heapUsed - heap) / 2 ** 20, 'MB', 2),
    atMost('the state by then over that after 10 days', JSON.stringify(plant.state).length / state, '', 1.2),
  ];
}
