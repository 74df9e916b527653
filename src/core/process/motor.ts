/**
 * Electrical power of a motor (with its inverter) at a shaft power: losses at full load are
 * P (1/eta - 1); a part of them stays, the rest goes with the square of the load (IEC 60034-2-1).
 */
export function driveInputKw(
  shaftKw: number,
  ratedShaftKw: number,
  ratedEfficiency: number,
  fixedLossShare: number,
): number {
  if (ratedShaftKw <= 0) return shaftKw;
  const ratedLossKw = ratedShaftKw * (1 / ratedEfficiency - 1);
  const load = shaftKw / ratedShaftKw;
  return shaftKw + ratedLossKw * (fixedLossShare + (1 - fixedLossShare) * load * load);
}
