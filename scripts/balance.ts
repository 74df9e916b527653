import { writeFileSync } from 'node:fs';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { faultText } from '#core/process/fault.ts';
import { balancesSince, snapshotOf } from '#twin/plant/balance.ts';
import { coarsePlant } from './lib/coarse-run.ts';
import { optionsOf, stop } from './lib/options.ts';

/**
 * `npm run twin:balance -- --days 14 [--json FILE] [--profile DIR] [--seed N] [--start ISO]
 * [--step S] [--limit R]`: accounts of water, COD, nitrogen, phosphorus, carbon and aluminium over
 * the whole line; ends with 1 when COD or nitrogen misses more than the limit (1e-6 of what came).
 */
const values = optionsOf('balance', {
  options: {
    days: { type: 'string', default: '14' },
    json: { type: 'string' },
    profile: { type: 'string', default: defaultProfileDir() },
    seed: { type: 'string', default: '1' },
    start: { type: 'string', default: '2026-06-01T00:00:00+09:00' },
    step: { type: 'string', default: '30' },
    limit: { type: 'string', default: '1e-6' },
  },
});
const limit = Number(values.limit);
if (!(limit > 0)) stop('balance', '--limit must be above 0', 2);
const { plant, days, tickMs } = await coarsePlant('balance', values);
const before = snapshotOf(plant.state.plant);
const used = process.cpuUsage();
plant.advance(days * 86_400_000);
const { user, system } = process.cpuUsage(used);
const balances = balancesSince(plant.model, before, plant.state.plant);
const { faults } = plant.state.plant;

const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(15))).join('');
const number = (value: number): string => value.toPrecision(7);
const lines = [
  row(['account', 'unit', 'came', 'went', 'as gas', 'store grew', 'defect', 'relative']),
  ...balances.map((each) =>
    row([
      each.of,
      each.unit,
      number(each.came),
      number(each.went),
      number(each.gas),
      number(each.storedAfter - each.storedBefore),
      each.defect.toExponential(2),
      each.relative.toExponential(2),
    ]),
  ),
  `${String(days)} days in steps of ${values.step} s, ${((user + system) / 1e6).toFixed(1)} s of processor time, ${String(faults.length)} faults`,
  ...faults.map(({ fault, count }) => `${String(count)} x ${faultText(fault)}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ days, stepS: tickMs / 1000, balances, faults }, null, 2)}\n`,
  );
const missed = balances.filter(
  (each) => (each.of === 'cod' || each.of === 'nitrogen') && !(Math.abs(each.relative) <= limit),
);
if (missed.length > 0) process.exitCode = 1;
