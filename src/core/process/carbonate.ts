/**
 * pH from the charge balance of the carbonate system:
 * Alk = [HCO3-] + 2 [CO3--] + [OH-] - [H+], all in mol/m3.
 * Constants at 25 C: pK1 6.35, pK2 10.33, pKw 14 (Stumm and Morgan 1996).
 */
const K1 = 10 ** -6.35;
const K2 = 10 ** -10.33;
const KW = 1e-14;

/** Charge that carbonate and water balance at a pH, mol/m3. */
export function alkalinityAt(pH: number, inorganicCarbonMolPerM3: number): number {
  const h = 10 ** -pH;
  const denominator = h * h + K1 * h + K1 * K2;
  const bicarbonate = (K1 * h) / denominator;
  const carbonate = (K1 * K2) / denominator;
  return inorganicCarbonMolPerM3 * (bicarbonate + 2 * carbonate) + (KW / h - h) * 1000;
}

/** pH of water with this alkalinity and inorganic carbon (mol/m3); between 1 and 14. */
export function pHOf(alkalinityMolPerM3: number, inorganicCarbonMolPerM3: number): number {
  let low = 1;
  let high = 14;
  // The right-hand side rises strictly with pH; 24 halvings give 1e-6 pH.
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2;
    if (alkalinityAt(middle, inorganicCarbonMolPerM3) < alkalinityMolPerM3) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Inorganic carbon (mol/m3) that gives this pH at this alkalinity; the inverse of `pHOf` below pH 8.3. */
export function inorganicCarbonFor(pH: number, alkalinityMolPerM3: number): number {
  const h = 10 ** -pH;
  const denominator = h * h + K1 * h + K1 * K2;
  const charge = (K1 * h + 2 * K1 * K2) / denominator;
  return Math.max(0, (alkalinityMolPerM3 - (KW / h - h) * 1000) / charge);
}
