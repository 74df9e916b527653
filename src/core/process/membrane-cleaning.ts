import type { FoulingState } from './membrane.ts';
import { MEMBRANE_PARAMETERS } from './membrane-parameters.ts';
import type { MembraneValues } from './membrane-parameters.ts';
import { defaultsOf } from './parameters.ts';

/** A cleaning as the membranes feel it. */
export interface CleaningContact {
  /** Chlorine in the solution that should arrive, mg/L. */
  readonly concentrationMgPerL: number;
  /** Chemical that arrived over the chemical of the plan, 0 and up. */
  readonly arrivedShare: number;
  /** Time the solution stands at the membranes, s. */
  readonly contactS: number;
  readonly temperatureC: number;
}

/** A phase of a cleaning plan as far as contact is concerned. */
export interface CleaningPhase {
  readonly durationS: number;
  /** Whether solution flows to the membranes in this phase. */
  readonly injects: boolean;
}

const PERCENT_MG_PER_L = 10_000;
const DEFAULTS: MembraneValues = defaultsOf(MEMBRANE_PARAMETERS);

/** Mass per cent of a dilute solution as mg/L: 0.03 % are 300 mg/L (seed B.5). */
export const percentAsMgPerL = (percent: number): number => percent * PERCENT_MG_PER_L;

/**
 * Contact time of a plan, s: phases after the injection count in full, the injection itself by
 * half, because the membranes fill while it goes on.
 */
export function contactS(phases: readonly CleaningPhase[]): number {
  let seen = false;
  let sum = 0;
  for (const phase of phases) {
    if (phase.injects) seen = true;
    if (seen) sum += phase.injects ? 0.5 * phase.durationS : phase.durationS;
  }
  return sum;
}

/** Share of each part that a contact takes off: most (1 - exp(-k theta^(T-20) C t)). */
export function cleaningEffect(
  contact: CleaningContact,
  p: MembraneValues = DEFAULTS,
): { readonly organic: number; readonly deep: number; readonly ppmH: number } {
  const arrived = Math.max(0, contact.arrivedShare);
  const ppmH = (contact.concentrationMgPerL * arrived * Math.max(0, contact.contactS)) / 3600;
  const felt = ppmH * p.cleaningTheta ** (contact.temperatureC - 20);
  return {
    organic: p.organicMost * (1 - Math.exp(-p.organicPerPpmH * felt)),
    deep: p.deepMost * (1 - Math.exp(-p.deepPerPpmH * felt)),
    ppmH,
  };
}

/** Applies a finished cleaning: takes fouling off and adds its chlorine to the age of the membrane. */
export function cleanMembrane(
  s: FoulingState,
  contact: CleaningContact,
  p: MembraneValues = DEFAULTS,
): void {
  const effect = cleaningEffect(contact, p);
  s.cakeKgPerM2 *= 1 - effect.organic;
  s.organic *= 1 - effect.organic;
  s.deep *= 1 - effect.deep;
  s.chlorinePpmH += effect.ppmH;
}
