import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { faultText } from '#core/process/fault.ts';
import { COMPONENTS } from '#core/process/water.ts';
import { plantFigures } from '#twin/plant/figures.ts';
import { coarsePlant } from './lib/coarse-run.ts';
import { optionsOf, stop } from './lib/options.ts';

/**
 * `npm run twin:settle -- [--days 75] [--write] [--profile DIR] [--seed N] [--start ISO] [--step S]`:
 * lets the virtual plant run until its water and sludge have become its own and prints the start
 * values for `start.json` of the profile; `--write` puts them there. Do it again after parameters
 * or the profile have changed.
 */
const values = optionsOf('settle', {
  options: {
    days: { type: 'string', default: '75' },
    write: { type: 'boolean', default: false },
    profile: { type: 'string', default: defaultProfileDir() },
    seed: { type: 'string', default: '1' },
    start: { type: 'string', default: '2026-03-01T00:00:00+09:00' },
    step: { type: 'string', default: '60' },
  },
});
if (!(Number(values.days) >= 1)) stop('settle', '--days must be 1 or more', 2);
const { plant, days } = await coarsePlant('settle', values);
plant.advance(days * 86_400_000);

/** Five digits are more than a model knows. */
const rounded = (value: number): number => Number(value.toPrecision(5));
const { model, state } = plant;
const tanks = Object.fromEntries(
  model.tanks.flatMap(({ def }, i) => {
    const tank = state.plant.tanks[i];
    if (tank === undefined || tank.volumeM3 < 1e-3) return [];
    const content = COMPONENTS.flatMap((name, c): [string, number][] => {
      const value = rounded((tank.load[c] ?? 0) / tank.volumeM3);
      return Math.abs(value) < 1e-6 ? [] : [[name, value]];
    });
    return [[def.id, Object.fromEntries(content)]];
  }),
);
const figures = plantFigures(model, state.plant);
const start = {
  tanks,
  sludge: {
    lostKgPerD: rounded(figures.lostKgPerD ?? 0),
    bodKgPerD: rounded(figures.bodKgPerD ?? 0),
    influentM3PerD: rounded(figures.influentM3PerD ?? 0),
    filaments: rounded(state.plant.sludge.filaments),
  },
  source: `npm run twin:settle -- --write: ${String(days)} days from ${values.start} with seed ${values.seed} in steps of ${values.step} s`,
};
const text = `${JSON.stringify(start, null, 2)}\n`;
const file = path.join(values.profile, 'start.json');
if (values.write) {
  writeFileSync(file, text);
  process.stdout.write(`${file} written\n`);
} else process.stdout.write(text);
process.stderr.write(`${JSON.stringify(figures, null, 2)}\n`);
for (const { fault, count } of state.plant.faults)
  process.stderr.write(`${String(count)} x ${faultText(fault)}\n`);
