/** Viscosity of water, Pa s: 1.002e-3 at 20 degC (Vogel equation; 0 to 100 degC within 2.5 %). */
export const viscosityPaS = (temperatureC: number): number =>
  2.414e-5 * 10 ** (247.8 / (temperatureC + 133.15));

/** Constants of Rosenberger et al. 2002 (Water Research 36:413): nine membrane plants, 2.7 to 47 g/L, near 20 degC. */
const LIQUOR = { a: 2, b: 0.41, c: 0.23, d: 0.37 } as const;

/**
 * Apparent viscosity of mixed liquor, Pa s: mu = exp(2 X^0.41) gamma^(-0.23 X^0.37) / 1000 at
 * 20 degC, with the temperature of water. Never below that of water.
 * @param mlssGPerL X, g/L
 * @param shearPerS gamma, 1/s
 */
export function liquorViscosityPaS(
  mlssGPerL: number,
  shearPerS: number,
  temperatureC: number,
): number {
  const water = viscosityPaS(temperatureC);
  const x = Math.max(0, mlssGPerL);
  const at20 = Math.exp(LIQUOR.a * x ** LIQUOR.b) * shearPerS ** (-LIQUOR.c * x ** LIQUOR.d) * 1e-3;
  return Math.max(water, (at20 * water) / viscosityPaS(20));
}
