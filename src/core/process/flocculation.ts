import type { ParameterTable, ValuesOf } from './parameters.ts';

/** Growth of floc by stirring and polymer, and its break-up. */
export const FLOCCULATION_PARAMETERS = {
  aggregation: {
    name: 'aggregation K_A',
    unit: '-',
    value: 5e-5,
    min: 5e-6,
    max: 5e-4,
    source: 'Argaman and Kaufman 1970 (J. San. Eng. Div. ASCE 96:223): 1.8e-5 to 1e-4',
  },
  breakUp: {
    name: 'break-up K_B',
    unit: 's',
    value: 1e-7,
    min: 1e-9,
    max: 1e-5,
    source: 'Argaman and Kaufman 1970: 0.8e-7 to 1e-7',
  },
  polymerOptimum: {
    name: 'polymer that covers half of the particles',
    unit: 'g/g',
    value: 0.006,
    min: 0.0005,
    max: 0.05,
    source: 'assumed; 1 mg/L at 160 mg/L of solids, inside the usual 0.5 to 5 mg/L of flotation',
  },
  polymerGrowth: {
    name: 'growth at the best dose over growth without polymer, less one',
    unit: '-',
    value: 3,
    min: 0,
    max: 30,
    source: 'assumed; bridging, La Mer and Healy 1963 (Rev. Pure Appl. Chem. 13:112)',
  },
  polymerStrength: {
    name: 'resistance to break-up at the best dose over that without, less one',
    unit: '-',
    value: 4,
    min: 0,
    max: 30,
    source: 'assumed; as before',
  },
  rapidPowerShare: {
    name: 'power that reaches the water over the name plate, rapid mixers',
    unit: '-',
    value: 0.7,
    min: 0.05,
    max: 1,
    source: 'assumed; gives G of 650 to 750 1/s, usual 700 to 1000 for rapid mixing',
  },
  slowPowerShare: {
    name: 'power that reaches the water over the name plate, floc mixer',
    unit: '-',
    value: 0.015,
    min: 0.0005,
    max: 0.5,
    source: 'assumed; gives G near 80 1/s, usual 20 to 100; a paddle on a large gear motor',
  },
  idleGPerS: {
    name: 'velocity gradient of the flow alone',
    unit: '1/s',
    value: 1,
    min: 0,
    max: 50,
    source: 'sqrt(rho g h Q/(mu V)): 5 cm of fall, 30 m3/h, 6 m3 give 0.8',
  },
} as const satisfies ParameterTable;
export type FlocculationValues = ValuesOf<typeof FLOCCULATION_PARAMETERS>;

/**
 * Velocity gradient (1/s) of `powerW` in `volumeM3` of water, G = sqrt(P / (mu V)) (Camp and Stein
 * 1943). @param viscosityPaS of the water
 */
export const velocityGradientPerS = (
  powerW: number,
  volumeM3: number,
  viscosityPaS: number,
): number => (volumeM3 > 0 ? Math.sqrt(powerW / (viscosityPaS * volumeM3)) : 0);

/**
 * How well polymer bridges, 0 to 1: covered times free surface, 4 c (1 - c), with the cover
 * c = 1 - 2^(-dose/optimum). 1 at the optimum; too much covers all and the particles repel again.
 */
export function bridging(
  polymerGPerM3: number,
  solidsGPerM3: number,
  p: FlocculationValues,
): number {
  if (polymerGPerM3 <= 0 || solidsGPerM3 <= 0) return 0;
  const covered = 1 - 2 ** (-polymerGPerM3 / (solidsGPerM3 * p.polymerOptimum));
  return 4 * covered * (1 - covered);
}

/**
 * Part of the solids caught in floc after `dtS` in a mixed tank:
 * dF/dt = K_A G g (a S - F) - K_B G^2 F / s, solved exactly; a the destabilised share of the
 * solids S, g growth and s strength by polymer.
 * @returns floc in the unit of `floc` and `solids`
 */
export function growFloc(
  floc: number,
  solids: number,
  destabilised: number,
  bridge: number,
  gradientPerS: number,
  dtS: number,
  p: FlocculationValues,
): number {
  const growth = p.aggregation * gradientPerS * (1 + p.polymerGrowth * bridge);
  const loss = (p.breakUp * gradientPerS * gradientPerS) / (1 + p.polymerStrength * bridge);
  const rate = growth + loss;
  if (rate <= 0) return floc;
  const balance = (growth * destabilised * solids) / rate;
  return balance + (floc - balance) * Math.exp(-rate * dtS);
}
