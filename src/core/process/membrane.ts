/**
 * Submerged membranes by resistances in series (Darcy):
 * TMP = mu J (Rm + Rc + Ri), Rm clean membrane, Rc cake that rest and air take off again,
 * Ri what only cleaning takes off. All resistances in 1/m, J in m/s, mu in Pa s.
 */
export interface FoulingState {
  cake: number;
  /** Fouling a maintenance (weekly) cleaning takes off. */
  organic: number;
  /** Fouling only a strong in-line cleaning takes off. */
  deep: number;
  /** Filtered volume since new, m3 per m2. */
  filteredM: number;
}

const MEMBRANE_PARAMETERS = {
  /** PVDF flat sheet, new: 0.2 to 3e12 1/m (Judd 2011). */
  clean: 1.3e12,
  /** Cake per metre of filtrate and g/L solids: specific resistance 1e12 m/kg (1e12-1e14) of what scouring leaves. */
  cakePerMPerGPerL: 7.5e12,
  /** Time constant of scouring while filtering and while resting, s. */
  scourS: 420,
  restS: 45,
  /** Rise per metre of filtrate. */
  organicPerM: 5e11,
  deepPerM: 6e10,
  /** What each cleaning takes off. */
  weeklyTakesOff: 0.85,
  inlineTakesOffOrganic: 0.98,
  inlineTakesOffDeep: 0.8,
} as const;

export const newMembrane = (): FoulingState => ({
  cake: 0,
  organic: 2e11,
  deep: 1e11,
  filteredM: 0,
});

/** Viscosity of water, Pa s: 1.002e-3 at 20 degC (Vogel equation). */
export const viscosityPaS = (temperatureC: number): number =>
  2.414e-5 * 10 ** (247.8 / (temperatureC + 133.15));

/** Transmembrane pressure at a flux, kPa. */
export const tmpKPa = (s: FoulingState, fluxMPerS: number, temperatureC: number): number =>
  (viscosityPaS(temperatureC) *
    fluxMPerS *
    (MEMBRANE_PARAMETERS.clean + s.cake + s.organic + s.deep)) /
  1000;

/**
 * Moves fouling on by `dtS`: attachment with the flux and the solids, scouring by air.
 * @param airShare air at the membrane over the design air, 0 and up
 */
export function foul(
  s: FoulingState,
  fluxMPerS: number,
  mlssGPerL: number,
  airShare: number,
  dtS: number,
): void {
  const p = MEMBRANE_PARAMETERS;
  const filtered = fluxMPerS * dtS;
  const timeConstant = fluxMPerS > 0 ? p.scourS : p.restS;
  const scour = 0.15 + 0.85 * Math.min(1.2, airShare);
  const cake =
    (s.cake + p.cakePerMPerGPerL * mlssGPerL * filtered) * Math.exp((-scour * dtS) / timeConstant);
  s.cake = cake < 1 ? 0 : cake;
  s.organic += p.organicPerM * filtered;
  s.deep += p.deepPerM * filtered;
  s.filteredM += filtered;
}

/** What a finished cleaning leaves. */
export function cleanMembrane(s: FoulingState, kind: 'weekly' | 'inline'): void {
  const p = MEMBRANE_PARAMETERS;
  s.cake = 0;
  if (kind === 'weekly') {
    s.organic *= 1 - p.weeklyTakesOff;
    return;
  }
  s.organic *= 1 - p.inlineTakesOffOrganic;
  s.deep *= 1 - p.inlineTakesOffDeep;
}
