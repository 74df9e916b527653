import { bulkFlow, settlingFluxes, settlingNumbers } from './flux.ts';
import { LAYERS, SOLIDS_PER_COD } from './parameters.ts';
import type { SettlerValues } from './parameters.ts';

/** States of ASM1 by their place in the water: dissolved, particulate. */
const SOLUBLE = [0, 1, 7, 8, 9, 10, 12] as const;
const PARTICULATE = [2, 3, 4, 5, 6, 11] as const;

/** Suspended solids of a water with the states of ASM1 at `o`, g/m3. */
export const solidsOf = (y: Float64Array, o: number): number =>
  SOLIDS_PER_COD *
  ((y[o + 2] as number) +
    (y[o + 3] as number) +
    (y[o + 4] as number) +
    (y[o + 5] as number) +
    (y[o + 6] as number));

/** A settler with its states in a row of a larger vector. It does not react. */
export interface Settler {
  readonly size: number;
  readonly layerM3: number;
  /**
   * Underflow and effluent for the states at `offset` and the feed (states of ASM1 at `feedAt` in
   * `feed`), written to the two outputs (13 values each).
   */
  outlets(
    y: Float64Array,
    offset: number,
    feed: Float64Array,
    feedAt: number,
    underflow: Float64Array,
    effluent: Float64Array,
  ): void;
  /** Changes of the states per day. @param flows effluent and underflow, m3/d */
  changes(
    y: Float64Array,
    offset: number,
    dy: Float64Array,
    feed: Float64Array,
    feedAt: number,
    flows: Float64Array,
  ): void;
  /** States for a settler full of one water, to start from. */
  start(water: ArrayLike<number>): Float64Array;
  /** Solids of the layers from the top, g/m3. */
  solids(y: Float64Array, offset: number): number[];
  /**
   * Amount of each state of ASM1 it holds, g. Where only a sum of solids is known, particulates are
   * shared out as in the feed.
   */
  holds(y: Float64Array, offset: number, feed: Float64Array, feedAt: number): Float64Array;
}

/**
 * The settler of BSM1 as published: solids in one sum per layer, solubles per layer. Its outlets
 * get the mixture of particulates that enters at that moment, so that nitrogen in particulates,
 * whose share of the solids moves, is not conserved while the feed changes; COD is, as every
 * particulate COD weighs the same.
 */
export function standardSettler(values: SettlerValues): Settler {
  const flux = new Float64Array(LAYERS - 1);
  const layerM = values.heightM / LAYERS;
  const perLayer = 1 / (values.areaM2 * layerM);
  const k = settlingNumbers(values);
  const bulk = new Float64Array(2);
  const feedSolids = new Float64Array(1);
  return {
    size: LAYERS * (1 + SOLUBLE.length),
    layerM3: values.areaM2 * layerM,
    outlets(y, offset, feed, feedAt, underflow, effluent) {
      const solids = solidsOf(feed, feedAt);
      const thick = solids > 0 ? (y[offset + LAYERS - 1] as number) / solids : 0;
      const thin = solids > 0 ? (y[offset] as number) / solids : 0;
      for (let s = 0; s < SOLUBLE.length; s++) {
        const state = SOLUBLE[s] as number;
        const row = offset + LAYERS * (s + 1);
        effluent[state] = y[row] as number;
        underflow[state] = y[row + LAYERS - 1] as number;
      }
      for (let p = 0; p < PARTICULATE.length; p++) {
        const state = PARTICULATE[p] as number;
        const inflow = feed[feedAt + state] as number;
        effluent[state] = inflow * thin;
        underflow[state] = inflow * thick;
      }
    },
    changes(y, offset, dy, feed, feedAt, flows) {
      bulk[0] = (flows[0] as number) * perLayer;
      bulk[1] = (flows[1] as number) * perLayer;
      feedSolids[0] = solidsOf(feed, feedAt);
      bulkFlow(y, offset, dy, feedSolids, 0, bulk);
      k[5] = values.fns * (feedSolids[0] as number);
      settlingFluxes(k, y, offset, flux);
      for (let i = 0; i < LAYERS - 1; i++) {
        const settled = (flux[i] as number) / layerM;
        dy[offset + i] = (dy[offset + i] as number) - settled;
        dy[offset + i + 1] = (dy[offset + i + 1] as number) + settled;
      }
      for (let s = 0; s < SOLUBLE.length; s++)
        bulkFlow(y, offset + LAYERS * (s + 1), dy, feed, feedAt + (SOLUBLE[s] as number), bulk);
    },
    start(water) {
      const states = new Float64Array(this.size);
      states.fill(solidsOf(Float64Array.from(water), 0), 0, LAYERS);
      SOLUBLE.forEach((state, s) => {
        states.fill(water[state] ?? 0, LAYERS * (s + 1), LAYERS * (s + 2));
      });
      return states;
    },
    solids: (y, offset) => Array.from(y.subarray(offset, offset + LAYERS)),
    holds(y, offset, feed, feedAt) {
      const held = new Float64Array(13);
      const sum = (row: number): number =>
        y.subarray(row, row + LAYERS).reduce((total, value) => total + value, 0);
      const solids = solidsOf(feed, feedAt);
      const share = solids > 0 ? sum(offset) / solids : 0;
      for (const state of PARTICULATE)
        held[state] = share * (feed[feedAt + state] as number) * this.layerM3;
      SOLUBLE.forEach((state, s) => {
        held[state] = sum(offset + LAYERS * (s + 1)) * this.layerM3;
      });
      return held;
    },
  };
}

/**
 * The same settler with every state of ASM1 carried in every layer: what settles has the mixture of
 * the layer it leaves. Same solids, same steady state; in change it conserves each component.
 */
export function carriedSettler(values: SettlerValues): Settler {
  const STATES = 13;
  const flux = new Float64Array(LAYERS - 1);
  const solids = new Float64Array(LAYERS);
  const layerM = values.heightM / LAYERS;
  const perLayer = 1 / (values.areaM2 * layerM);
  const k = settlingNumbers(values);
  const bulk = new Float64Array(2);
  const fillSolids = (y: Float64Array, offset: number): void => {
    for (let i = 0; i < LAYERS; i++) {
      let sum = 0;
      for (let state = 2; state <= 6; state++) sum += y[offset + LAYERS * state + i] as number;
      solids[i] = SOLIDS_PER_COD * sum;
    }
  };
  return {
    size: LAYERS * STATES,
    layerM3: values.areaM2 * layerM,
    outlets(y, offset, _feed, _feedAt, underflow, effluent) {
      for (let state = 0; state < STATES; state++) {
        effluent[state] = y[offset + LAYERS * state] as number;
        underflow[state] = y[offset + LAYERS * state + LAYERS - 1] as number;
      }
    },
    changes(y, offset, dy, feed, feedAt, flows) {
      bulk[0] = (flows[0] as number) * perLayer;
      bulk[1] = (flows[1] as number) * perLayer;
      for (let state = 0; state < STATES; state++)
        bulkFlow(y, offset + LAYERS * state, dy, feed, feedAt + state, bulk);
      fillSolids(y, offset);
      k[5] = values.fns * solidsOf(feed, feedAt);
      settlingFluxes(k, solids, 0, flux);
      for (let i = 0; i < LAYERS - 1; i++) {
        const own = solids[i] as number;
        if (!(own > 0)) continue;
        const share = (flux[i] as number) / (layerM * own);
        for (let p = 0; p < PARTICULATE.length; p++) {
          const at = offset + LAYERS * (PARTICULATE[p] as number) + i;
          const moved = share * (y[at] as number);
          dy[at] = (dy[at] as number) - moved;
          dy[at + 1] = (dy[at + 1] as number) + moved;
        }
      }
    },
    start(water) {
      const states = new Float64Array(this.size);
      for (let state = 0; state < STATES; state++)
        states.fill(water[state] ?? 0, LAYERS * state, LAYERS * (state + 1));
      return states;
    },
    solids(y, offset) {
      fillSolids(y, offset);
      return Array.from(solids);
    },
    holds(y, offset) {
      return Float64Array.from({ length: STATES }, (_, state) => {
        let sum = 0;
        for (let i = 0; i < LAYERS; i++) sum += y[offset + LAYERS * state + i] as number;
        return sum * this.layerM3;
      });
    },
  };
}
