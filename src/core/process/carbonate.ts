import { alkalinityFor, dissociationAt, inorganicCarbonAt, phOf } from './acid-base.ts';
import type { Dissociation } from './acid-base.ts';
import { C } from './water.ts';
import type { Load } from './water.ts';

/**
 * pH of plant water: the charge balance of `acid-base.ts` with the amounts of a load. The short
 * forms below know carbonate alone, at 25 degC, where nothing else is given.
 */
const CARBONATE_ONLY = dissociationAt(25);

const NITROGEN_G_PER_MOL = 14;
const PHOSPHORUS_G_PER_MOL = 31;

/** Charge that carbonate and water balance at a pH, mol/m3. */
export const alkalinityAt = (pH: number, inorganicCarbonMolPerM3: number): number =>
  alkalinityFor(
    pH,
    { inorganicCarbon: inorganicCarbonMolPerM3, phosphate: 0, ammonia: 0 },
    CARBONATE_ONLY,
  );

/** pH of water with this alkalinity and inorganic carbon (mol/m3) and no other acid; NaN where there is none. */
export const pHOf = (alkalinityMolPerM3: number, inorganicCarbonMolPerM3: number): number =>
  phOf(
    {
      alkalinity: alkalinityMolPerM3,
      inorganicCarbon: inorganicCarbonMolPerM3,
      phosphate: 0,
      ammonia: 0,
    },
    CARBONATE_ONLY,
  );

/** What beside carbonate sets the pH of raw water. */
export interface RawWater {
  readonly temperatureC: number;
  readonly ammoniumGPerM3: number;
  readonly phosphateGPerM3: number;
}

/**
 * Inorganic carbon (mol/m3) that gives this pH at this alkalinity; 0 when the pH is so high that
 * carbonate would have to be negative (its bound in nature, e.g. an alkaline discharge).
 */
export function inorganicCarbonFor(
  pH: number,
  alkalinityMolPerM3: number,
  water?: RawWater,
): number {
  const carbon = inorganicCarbonAt(
    pH,
    {
      alkalinity: alkalinityMolPerM3,
      phosphate: (water?.phosphateGPerM3 ?? 0) / PHOSPHORUS_G_PER_MOL,
      ammonia: (water?.ammoniumGPerM3 ?? 0) / NITROGEN_G_PER_MOL,
    },
    water === undefined ? CARBONATE_ONLY : dissociationAt(water.temperatureC),
  );
  return Number.isNaN(carbon) ? 0 : carbon;
}

/**
 * pH of `volumeM3` of plant water.
 * @param k constants at its temperature, where the caller has them already
 * @param guess pH to start from; the last one makes it fast
 * @returns NaN for water that cannot be
 */
export function pHOfLoad(load: Load, volumeM3: number, guess = 7, k?: Dissociation): number {
  const per = 1 / volumeM3;
  return phOf(
    {
      alkalinity: (load[C.SALK] ?? 0) * per,
      inorganicCarbon: (load[C.SIC] ?? 0) * per,
      phosphate: ((load[C.SPO] ?? 0) * per) / PHOSPHORUS_G_PER_MOL,
      ammonia: ((load[C.SNH] ?? 0) * per) / NITROGEN_G_PER_MOL,
    },
    k ?? dissociationAt((load[C.HEAT] ?? 0) * per),
    guess,
  );
}
