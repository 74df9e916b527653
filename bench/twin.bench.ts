import path from 'node:path';
import { readProfileDir } from '#twin/profile-dir.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import { atLeast, figure, type Bench } from './metric.ts';

/**
 * Speed of the virtual plant with its PLC at the profile's scan, in processor time so that other
 * work on the machine does not blur it, and the yearly power it comes to.
 * Words after the name: plant days to run (default 2).
 */
const DAY_MS = 86_400_000;
const PROFILE_DIR = path.resolve(import.meta.dirname, '../resources/profiles/geumgang-mbr');

const bench: Bench = async ({ args }) => {
  const days = Number(args[0] ?? 2);
  const profile = await readProfileDir(PROFILE_DIR);
  if (!profile.ok) throw new Error(profile.error.join('\n'));
  const plant = createVirtualPlant({
    profile: profile.value,
    seed: 1,
    startMs: Date.UTC(2026, 2, 2, 15),
  });
  plant.advance(DAY_MS / 24);
  const energyKwh = plant.state.plant.totalKwh;
  const before = process.cpuUsage();
  plant.advance(days * DAY_MS);
  const used = process.cpuUsage(before);
  const processorS = (used.user + used.system) / 1e6;
  const blower =
    plant.model.machines.find((machine) => machine.role.kind === 'blower')?.index ?? -1;
  return [
    atLeast(
      'virtual plant with PLC scan, times real time',
      (days * DAY_MS) / 1000 / processorS,
      'x',
      5000,
    ),
    figure('virtual plant with PLC scan, plant days per second', days / processorS, 'd/s'),
    figure('energy at this rate', ((plant.state.plant.totalKwh - energyKwh) / days) * 365, 'kWh/a'),
    figure(
      'of it the blower',
      (100 * (plant.state.plant.energyKwhByMachine[blower] ?? 0)) / plant.state.plant.totalKwh,
      '%',
    ),
  ];
};

export default bench;
