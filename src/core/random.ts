/**
 * Seeded random numbers with a state that is plain data, so that a run can be saved and
 * resumed and gives the same numbers again. Generator: xoshiro128** 1.1 (Blackman and
 * Vigna 2018), its state filled from the seed by splitmix32.
 */
export type RandomState = [number, number, number, number];

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** State for a seed; `stream` gives independent sequences for the same seed. */
export function seedRandom(seed: number, stream = 0): RandomState {
  let x = (seed ^ Math.imul(stream + 1, 0x9e3779b9)) | 0;
  const next = (): number => {
    x = (x + 0x9e3779b9) | 0;
    let z = x;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return [next(), next(), next(), next() | 1];
}

/** Next number in [0, 1) with 32 bits; moves `state` on. */
export function nextUniform(state: RandomState): number {
  const s1 = state[1];
  const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
  const t = s1 << 9;
  state[2] ^= state[0];
  state[3] ^= s1;
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= t;
  state[3] = rotateLeft(state[3], 11);
  for (let i = 0; i < 4; i++) state[i] = (state[i] ?? 0) >>> 0;
  return result / 4_294_967_296;
}

/** Next number of the standard normal distribution (Box and Muller 1958); moves `state` on. */
export function nextGaussian(state: RandomState): number {
  const radius = Math.sqrt(-2 * Math.log(1 - nextUniform(state)));
  return radius * Math.cos(2 * Math.PI * nextUniform(state));
}
