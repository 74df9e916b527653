import { defaultsOf } from '../parameters.ts';
import type { Parameter, ParameterTable, ValuesOf } from '../parameters.ts';

const HENZE = 'Henze et al. 1987 (IAWPRC report 1), 20 degC';
const ASM2D = 'Henze et al. 2000 (ASM2d, IWA report 9)';

const value = (
  name: string,
  unit: string,
  number: number,
  range: readonly [number, number],
  source: string,
  theta = 1,
): Parameter => ({ name, unit, value: number, min: range[0], max: range[1], theta, source });

/**
 * Parameters of ASM1 at 20 degC (group `asm1`), and of the terms a plant with phosphorus,
 * inorganic carbon and little alkalinity needs. Temperature factors are fitted to the values
 * Henze et al. 1987 give for 10 and 20 degC.
 */
export const ASM1_PARAMETERS = {
  YH: value('yield of heterotrophs', 'g COD/g COD', 0.67, [0.38, 0.75], HENZE),
  YA: value('yield of nitrifiers', 'g COD/g N', 0.24, [0.07, 0.28], HENZE),
  fP: value('inert share of decayed biomass', '-', 0.08, [0.05, 0.2], HENZE),
  iXB: value('nitrogen in biomass', 'g N/g COD', 0.086, [0.06, 0.1], HENZE),
  iXP: value('nitrogen in products of decay', 'g N/g COD', 0.06, [0.02, 0.08], HENZE),
  muH: value('growth of heterotrophs', '1/d', 6, [0.6, 13.2], HENZE, 1.072),
  KS: value('half-saturation, substrate', 'g COD/m3', 20, [5, 225], HENZE),
  KOH: value('half-saturation, oxygen, heterotrophs', 'g O2/m3', 0.2, [0.01, 1], HENZE),
  KNO: value('half-saturation, nitrate', 'g N/m3', 0.5, [0.1, 1], HENZE),
  bH: value('decay of heterotrophs', '1/d', 0.62, [0.05, 1.6], HENZE, 1.12),
  etag: value('growth without oxygen over growth with', '-', 0.8, [0.4, 1], HENZE),
  etah: value('hydrolysis without oxygen over hydrolysis with', '-', 0.4, [0.2, 1], HENZE),
  kh: value('hydrolysis', 'g COD/(g COD d)', 3, [0.5, 8], HENZE, 1.116),
  KX: value('half-saturation, hydrolysis', 'g COD/g COD', 0.03, [0.005, 0.2], HENZE, 1.116),
  muA: value('growth of nitrifiers', '1/d', 0.8, [0.2, 1.2], HENZE, 1.103),
  KNH: value('half-saturation, ammonium, nitrifiers', 'g N/m3', 1, [0.1, 3], HENZE),
  bA: value(
    'decay of nitrifiers',
    '1/d',
    0.15,
    [0.02, 0.25],
    'Gujer et al. 1999 (ASM3); inside the 0.05 to 0.15 of Henze et al. 1987',
    1.116,
  ),
  KOA: value('half-saturation, oxygen, nitrifiers', 'g O2/m3', 0.4, [0.05, 2], HENZE),
  ka: value('ammonification', 'm3/(g COD d)', 0.08, [0.01, 0.2], HENZE, 1.072),
  oDen: value(
    'oxygen worth of nitrate reduced to nitrogen gas',
    'g O2/g N',
    40 / 14,
    [2.85, 2.87],
    'five electrons per N: 40/14; BSM1 rounds to 2.86',
  ),
  oNit: value(
    'oxygen used by nitrification to nitrate',
    'g O2/g N',
    64 / 14,
    [4.56, 4.58],
    'eight electrons per N: 64/14; BSM1 rounds to 4.57',
  ),
  iPB: value('phosphorus in biomass', 'g P/g COD', 0.02, [0.005, 0.03], `${ASM2D}: 0.02`),
  iPX: value(
    'phosphorus in other particulate COD',
    'g P/g COD',
    0.005,
    [0, 0.015],
    `${ASM2D}: 0.01; trade effluent is poorer`,
  ),
  KNHH: value(
    'half-saturation, ammonium as nutrient',
    'g N/m3',
    0.05,
    [0.001, 0.5],
    `${ASM2D}: 0.05`,
  ),
  KPO: value('half-saturation, phosphate as nutrient', 'g P/m3', 0.01, [0.001, 0.2], ASM2D),
  KALK: value('half-saturation, alkalinity, nitrifiers', 'mol/m3', 0.5, [0.01, 1], ASM2D),
  KIC: value(
    'half-saturation, inorganic carbon, nitrifiers',
    'mol C/m3',
    0.05,
    [0.001, 0.5],
    'assumed: small against any real water; no carbon is fixed where there is none',
  ),
  iC: value(
    'carbon in organic matter',
    'mol C/g COD',
    1 / 32,
    [0.02, 0.04],
    'one mol CO2 per mol O2, as in C5H7NO2 (5 C per 160 g COD)',
  ),
  kCO2: value(
    'transfer of CO2 over transfer of oxygen',
    '-',
    0.89,
    [0.8, 1],
    'diffusivities, Sperandio and Paul 1997 (Biotechnol. Bioeng. 53:243)',
  ),
  CO2eq: value(
    'dissolved CO2 in balance with the bubbles',
    'mol C/m3',
    0.5,
    [0.01, 2],
    'Henry constant 34 mol/(m3 bar) at 25 degC and about 1.5 % CO2 in the bubbles',
  ),
} as const satisfies ParameterTable;

export type Asm1Symbol = keyof typeof ASM1_PARAMETERS;
export type Asm1Values = ValuesOf<typeof ASM1_PARAMETERS>;

/** ASM1 at 20 degC with exact oxygen equivalents of nitrogen: what the virtual plant runs on. */
export const ASM1_20C: Asm1Values = defaultsOf(ASM1_PARAMETERS);

/**
 * The set of BSM1 at 15 degC (Alex et al. 2008), used as printed, without temperature factors.
 * Zero half-saturations switch the terms off that BSM1 does not have.
 */
export const ASM1_BSM1_15C: Asm1Values = {
  ...ASM1_20C,
  iXB: 0.08,
  muH: 4,
  KS: 10,
  bH: 0.3,
  etah: 0.8,
  KX: 0.1,
  muA: 0.5,
  bA: 0.05,
  ka: 0.05,
  oDen: 2.86,
  oNit: 4.57,
  KNHH: 0,
  KPO: 0,
  KALK: 0,
  KIC: 0,
};

/** Lowest and highest temperature of water the model takes, degC; the kinetics were fitted between 8 and 25. */
export const WATER_TEMPERATURE_C: readonly [number, number] = [0, 60];

/** Values at a water temperature: value theta^(T-20). Source: Henze et al. 1987, section on temperature. */
export function atTemperature(values: Asm1Values, temperatureC: number): Asm1Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, at20]) => {
      const theta = ASM1_PARAMETERS[key as Asm1Symbol].theta ?? 1;
      return [key, theta === 1 ? at20 : at20 * theta ** (temperatureC - 20)];
    }),
    // fromEntries loses the keys' types; they are those of `values`.
  ) as Asm1Values;
}
