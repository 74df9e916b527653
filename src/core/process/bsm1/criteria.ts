import { ASM1_BSM1_15C } from '../asm1/parameters.ts';
import type { Asm1Values } from '../asm1/parameters.ts';
import { solidsOf } from '../settler/settler.ts';
import { BSM1, CRITERIA } from './layout.ts';

/** What a 15-minute sample keeps of the plant: the state where the interval begins, the flows that hold in it. */
export interface Bsm1Sample {
  readonly days: number;
  readonly effluent: Float64Array;
  readonly effluentM3PerD: number;
  readonly influent: Float64Array;
  readonly influentM3PerD: number;
  readonly wasteSolids: number;
  readonly kLaPerD: readonly number[];
  readonly internalM3PerD: number;
  /** Suspended solids in reactors and settler, kg. */
  readonly solidsKg: number;
}

export interface Bsm1Score {
  /** kg pollution units/d. */
  readonly iqi: number;
  readonly eqi: number;
  /** kWh/d. */
  readonly aeration: number;
  readonly pumping: number;
  readonly mixing: number;
  /** kg SS/d. */
  readonly sludgeDisposed: number;
  readonly sludgeInEffluent: number;
  readonly effluentM3PerD: number;
  /** Flow-weighted effluent, thirteen states and suspended solids, g/m3. */
  readonly effluentMean: readonly number[];
  readonly violations: Readonly<
    Record<Violated, { readonly days: number; readonly times: number }>
  >;
}

export type Violated = 'nitrogen' | 'cod' | 'ammonium' | 'solids' | 'bod';
const VIOLATED: readonly Violated[] = ['nitrogen', 'cod', 'ammonium', 'solids', 'bod'];

interface Sums {
  readonly solids: number;
  readonly cod: number;
  readonly kjeldahl: number;
  readonly nitrate: number;
  readonly bod: number;
}

const at = (water: Float64Array, i: number): number => water[i] ?? 0;

/** Sum parameters of a water. @param bodShare 0.25 for effluent, 0.65 for influent (BSM1) */
function sumsOf(water: Float64Array, bodShare: number, p: Asm1Values): Sums {
  const biomass = at(water, 4) + at(water, 5);
  let cod = 0;
  for (let i = 0; i <= 6; i++) cod += at(water, i);
  return {
    solids: solidsOf(water, 0),
    cod,
    kjeldahl:
      at(water, 9) +
      at(water, 10) +
      at(water, 11) +
      p.iXB * biomass +
      p.iXP * (at(water, 6) + at(water, 2)),
    nitrate: at(water, 8),
    bod: bodShare * (at(water, 1) + at(water, 3) + (1 - p.fP) * biomass),
  };
}

const index = (s: Sums): number => {
  const w = CRITERIA.weights;
  return (
    w.solids * s.solids +
    w.cod * s.cod +
    w.kjeldahl * s.kjeldahl +
    w.nitrate * s.nitrate +
    w.bod * s.bod
  );
};

const exceeds = (s: Sums, water: Float64Array): Record<Violated, boolean> => ({
  nitrogen: s.kjeldahl + s.nitrate > CRITERIA.limits.nitrogen,
  cod: s.cod > CRITERIA.limits.cod,
  ammonium: at(water, 9) > CRITERIA.limits.ammonium,
  solids: s.solids > CRITERIA.limits.solids,
  bod: s.bod > CRITERIA.limits.bod,
});

/**
 * Scores a row of samples by the criteria of BSM1 (Alex et al. 2008, chapter 5; weights 30/10 of
 * Gernaey et al. 2014): sums of state times flow times length of the sample.
 */
export function scoreOf(
  samples: readonly Bsm1Sample[],
  values: Asm1Values = ASM1_BSM1_15C,
): Bsm1Score {
  const total = samples.reduce((sum, { days }) => sum + days, 0);
  let [iqi, eqi, aeration, pumping, mixing] = [0, 0, 0, 0, 0];
  let [waste, lost, flow] = [0, 0, 0];
  const load = new Array<number>(14).fill(0);
  const violations = Object.fromEntries(
    VIOLATED.map((name) => [name, { days: 0, times: 0 }]),
  ) as Record<Violated, { days: number; times: number }>;
  let before: Record<Violated, boolean> | null = null;
  const pump = CRITERIA.pumpingKwhPerM3;
  for (const sample of samples) {
    const { days, effluent, effluentM3PerD } = sample;
    const out = sumsOf(effluent, 0.25, values);
    iqi += index(sumsOf(sample.influent, 0.65, values)) * sample.influentM3PerD * days;
    eqi += index(out) * effluentM3PerD * days;
    flow += effluentM3PerD * days;
    lost += out.solids * effluentM3PerD * days;
    waste += sample.wasteSolids * BSM1.wasteM3PerD * days;
    for (let i = 0; i < 13; i++) load[i] = (load[i] ?? 0) + at(effluent, i) * effluentM3PerD * days;
    load[13] = (load[13] ?? 0) + out.solids * effluentM3PerD * days;
    sample.kLaPerD.forEach((kLa, reactor) => {
      const volume = BSM1.volumesM3[reactor] ?? 0;
      aeration += (BSM1.saturation / (CRITERIA.oxygenKgPerKwh * 1000)) * volume * kLa * days;
      if (kLa < CRITERIA.mixedBelowPerD) mixing += 24 * CRITERIA.mixingKwPerM3 * volume * days;
    });
    pumping +=
      (pump.internal * sample.internalM3PerD +
        pump.return * BSM1.returnM3PerD +
        pump.waste * BSM1.wasteM3PerD) *
      days;
    const now = exceeds(out, effluent);
    for (const name of VIOLATED) {
      if (!now[name]) continue;
      violations[name].days += days;
      if (before === null || !before[name]) violations[name].times++;
    }
    before = now;
  }
  const stored = (samples.at(-1)?.solidsKg ?? 0) - (samples[0]?.solidsKg ?? 0);
  return {
    iqi: iqi / (1000 * total),
    eqi: eqi / (1000 * total),
    aeration: aeration / total,
    pumping: pumping / total,
    mixing: mixing / total,
    sludgeDisposed: (waste / 1000 + stored) / total,
    sludgeInEffluent: lost / 1000 / total,
    effluentM3PerD: flow / total,
    effluentMean: load.map((sum) => sum / flow),
    violations,
  };
}
