import type { ReadingHow } from './reading.ts';

/** Standard uncertainty of a method: the larger of a fixed amount and a share of the value. */
interface MethodSpread {
  /** In the quantity's unit of `quantities.ts`. */
  readonly absolute: number;
  readonly relative: number;
  readonly source: string;
}

const LABORATORY: Readonly<Record<string, MethodSpread>> = {
  pH: {
    absolute: 0.05,
    relative: 0,
    source: 'Standard Methods 4500-H+ B: +-0.02 to +-0.1 pH under usual conditions',
  },
  temperature: {
    absolute: 0.2,
    relative: 0,
    source: 'Standard Methods 2550 B: thermometer of 0.1 degree scale',
  },
  DO: {
    absolute: 0.1,
    relative: 0,
    source: 'Standard Methods 4500-O C: 20 to 100 ug/L with and without interference',
  },
  SS: {
    absolute: 1.5,
    relative: 0.1,
    source: 'Standard Methods 2540 D: 10 % at 242 mg/L, 5.2 mg/L at 15 mg/L between laboratories',
  },
  COD: { absolute: 1.5, relative: 0.065, source: 'Standard Methods 5220 C: 6.5 % at 200 mg/L' },
  BOD: { absolute: 1, relative: 0.15, source: 'Standard Methods 5210 B: 30.5 mg/L at 198 mg/L' },
  TOC: {
    absolute: 0.5,
    relative: 0.08,
    source: 'assumed: within the 5 to 10 % of Standard Methods 5310',
  },
  TN: {
    absolute: 0.3,
    relative: 0.08,
    source: 'assumed: usual repeatability of persulphate digestion',
  },
  NH4N: {
    absolute: 0.1,
    relative: 0.07,
    source: 'assumed: usual repeatability of the phenate method',
  },
  TP: {
    absolute: 0.02,
    relative: 0.07,
    source: 'assumed: usual repeatability of the ascorbic acid method',
  },
  MLSS: {
    absolute: 50,
    relative: 0.05,
    source: 'assumed: as suspended solids, at a larger mass on the filter',
  },
  ORP: { absolute: 10, relative: 0, source: 'Standard Methods 2580 B: +-10 mV' },
  turbidity: { absolute: 0.05, relative: 0.05, source: 'assumed: usual for nephelometers' },
};

const PORTABLE: Readonly<Record<string, MethodSpread>> = {
  pH: { absolute: 0.1, relative: 0, source: 'Standard Methods 4500-H+ B: +-0.1 pH in the field' },
  temperature: { absolute: 0.3, relative: 0, source: 'assumed: usual for portable meters' },
  DO: {
    absolute: 0.15,
    relative: 0.02,
    source: 'Standard Methods 4500-O G: accuracy +-0.1 mg/L, precision +-0.05 mg/L',
  },
  ORP: { absolute: 15, relative: 0, source: 'assumed: field electrode, +-10 mV and drift' },
};

/** Where no row fits: a careful measurement, a portable meter, a test kit, a gauge read by eye. */
const GENERAL: Readonly<Record<ReadingHow, MethodSpread>> = {
  laboratory: { absolute: 0, relative: 0.1, source: 'assumed: 10 %' },
  portable: { absolute: 0, relative: 0.1, source: 'assumed: 10 %' },
  testKit: {
    absolute: 0,
    relative: 0.2,
    source: 'assumed: a cuvette or colour comparison tells about 20 %',
  },
  manual: { absolute: 0, relative: 0.05, source: 'assumed: a gauge read by eye' },
};

/** Colour strips tell half a unit at best. */
const KIT_PH: MethodSpread = {
  absolute: 0.3,
  relative: 0,
  source: 'assumed: litmus and strips are graded in 0.5 to 1 pH',
};

/** Smallest spread anybody may claim, so that no reading counts as infinitely sure. */
const LEAST = 1e-3;

/**
 * Standard uncertainty of a reading for which nobody stated one, in the quantity's unit.
 * @returns the spread and where the figure comes from
 */
export function methodSpread(
  how: ReadingHow,
  item: string,
  value: number,
): { readonly sd: number; readonly source: string } {
  const row = rowOf(how, item);
  return { sd: Math.max(LEAST, row.absolute, row.relative * Math.abs(value)), source: row.source };
}

function rowOf(how: ReadingHow, item: string): MethodSpread {
  if (how === 'testKit') return item === 'pH' ? KIT_PH : GENERAL.testKit;
  if (how === 'portable') return PORTABLE[item] ?? GENERAL.portable;
  if (how === 'laboratory') return LABORATORY[item] ?? GENERAL.laboratory;
  // A value read by hand off an instrument is as good as that instrument.
  return PORTABLE[item] ?? GENERAL.manual;
}
