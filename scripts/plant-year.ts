import { writeFileSync } from 'node:fs';
import { activeTariff, effluentTargets } from '#core/plant/derived.ts';
import { checkOverrides } from '#core/process/registry.ts';
import { faultText } from '#core/process/fault.ts';
import { baseChargeWon } from '#core/process/tariff.ts';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { chemicalRows, energyRows, misses } from './plant-year/compare.ts';
import type { Row } from './plant-year/compare.ts';
import { referenceOf } from './plant-year/reference.ts';
import { tickOption } from './lib/coarse-run.ts';
import { optionsOf, stop } from './lib/options.ts';
import { runYear } from './plant-year/run.ts';
import type { Summary, YearResult } from './plant-year/run.ts';

/**
 * `npm run twin:year -- [--days 365] [--seed 1] [--start ISO] [--profile DIR] [--set group.symbol=value] [--json FILE]`:
 * the plant under today's control for a year in coarse steps; energy and chemicals against what the
 * site states, effluent, membranes and sludge by month. Ends with 1 when a bound is missed.
 */
const values = optionsOf('plant-year', {
  options: {
    days: { type: 'string', default: '365' },
    seed: { type: 'string', default: '1' },
    start: { type: 'string', default: '2026-01-01T00:00:00+09:00' },
    profile: { type: 'string', default: defaultProfileDir() },
    tick: { type: 'string', default: '30' },
    set: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
});

const fail = (text: string, code: number): never => stop('plant-year', text, code);
const days = Number(values.days);
const seed = Number(values.seed);
const startMs = Date.parse(values.start);
if (!Number.isInteger(days) || days < 1 || !Number.isInteger(seed) || Number.isNaN(startMs))
  fail('--days and --seed must be whole numbers, --start an ISO time', 2);
const tickMs = tickOption('plant-year', 'tick', values.tick);
const parameters = Object.fromEntries(
  values.set.map((each) => {
    const at = each.indexOf('=');
    return [each.slice(0, at), Number(each.slice(at + 1))];
  }),
);
const faults = checkOverrides(parameters);
if (faults.length > 0) fail(faults.map(faultText).join('\n'), 2);
const read = readProfile(values.profile);
if (!read.ok)
  fail(
    read.error
      .map((issue) => `${issue.file} ${issue.path}: ${issue.value} - ${issue.rule}`)
      .join('\n'),
    3,
  );
const profile = read.ok ? read.value : fail('no profile', 3);

const result = runYear({
  profile,
  seed,
  startMs,
  days,
  tickMs,
  parameters,
  onDay: (day, { state }) => {
    if (!values.quiet && day % 30 === 0)
      process.stderr.write(`day ${String(day)}: ${state.plant.totalKwh.toFixed(0)} kWh\n`);
  },
});
const reference = referenceOf(profile.site.id);
const energy = energyRows(result, reference);
const chemicals = chemicalRows(result, reference);
const missed = misses(energy, chemicals);
const money = moneyOf(result);
process.stdout.write(`${report(result, energy, chemicals)}\n`);
if (values.json !== undefined) {
  const { plant, ...rest } = result;
  writeFileSync(
    values.json,
    `${JSON.stringify({ ...rest, seed, start: values.start, tickS: tickMs / 1000, parameters, energy, chemicals, money, faults: plant.state.plant.faults, missed }, null, 2)}\n`,
  );
}
process.exitCode = missed.length > 0 ? 1 : 0;

interface Money {
  readonly energyWon: number;
  readonly baseWon: number;
  readonly peakKw: number;
  readonly kwhByBand: Readonly<Record<string, number>>;
  readonly kwhPerM3: number;
  readonly wonPerM3: number;
  readonly treatedM3PerD: number;
}

function moneyOf({ plant, days: ran }: YearResult): Money {
  const { energy: account, totalKwh, account: water } = plant.state.plant;
  const months = ran / 30.4375;
  const baseWon = baseChargeWon(activeTariff(profile.tariffs), account.peakKw, months);
  return {
    energyWon: account.costWon,
    baseWon,
    peakKw: account.peakKw,
    kwhByBand: account.kwhByBand,
    kwhPerM3: totalKwh / water.effluent,
    wonPerM3: (account.costWon + baseWon) / water.effluent,
    treatedM3PerD: water.effluent / ran,
  };
}

function report(
  year: YearResult,
  energyTable: readonly Row[],
  chemicalTable: readonly Row[],
): string {
  const out: string[] = [
    `${String(year.days)} days of ${profile.site.id}, seed ${String(seed)}, steps of ${String(tickMs / 1000)} s: ${year.processorS.toFixed(1)} s of processor time, ${Math.round((year.days * 86_400) / year.processorS).toLocaleString('en')} times real time`,
    '',
    'energy, kWh a year',
    ...energyTable.map(
      (row) =>
        `  ${row.id.padEnd(40)}${fixed(row.ours, 0, 9)} ${fixed(row.sharePercent, 1, 6)} %${comparison(row, 0)}`,
    ),
    '',
    'chemicals, t a year as delivered',
    ...chemicalTable.map(
      (row) => `  ${row.id.padEnd(40)}${fixed(row.ours, 2, 9)}${comparison(row, 2)}`,
    ),
    '',
    `cost: energy ${fixed(money.energyWon / 1e6, 2)} million won, base charge ${fixed(money.baseWon / 1e6, 2)} (${fixed(money.peakKw, 1)} kW); ${fixed(money.kwhPerM3, 2)} kWh and ${fixed(money.wonPerM3, 0)} won per m3; ${fixed(money.treatedM3PerD, 0)} m3/d discharged`,
    `kWh by band: ${Object.entries(money.kwhByBand)
      .map(([band, kwh]) => `${band} ${fixed(kwh, 0)}`)
      .join(', ')}`,
    '',
    'effluent            mean   5 %  95 %   max  limit   mean by month',
    ...effluentTargets(profile.limits).flatMap(({ item, min, max }) => {
      const summary = year.year.quality[item];
      return summary === undefined
        ? []
        : [
            `  ${item.padEnd(16)}${line(summary)}${`${min === null ? '' : `${String(min)}-`}${String(max)}`.padStart(8)}   ${byMonth(year, ({ quality }) => quality[item]?.mean)}`,
          ];
    }),
    '',
    'plant               mean   5 %  95 %   max          mean by month',
    ...Object.entries(year.year.figures).map(
      ([name, summary]) =>
        `  ${name.padEnd(26)}${line(summary)}   ${byMonth(year, ({ figures }) => figures[name]?.mean)}`,
    ),
    ...year.year.tmpKPa.map(
      (summary, i) =>
        `  ${`TMP series ${String(i + 1)}, kPa`.padEnd(26)}${line(summary)}   ${byMonth(year, ({ tmpKPa }) => tmpKPa[i]?.mean)}; max ${byMonth(year, ({ tmpKPa }) => tmpKPa[i]?.max)}`,
    ),
    `cleanings done ${String(year.plant.state.cleaningsDone)}, surges ${String(year.plant.state.plant.air.surges)}, spilled ${fixed(year.plant.state.plant.account.spilled, 1)} m3`,
    ...year.plant.state.plant.faults.map(
      ({ fault, count }) => `fault x${String(count)}: ${faultText(fault)}`,
    ),
    ...missed.map((each) => `OUTSIDE ITS BOUND: ${each}`),
  ];
  return out.join('\n');
}

function fixed(value: number, digits: number, width = 0): string {
  return value.toFixed(digits).padStart(width);
}

function comparison(row: Row, digits: number): string {
  if (row.reference === null || row.errorPercent === null) return '';
  const share =
    row.referenceSharePercent === null ? '' : ` ${fixed(row.referenceSharePercent, 1, 5)} %`;
  return `   stated ${fixed(row.reference, digits, 7)}${share}   ${row.errorPercent >= 0 ? '+' : ''}${fixed(row.errorPercent, 1)} %`;
}

function line({ mean, p05, p95, max }: Summary): string {
  return [mean, p05, p95, max].map((value) => fixed(value, 2, 7)).join('');
}

function byMonth(
  year: YearResult,
  of: (month: YearResult['months'][number]) => number | undefined,
): string {
  return year.months.map((month) => fixed(of(month) ?? Number.NaN, 1)).join(' ');
}
