import type { ParameterTable, ValuesOf } from './parameters.ts';
import { C, COMPONENT_COUNT, PARTICULATE } from './water.ts';
import type { Load } from './water.ts';

/** Activated-carbon filter for emergencies: Freundlich balance, linear driving force, layers in series. */
export const CARBON_PARAMETERS = {
  inUse: {
    name: 'filtrate through the carbon (1) or past it (0) at the start',
    unit: '-',
    value: 0,
    min: 0,
    max: 1,
    source: 'seed 4.1.3 no. 9: out of use and drained but in an emergency',
  },
  bedKgPerM3: {
    name: 'carbon per volume of the filter',
    unit: 'kg/m3',
    value: 400,
    min: 200,
    max: 600,
    source: 'data sheets of granular carbon: 400 to 520',
  },
  freundlich: {
    name: 'Freundlich K: COD held at 1 g/m3',
    unit: 'g/kg',
    value: 5,
    min: 0.5,
    max: 50,
    source: 'assumed; 30 to 60 g COD/kg at 20 g/m3 of COD in treated sewage, Metcalf and Eddy 2014',
  },
  exponent: {
    name: 'Freundlich 1/n',
    unit: '-',
    value: 0.7,
    min: 0.2,
    max: 1.2,
    source: 'assumed; mixed organics of treated sewage lie at 0.5 to 1',
  },
  uptakePerS: {
    name: 'rate at which carbon nears its balance',
    unit: '1/s',
    value: 3e-6,
    min: 1e-7,
    max: 1e-3,
    source: 'assumed; surface diffusion 1e-13 m2/s in grains of 0.5 mm: 15 D/r^2 (Glueckauf 1955)',
  },
  unadsorbable: {
    name: 'share of the soluble COD carbon does not hold',
    unit: '-',
    value: 0.2,
    min: 0,
    max: 0.8,
    source: 'assumed; columns on treated sewage leave 10 to 30 % from the first day',
  },
  filtered: {
    name: 'share of the suspended solids the bed keeps',
    unit: '-',
    value: 0.7,
    min: 0,
    max: 1,
    source: 'assumed; coarse bed filters, 50 to 90 %',
  },
  drainTime: {
    name: 'time constant of draining when out of use',
    unit: 's',
    value: 900,
    min: 60,
    max: 86_400,
    source: 'assumed; drained by hand (seed 4.1.3 no. 9)',
  },
} as const satisfies ParameterTable;
export type CarbonValues = ValuesOf<typeof CARBON_PARAMETERS>;

const LAYERS = 5;
const ADSORBED = [C.SI, C.SS] as const;

/** What a bed holds; plain data. */
export interface CarbonBed {
  inUse: boolean;
  /** COD on the carbon of each layer from the inlet on, g, inert and biodegradable. */
  layers: { inert: number; biodegradable: number }[];
  /** Solids kept in the bed, g by component; a backwash would take them out. */
  held: Load;
}

export const newCarbonBed = (inUse: boolean): CarbonBed => ({
  inUse,
  layers: Array.from({ length: LAYERS }, () => ({ inert: 0, biodegradable: 0 })),
  held: new Array<number>(COMPONENT_COUNT).fill(0),
});

/** COD (g/kg) carbon holds in balance with a water, q = K c^(1/n). */
export const freundlichGPerKg = (codGPerM3: number, p: CarbonValues): number =>
  codGPerM3 > 0 ? p.freundlich * codGPerM3 ** p.exponent : 0;

/**
 * Concentration behind a layer: what the water brings equals what it takes away and what the
 * carbon takes up, Q (c_in - c) = k m (q*(c) - q). The left side falls and the right side rises
 * with c, so the bracket halves onto the one solution.
 */
function behindLayer(
  inGPerM3: number,
  heldGPerKg: number,
  flowM3PerS: number,
  carbonKg: number,
  p: CarbonValues,
): number {
  const drive = p.uptakePerS * carbonKg;
  const residual = (c: number): number =>
    flowM3PerS * (inGPerM3 - c) - drive * (freundlichGPerKg(c, p) - heldGPerKg);
  let low = 0;
  let high = inGPerM3;
  // Laden carbon gives back to cleaner water: then the water leaves stronger than it came.
  if (residual(high) > 0) high = inGPerM3 + (drive * heldGPerKg) / flowM3PerS;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (residual(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Passes `load` (the water of `volumeM3` that leaves the filter in `dtS`) through the bed in
 * place: COD goes onto the carbon layer by layer until it is laden and breaks through, solids
 * stay in the bed. What the water loses the bed holds.
 */
export function passCarbon(
  load: Load,
  volumeM3: number,
  dtS: number,
  bed: CarbonBed,
  filterM3: number,
  p: CarbonValues,
): void {
  if (volumeM3 <= 0 || dtS <= 0) return;
  for (let i = 0; i < COMPONENT_COUNT; i++) {
    if (PARTICULATE[i] !== true) continue;
    const kept = (load[i] ?? 0) * p.filtered;
    load[i] = (load[i] ?? 0) - kept;
    bed.held[i] = (bed.held[i] ?? 0) + kept;
  }
  const [inert, degradable] = ADSORBED;
  const carbonKg = (p.bedKgPerM3 * filterM3) / bed.layers.length;
  const flow = volumeM3 / dtS;
  for (const layer of bed.layers) {
    const cod = (1 - p.unadsorbable) * ((load[inert] ?? 0) + (load[degradable] ?? 0));
    const held = layer.inert + layer.biodegradable;
    const before = cod / volumeM3;
    const after = behindLayer(before, held / carbonKg, flow, carbonKg, p);
    const taken = (before - after) * volumeM3;
    if (taken === 0) continue;
    // Taken in the shares of the water, given back in the shares of the layer.
    const whole = taken > 0 ? (load[inert] ?? 0) + (load[degradable] ?? 0) : held;
    const inertShare = (taken > 0 ? (load[inert] ?? 0) : layer.inert) / whole;
    const bound = taken > 0 ? taken : -Math.min(-taken, held);
    layer.inert += bound * inertShare;
    layer.biodegradable += bound * (1 - inertShare);
    load[inert] = (load[inert] ?? 0) - bound * inertShare;
    load[degradable] = (load[degradable] ?? 0) - bound * (1 - inertShare);
  }
}
