import type { YearReference } from './reference.ts';
import type { YearResult } from './run.ts';

export interface Row {
  readonly id: string;
  readonly ours: number;
  readonly sharePercent: number;
  readonly reference: number | null;
  readonly referenceSharePercent: number | null;
  readonly errorPercent: number | null;
}

const DAYS = 365;
const percent = (ours: number, reference: number): number => (100 * (ours - reference)) / reference;

/** Energy of a year, kWh, by the rows of the reference; the base load is none of its machines. */
export function energyRows(result: YearResult, reference: YearReference | null): Row[] {
  const { model, state } = result.plant;
  const perYear = DAYS / result.days;
  const of = (id: string): number => {
    const machine = model.machines.find(({ def }) => def.id === id);
    return machine === undefined
      ? 0
      : (state.plant.energyKwhByMachine[machine.index] ?? 0) * perYear;
  };
  const total = state.plant.totalKwh * perYear;
  const row = (id: string, ours: number, kwh: number | null): Row => ({
    id,
    ours,
    sharePercent: (100 * ours) / total,
    reference: kwh,
    referenceSharePercent:
      kwh === null || reference === null ? null : (100 * kwh) / reference.energy.totalKwh,
    errorPercent: kwh === null ? null : percent(ours, kwh),
  });
  if (reference === null) {
    return [
      ...model.machines
        .map(({ def }) => row(def.id, of(def.id), null))
        .filter(({ ours }) => ours > 0),
      row('total', total, null),
    ];
  }
  const rows = reference.energy.rows.map(({ id, machines, kwh }) =>
    row(
      id,
      machines.reduce((sum, each) => sum + of(each), 0),
      kwh,
    ),
  );
  const named = rows.reduce((sum, { ours }) => sum + ours, 0);
  const machines = state.plant.energyKwhByMachine.reduce((sum, each) => sum + each, 0) * perYear;
  return [
    ...rows,
    row('other pumps and agitators', machines - named, reference.energy.otherKwh),
    row('panels, instruments and lights', total - machines, null),
    row('total', total, reference.energy.totalKwh),
  ];
}

/** Chemicals of a year, t of delivered product. */
export function chemicalRows(result: YearResult, reference: YearReference | null): Row[] {
  const { model, state } = result.plant;
  return (reference?.chemicals ?? []).map(({ id, machine, t, kgPerL, deliveredKgPerKg }) => {
    const index = model.machines.find(({ def }) => def.id === machine)?.index ?? -1;
    const litres = ((state.plant.usedL[index] ?? 0) * DAYS) / result.days;
    const ours = (litres * kgPerL * deliveredKgPerKg) / 1000;
    return {
      id,
      ours,
      sharePercent: Number.NaN,
      reference: t,
      referenceSharePercent: null,
      errorPercent: percent(ours, t),
    };
  });
}

const ENERGY_BOUND_PERCENT = 10;
const CHEMICAL_BOUND_PERCENT = 20;

/** What lies outside the bounds: energy total, share of the largest row, each chemical. */
export function misses(energy: readonly Row[], chemicals: readonly Row[]): string[] {
  const out: string[] = [];
  const total = energy.find(({ id }) => id === 'total');
  const largest = energy[0];
  const outside = (value: number | null | undefined, bound: number): boolean =>
    value !== null && value !== undefined && !(Math.abs(value) <= bound);
  if (outside(total?.errorPercent, ENERGY_BOUND_PERCENT)) out.push('energy: total');
  if (largest !== undefined && largest.referenceSharePercent !== null) {
    const error = percent(largest.sharePercent, largest.referenceSharePercent);
    if (outside(error, ENERGY_BOUND_PERCENT)) out.push(`energy: share of ${largest.id}`);
    if (outside(largest.errorPercent, ENERGY_BOUND_PERCENT)) out.push(`energy: ${largest.id}`);
  }
  for (const each of chemicals)
    if (outside(each.errorPercent, CHEMICAL_BOUND_PERCENT)) out.push(`chemicals: ${each.id}`);
  return out;
}
