import { C, COMPONENT_COUNT, PARTICULATE } from './water.ts';
import type { Load } from './water.ts';

/** Chemical stage: what the three chemicals do, and what flotation takes out. */

/** One litre of chemical as delivered or made up, in amounts of the water components. */
const CHEMICALS = {
  /** Poly-aluminium chloride, 10 % Al2O3, 1.20 kg/L, basicity 50 %: 63.5 g Al and 3.5 mol acid per litre. */
  coagulant: {
    amounts: [
      [C.XAL, 63.5],
      [C.SALK, -3.53],
    ],
    kgPerL: 1.2,
  },
  /** Caustic soda 30 %, 1.33 kg/L: 9.97 mol/L. */
  alkali: { amounts: [[C.SALK, 9.97]], kgPerL: 1.33 },
  /** Made-up polymer, 0.1 %: 1 g/L. */
  polymer: { amounts: [[C.SPY, 1]], kgPerL: 1 },
  /** Sodium hypochlorite 12 % for cleaning; its salt is not followed. */
  cleaning: { amounts: [], kgPerL: 1.2 },
} as const satisfies Record<
  string,
  { amounts: readonly (readonly [number, number])[]; kgPerL: number }
>;
export type Chemical = keyof typeof CHEMICALS;

/** Adds `litres` of a chemical to a load (its water volume is the caller's). */
export function dose(load: Load, chemical: Chemical, litres: number): void {
  for (const [component, perLitre] of CHEMICALS[chemical].amounts) {
    load[component] = (load[component] ?? 0) + perLitre * litres;
  }
}

/**
 * Dissolved P left = total x exp(-0.4 Al/P): 33 % removal at Al/P 1, 55 % at 2. Weaker than in pure
 * solution (WEF MOP 37), because organics of raw water take part of the aluminium.
 */
const PRECIPITATION_PER_MOLAR_RATIO = 0.4;
const PRECIPITATION_TIME_S = 60;

/** Orthophosphate turns into aluminium phosphate with a time constant of a minute (rapid mix). */
export function precipitatePhosphorus(load: Load, dtS: number): void {
  const phosphate = load[C.SPO] ?? 0;
  const precipitated = load[C.XPO] ?? 0;
  const mol = (phosphate + precipitated) / 31;
  if (mol <= 0) return;
  const ratio = (load[C.XAL] ?? 0) / 27 / mol;
  const left = (phosphate + precipitated) * Math.exp(-PRECIPITATION_PER_MOLAR_RATIO * ratio);
  if (left >= phosphate) return;
  const moved = (phosphate - left) * (1 - Math.exp(-dtS / PRECIPITATION_TIME_S));
  load[C.SPO] = phosphate - moved;
  load[C.XPO] = precipitated + moved;
}

/** Removal of solids by flotation alone, with coagulant, and with both and air. Doses at which half of the gain is reached, mg/L. */
const FLOTATION_PARAMETERS = {
  bare: 0.15,
  gain: 0.72,
  halfCoagulantMgAlPerL: 0.8,
  halfPolymerMgPerL: 0.2,
  polymerShare: 0.4,
  withoutAir: 0.3,
} as const;

/**
 * Share of the solids that flotation takes out of the water that leaves it, 0 to 1.
 * eta = bare + gain a(Al) (1 - s + s p(polymer)) with saturating doses, times `withoutAir` when
 * no saturated water is there (shape after Edzwald 2010, Water Research 44:2077).
 * @param airShare 0 no recycle air, 1 full
 */
export function flotationRemoval(
  coagulantMgAlPerL: number,
  polymerMgPerL: number,
  airShare: number,
): number {
  const f = FLOTATION_PARAMETERS;
  const a = coagulantMgAlPerL / (f.halfCoagulantMgAlPerL + coagulantMgAlPerL);
  const p = polymerMgPerL / (f.halfPolymerMgPerL + polymerMgPerL);
  const full = f.bare + f.gain * a * (1 - f.polymerShare + f.polymerShare * p);
  return (
    Math.min(0.98, full) * (f.withoutAir + (1 - f.withoutAir) * Math.min(1, Math.max(0, airShare)))
  );
}

/** Moves `share` of `from` to `to`, and of its particulates `removal` to `scum` instead. */
export function floatShare(from: Load, to: Load, scum: Load, share: number, removal: number): void {
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    const amount = (from[i] ?? 0) * share;
    // Polymer sits on the floc and leaves with it.
    const held = PARTICULATE[i] === true || i === C.SPY ? amount * removal : 0;
    from[i] = (from[i] ?? 0) - amount;
    to[i] = (to[i] ?? 0) + amount - held;
    scum[i] = (scum[i] ?? 0) + held;
  }
}
