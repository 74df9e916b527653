// The same days of the virtual plant at its PLC's scan and in coarse steps, figure by figure.
import type { PlantProfile } from '#core/plant/profile.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';

/** What a run comes to; names of figures with their values. */
export type Outcome = ReadonlyMap<string, number>;

const SAMPLE_MS = 60_000;

/** Runs `days` from `startMs` and sums up energy, chemicals, water, levels, starts and analyses. */
export function outcomeOf(
  profile: PlantProfile,
  seed: number,
  startMs: number,
  days: number,
  tickMs: number | undefined,
): Outcome {
  const plant = createVirtualPlant({
    profile,
    seed,
    startMs,
    ...(tickMs === undefined ? {} : { tickMs }),
  });
  const meansOf = profile.sensors.map((sensor) => sensor.tag);
  const sums = meansOf.map(() => 0);
  const rows = Math.round((days * 86_400_000) / SAMPLE_MS);
  for (let row = 0; row < rows; row++) {
    plant.advance(SAMPLE_MS);
    meansOf.forEach((tag, i) => {
      sums[i] = (sums[i] ?? 0) + (plant.tagValue(tag) ?? Number.NaN);
    });
  }
  const out = totals(plant);
  meansOf.forEach((tag, i) => out.set(`mean ${tag}`, (sums[i] ?? 0) / rows));
  return out;
}

function totals(plant: VirtualPlant): Map<string, number> {
  const { state, model, program } = plant;
  const out = new Map<string, number>([
    ['energy kWh', state.plant.totalKwh],
    ['influent m3', state.plant.account.influent],
    ['effluent m3', state.plant.account.effluent],
    ['cake m3', state.plant.account.sludgeCake],
    ['spilled m3', state.plant.account.spilled],
    ['cleanings', state.cleaningsDone],
  ]);
  for (const machine of model.machines) {
    out.set(`energy ${machine.def.id}`, state.plant.energyKwhByMachine[machine.index] ?? 0);
    if (machine.role.kind === 'dosing')
      out.set(`used L ${machine.def.id}`, state.plant.usedL[machine.index] ?? 0);
  }
  for (const unit of program.units) {
    const { runMs, starts } = state.plc.units[unit.index] ?? { runMs: 0, starts: 0 };
    out.set(`hours ${unit.id}`, runMs / 3_600_000);
    out.set(`starts ${unit.id}`, starts);
  }
  return out;
}
