import { alkalinityFor, dissociationAt, phOf } from './acid-base.ts';
import { alkalinityAt, inorganicCarbonFor } from './carbonate.ts';
import type { InfluentPoint } from './influent.ts';
import { RAW_ALKALINITY } from './influent.ts';

/** A stream on its way into the sewer: flow m3/h, concentrations mg/L, charge and carbon mol/m3. */
export interface Stream {
  readonly flowM3PerH: number;
  readonly cod: number;
  readonly bod: number;
  readonly ss: number;
  readonly tn: number;
  readonly nh4n: number;
  readonly tp: number;
  readonly temperatureC: number;
  readonly alkalinityMolPerM3: number;
  readonly inorganicCarbonMolPerM3: number;
}

/** A point as a stream: its carbon follows from its pH and alkalinity. */
export function streamOf(point: InfluentPoint): Stream {
  const alkalinity = point.alkalinityMolPerM3 ?? RAW_ALKALINITY;
  return {
    ...point,
    alkalinityMolPerM3: alkalinity,
    inorganicCarbonMolPerM3:
      point.inorganicCarbonMolPerM3 ??
      inorganicCarbonFor(point.pH, alkalinity, {
        temperatureC: point.temperatureC,
        ammoniumGPerM3: point.nh4n,
        phosphateGPerM3: point.tp,
      }),
  };
}

/** Charge of water of this pH without any buffer: that of a strong acid or base, mol/m3. */
export const unbufferedAlkalinity = (pH: number): number => alkalinityAt(pH, 0);

/**
 * All streams in one, by load: each amount of the mixture is the sum of flow times
 * concentration; heat, charge and carbon likewise, and the pH follows from them. Streams without
 * flow take no part; without any flow the first stream's water stands still.
 */
export function mixStreams(streams: readonly Stream[], pHGuess: number): InfluentPoint {
  let flow = 0;
  for (const stream of streams) flow += stream.flowM3PerH;
  const sum = {
    flowM3PerH: flow,
    cod: 0,
    bod: 0,
    ss: 0,
    tn: 0,
    nh4n: 0,
    tp: 0,
    pH: pHGuess,
    temperatureC: 0,
    alkalinityMolPerM3: 0,
    inorganicCarbonMolPerM3: 0,
  };
  for (const [i, stream] of streams.entries()) {
    const share = flow > 0 ? stream.flowM3PerH / flow : i === 0 ? 1 : 0;
    sum.cod += share * stream.cod;
    sum.bod += share * stream.bod;
    sum.ss += share * stream.ss;
    sum.tn += share * stream.tn;
    sum.nh4n += share * stream.nh4n;
    sum.tp += share * stream.tp;
    sum.temperatureC += share * stream.temperatureC;
    sum.alkalinityMolPerM3 += share * stream.alkalinityMolPerM3;
    sum.inorganicCarbonMolPerM3 += share * stream.inorganicCarbonMolPerM3;
  }
  sum.pH = pHOfWater(
    sum.alkalinityMolPerM3,
    sum.inorganicCarbonMolPerM3,
    sum.temperatureC,
    sum.nh4n,
    sum.tp,
    pHGuess,
  );
  return sum;
}

const NITROGEN_G_PER_MOL = 14;
const PHOSPHORUS_G_PER_MOL = 31;

/** pH of raw water from its charge; the end of the scale that it lies beyond where there is none. */
export function pHOfWater(
  alkalinityMolPerM3: number,
  inorganicCarbonMolPerM3: number,
  temperatureC: number,
  nh4n: number,
  tp: number,
  guess = 7,
): number {
  const pH = phOf(
    {
      alkalinity: alkalinityMolPerM3,
      inorganicCarbon: inorganicCarbonMolPerM3,
      phosphate: tp / PHOSPHORUS_G_PER_MOL,
      ammonia: nh4n / NITROGEN_G_PER_MOL,
    },
    dissociationAt(temperatureC),
    guess,
  );
  return Number.isNaN(pH) ? (alkalinityMolPerM3 < 0 ? 0 : 14) : pH;
}

/** Charge that water of a stream has at a pH, mol/m3; the inverse of `pHOfWater`. */
export const alkalinityOfWater = (pH: number, stream: Stream): number =>
  alkalinityFor(
    pH,
    {
      inorganicCarbon: stream.inorganicCarbonMolPerM3,
      phosphate: stream.tp / PHOSPHORUS_G_PER_MOL,
      ammonia: stream.nh4n / NITROGEN_G_PER_MOL,
    },
    dissociationAt(stream.temperatureC),
  );
