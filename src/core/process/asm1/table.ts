import { readFormula } from './formula.ts';
import type { Formula } from './formula.ts';
import type { Asm1Values } from './parameters.ts';

/**
 * ASM1 as data (Henze et al. 1987; matrix as used by BSM1, Alex et al. 2008), with inorganic
 * carbon, phosphate and nitrogen gas beside its thirteen states. Contents and coefficients are
 * formulas over the parameter table; `kernel.ts` is the same model unrolled.
 */
export interface Asm1State {
  readonly name: string;
  readonly unit: string;
  /** g COD, g N, mol of charge, mol C and g P per unit of the state; absent = none. */
  readonly cod?: string;
  readonly nitrogen?: string;
  readonly charge?: string;
  readonly carbon?: string;
  readonly phosphorus?: string;
}

/** Oxygen is negative COD; nitrate is what it would take up on its way from ammonium, nitrogen gas what is left of that. */
export const ASM1_STATES = {
  SI: { name: 'soluble inert organics', unit: 'g COD/m3', cod: '1', carbon: 'iC' },
  SS: { name: 'readily biodegradable substrate', unit: 'g COD/m3', cod: '1', carbon: 'iC' },
  XI: {
    name: 'particulate inert organics',
    unit: 'g COD/m3',
    cod: '1',
    nitrogen: 'iXP',
    carbon: 'iC',
    phosphorus: 'iPX',
  },
  XS: {
    name: 'slowly biodegradable substrate',
    unit: 'g COD/m3',
    cod: '1',
    carbon: 'iC',
    phosphorus: 'iPX',
  },
  XBH: {
    name: 'heterotrophs',
    unit: 'g COD/m3',
    cod: '1',
    nitrogen: 'iXB',
    carbon: 'iC',
    phosphorus: 'iPB',
  },
  XBA: {
    name: 'nitrifiers',
    unit: 'g COD/m3',
    cod: '1',
    nitrogen: 'iXB',
    carbon: 'iC',
    phosphorus: 'iPB',
  },
  XP: {
    name: 'particulate products of decay',
    unit: 'g COD/m3',
    cod: '1',
    nitrogen: 'iXP',
    carbon: 'iC',
    phosphorus: 'iPX',
  },
  SO: { name: 'dissolved oxygen', unit: 'g O2/m3', cod: '-1' },
  SNO: {
    name: 'nitrate and nitrite',
    unit: 'g N/m3',
    cod: '-oNit',
    nitrogen: '1',
    charge: '-1/14',
  },
  SNH: { name: 'ammonium and ammonia', unit: 'g N/m3', nitrogen: '1', charge: '1/14' },
  SND: { name: 'soluble organic nitrogen', unit: 'g N/m3', nitrogen: '1' },
  XND: { name: 'particulate organic nitrogen', unit: 'g N/m3', nitrogen: '1' },
  SALK: { name: 'alkalinity', unit: 'mol/m3', charge: '-1' },
  SIC: { name: 'inorganic carbon', unit: 'mol C/m3', carbon: '1' },
  SPO: { name: 'phosphate', unit: 'g P/m3', phosphorus: '1' },
  SN2: { name: 'nitrogen gas set free', unit: 'g N/m3', cod: '-(oNit-oDen)', nitrogen: '1' },
} as const satisfies Readonly<Record<string, Asm1State>>;

export type Asm1StateName = keyof typeof ASM1_STATES;
export const ASM1_STATE_NAMES = Object.keys(ASM1_STATES) as Asm1StateName[];
/** How many of them are the states of ASM1 proper; they come first. */
export const ASM1_STATE_COUNT = 13;

export interface Asm1Process {
  readonly name: string;
  /** Rate, g/(m3 d). */
  readonly rate: string;
  readonly coefficients: Readonly<Partial<Record<Asm1StateName, string>>>;
}

const WITH_OXYGEN = 'monod(SO, KOH)';
const WITH_NITRATE = 'inhibit(SO, KOH) * monod(SNO, KNO)';
const NUTRIENTS = 'monod(SNH, KNHH) * monod(SPO, KPO)';
const ACCEPTORS = `(${WITH_OXYGEN} + etah * ${WITH_NITRATE})`;

/**
 * The eight processes. The surface-limited rate of hydrolysis, kh (XS/XBH)/(KX + XS/XBH) XBH, is
 * written kh XS/(KX XBH + XS) XBH, which is the same and has a value without biomass; the rate of
 * organic nitrogen has XS cancelled the same way.
 */
export const ASM1_PROCESSES: readonly Asm1Process[] = [
  {
    name: 'aerobic growth of heterotrophs',
    rate: `muH * monod(SS, KS) * ${WITH_OXYGEN} * ${NUTRIENTS} * XBH`,
    coefficients: {
      SS: '-1/YH',
      XBH: '1',
      SO: '-(1-YH)/YH',
      SNH: '-iXB',
      SALK: '-iXB/14',
      SIC: 'iC*(1-YH)/YH',
      SPO: '-iPB',
    },
  },
  {
    name: 'anoxic growth of heterotrophs',
    rate: `muH * monod(SS, KS) * ${WITH_NITRATE} * etag * ${NUTRIENTS} * XBH`,
    coefficients: {
      SS: '-1/YH',
      XBH: '1',
      SNO: '-(1-YH)/(oDen*YH)',
      SNH: '-iXB',
      SALK: '(1-YH)/(14*oDen*YH)-iXB/14',
      SIC: 'iC*(1-YH)/YH',
      SPO: '-iPB',
      SN2: '(1-YH)/(oDen*YH)',
    },
  },
  {
    name: 'aerobic growth of nitrifiers',
    rate: 'muA * monod(SNH, KNH) * monod(SO, KOA) * monod(SALK, KALK) * monod(SIC, KIC) * monod(SPO, KPO) * XBA',
    coefficients: {
      XBA: '1',
      SO: '-(oNit-YA)/YA',
      SNO: '1/YA',
      SNH: '-iXB-1/YA',
      SALK: '-iXB/14-1/(7*YA)',
      SIC: '-iC',
      SPO: '-iPB',
    },
  },
  {
    name: 'decay of heterotrophs',
    rate: 'bH * XBH',
    coefficients: { XS: '1-fP', XBH: '-1', XP: 'fP', XND: 'iXB-fP*iXP', SPO: 'iPB-iPX' },
  },
  {
    name: 'decay of nitrifiers',
    rate: 'bA * XBA',
    coefficients: { XS: '1-fP', XBA: '-1', XP: 'fP', XND: 'iXB-fP*iXP', SPO: 'iPB-iPX' },
  },
  {
    name: 'ammonification',
    rate: 'ka * SND * XBH',
    coefficients: { SNH: '1', SND: '-1', SALK: '1/14' },
  },
  {
    name: 'hydrolysis of organics',
    rate: `kh * XS * per(XBH, KX * XBH + XS) * ${ACCEPTORS}`,
    coefficients: { SS: '1', XS: '-1', SPO: 'iPX' },
  },
  {
    name: 'hydrolysis of organic nitrogen',
    rate: `kh * XND * per(XBH, KX * XBH + XS) * ${ACCEPTORS}`,
    coefficients: { SND: '1', XND: '-1' },
  },
];

export const CONSERVED = ['cod', 'nitrogen', 'charge', 'carbon', 'phosphorus'] as const;
export type Conserved = (typeof CONSERVED)[number];

const RATES: readonly Formula[] = ASM1_PROCESSES.map(({ rate }) => readFormula(rate));
const COEFFICIENTS: readonly (readonly [Asm1StateName, Formula])[][] = ASM1_PROCESSES.map(
  ({ coefficients }) =>
    ASM1_STATE_NAMES.flatMap((state) => {
      const text = coefficients[state];
      return text === undefined ? [] : [[state, readFormula(text)] as const];
    }),
);

/** Coefficient of a state in a process (0 to 7) for these parameter values; 0 where the matrix is empty. */
export function coefficient(process: number, state: Asm1StateName, values: Asm1Values): number {
  const found = COEFFICIENTS[process]?.find(([name]) => name === state);
  return found === undefined ? 0 : found[1](values);
}

/** Rates of the eight processes, g/(m3 d), from the table itself. Slow: for tests, tables and the check of the kernel. */
export function tableRates(
  values: Asm1Values,
  state: Readonly<Record<Asm1StateName, number>>,
): number[] {
  const names = { ...values, ...state };
  return RATES.map((rate) => rate(names));
}

/** Change of every state, per day, from the table itself. */
export function tableDerivatives(
  values: Asm1Values,
  state: Readonly<Record<Asm1StateName, number>>,
): Record<Asm1StateName, number> {
  const change = Object.fromEntries(ASM1_STATE_NAMES.map((name) => [name, 0])) as Record<
    Asm1StateName,
    number
  >;
  tableRates(values, state).forEach((rate, process) => {
    for (const [name, formula] of COEFFICIENTS[process] ?? [])
      change[name] += formula(values) * rate;
  });
  return change;
}

/** Content of one unit of a state, e.g. g N per g. */
export function contentOf(state: Asm1StateName, quantity: Conserved, values: Asm1Values): number {
  const entry: Asm1State = ASM1_STATES[state];
  const text = entry[quantity];
  return text === undefined ? 0 : readFormula(text)(values);
}

/**
 * What a process makes of a conserved quantity per unit of its rate: the product of its row of
 * the matrix with the contents. Zero when the model keeps its own book.
 */
export function defect(process: number, quantity: Conserved, values: Asm1Values): number {
  return (COEFFICIENTS[process] ?? []).reduce(
    (sum, [name, formula]) => sum + formula(values) * contentOf(name, quantity, values),
    0,
  );
}

/**
 * What the rounded oxygen worths of BSM1 (2.86 and 4.57 instead of 40/14 and 64/14) leave in the
 * balance of COD counted with exact chemistry: g COD per g of growth, per process. Zero with the
 * exact values, which the virtual plant uses.
 */
export const EXACT_COD_DEFECT: readonly string[] = [
  '0',
  '(1-YH)/YH*(40/14/oDen-1)',
  '(oNit-64/14)/YA',
  '0',
  '0',
  '0',
  '0',
  '0',
];
