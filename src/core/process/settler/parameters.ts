import { defaultsOf } from '../parameters.ts';
import type { ParameterTable, ValuesOf } from '../parameters.ts';

const TAKACS = 'Takacs et al. 1991 (Water Research 25:1263); values of BSM1 (Alex et al. 2008)';
const LAYOUT = 'BSM1 layout (Alex et al. 2008)';

/** Ten-layer settler of BSM1. For validation only: the plants this program runs hold back sludge with membranes. */
export const SETTLER_PARAMETERS = {
  v0max: {
    name: 'highest settling velocity',
    unit: 'm/d',
    value: 250,
    min: 100,
    max: 400,
    source: TAKACS,
  },
  v0: {
    name: 'settling velocity of Vesilind',
    unit: 'm/d',
    value: 474,
    min: 100,
    max: 700,
    source: TAKACS,
  },
  rh: {
    name: 'hindered settling',
    unit: 'm3/g',
    value: 0.000576,
    min: 1e-4,
    max: 2e-3,
    source: TAKACS,
  },
  rp: {
    name: 'flocculant settling',
    unit: 'm3/g',
    value: 0.00286,
    min: 1e-3,
    max: 2e-2,
    source: TAKACS,
  },
  fns: {
    name: 'share that does not settle',
    unit: '-',
    value: 0.00228,
    min: 0,
    max: 0.05,
    source: TAKACS,
  },
  Xt: {
    name: 'threshold of the clear zone',
    unit: 'g/m3',
    value: 3000,
    min: 100,
    max: 6000,
    source: TAKACS,
  },
  areaM2: { name: 'surface', unit: 'm2', value: 1500, min: 10, max: 1e5, source: LAYOUT },
  heightM: { name: 'depth', unit: 'm', value: 4, min: 1, max: 10, source: LAYOUT },
} as const satisfies ParameterTable;

export type SettlerValues = ValuesOf<typeof SETTLER_PARAMETERS>;
export const SETTLER_BSM1: SettlerValues = defaultsOf(SETTLER_PARAMETERS);

export const LAYERS = 10;
/** Layer the feed enters, counted from the top and from 0: the sixth from the bottom. */
export const FEED_LAYER = 4;
/** g suspended solids per g particulate COD (BSM1). */
export const SOLIDS_PER_COD = 0.75;
