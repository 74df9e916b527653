import type { Effective, Estimate, Substitute } from '../virtual/estimate.ts';
import type { SourceChange, SourceState, Sources } from './types.ts';

/** Minutes in a row before the own reading, or a better substitute, replaces one that still stands. */
export const TAKE_BACK_MIN = 10;
/** The same for an own reading that was only gone (link, engine off): it was never doubted. */
export const BACK_AFTER_GAP_MIN = 2;

export const firstSource = (tsMs: number): SourceState => ({
  standing: 'own',
  sinceMs: tsMs,
  forAnother: 0,
  another: 'own',
  sawBad: false,
  lost: false,
});

/**
 * What the rest of the product works with: the own reading while it is trusted, else the
 * duplicate, the virtual sensor, the pattern, in this order (seed 5.x, R-12). A reading that is bad
 * or gone is replaced at once; one that is only suspect is used with caution, as the tests grade it.
 * The own reading comes back after 10 minutes in a row without being bad, so that it does not flap;
 * after 2 when it was only gone, never bad.
 * Uncertainty is handed through.
 */
export function effectiveValue(
  tag: string,
  tsMs: number,
  state: SourceState,
  sources: Sources,
): {
  readonly state: SourceState;
  readonly effective: Effective;
  readonly change: SourceChange | null;
} {
  const wanted = wantedOf(sources);
  const usable = (source: SourceState['standing']): boolean =>
    source === 'own'
      ? sources.own !== null && sources.trust !== 'bad'
      : source !== 'none' && sources[source] !== null;
  const sawBad = state.sawBad || (sources.own !== null && sources.trust === 'bad');
  const counted = wanted === state.another ? state.forAnother + 1 : 1;
  const stays = wanted === state.standing;
  const wait = wanted === 'own' && !sawBad ? BACK_AFTER_GAP_MIN : TAKE_BACK_MIN;
  const needed = usable(state.standing) ? wait : 1;
  const moved = !stays && counted >= needed;
  const standing = moved ? wanted : state.standing;
  const next: SourceState = {
    standing,
    sinceMs: moved ? tsMs : state.sinceMs,
    forAnother: stays || moved ? 0 : counted,
    another: stays || moved ? standing : wanted,
    sawBad: sawBad && standing !== 'own',
    lost: standing !== 'own',
  };
  const effective = effectiveOf(standing, sources);
  const change: SourceChange | null = moved
    ? { tag, tsMs, from: state.standing, to: standing, value: effective.value, sd: effective.sd }
    : null;
  return { state: next, effective, change };
}

const ORDER: readonly Substitute[] = ['duplicate', 'virtual', 'pattern'];

function wantedOf(sources: Sources): SourceState['standing'] {
  if (sources.own !== null && sources.trust !== 'bad') return 'own';
  return ORDER.find((each) => sources[each] !== null) ?? 'none';
}

function effectiveOf(standing: SourceState['standing'], sources: Sources): Effective {
  if (standing === 'own')
    return {
      value: sources.own,
      substitute: null,
      correction: sources.correction,
      sd: sources.ownSd,
    };
  const source: Estimate | null = standing === 'none' ? null : sources[standing];
  return {
    value: source?.value ?? null,
    substitute: standing === 'none' ? null : standing,
    correction: 0,
    sd: source?.sd ?? null,
  };
}

/**
 * Critical sensors that have no own trusted reading now: graded bad or without a reading, whether
 * or not something stands in. As many as the profile names (two) are for the control layer to act
 * on (seed 8.3.1 layer 3).
 * @param lost tags without an own trusted reading in the present minute or scan
 */
export function criticalLost(
  sensors: readonly { readonly tag: string; readonly critical: boolean }[],
  lost: ReadonlySet<string>,
): readonly string[] {
  return sensors.filter((each) => each.critical && lost.has(each.tag)).map((each) => each.tag);
}
