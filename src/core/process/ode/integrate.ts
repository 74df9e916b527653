import type { ProcessFault } from '../fault.ts';
import { err, ok } from '../../result.ts';
import type { Result } from '../../result.ts';
import type { Stepper } from './types.ts';

/** Something that happens when a function of time and state passes zero: a level reaches a mark, a pump switches. */
export interface OdeEvent {
  readonly value: (t: number, y: Float64Array) => number;
  /** 1 only from below to above, -1 only from above to below, 0 both. */
  readonly direction: -1 | 0 | 1;
  /**
   * Called at the event with the state there. It may change the state and the inputs the
   * right-hand side reads; integration starts anew behind it. `stop` ends the run.
   */
  readonly happen: (t: number, y: Float64Array) => 'go on' | 'stop';
}

export interface IntegrateOptions {
  readonly events?: readonly OdeEvent[];
  /** Times between start and end at which the solution is wanted, rising. */
  readonly sampleAt?: readonly number[];
  readonly onSample?: (t: number, y: Float64Array) => void;
  readonly maxSteps?: number;
}

/** Points of a step where signs are looked at, so that a short excursion is not stepped over. */
const LOOKS = 4;
/** An event is placed to this share of its step. */
const PLACING = 1e-13;

/**
 * Runs a stepper from where it stands to `tEnd`. Events are located on the dense output, so that
 * the accuracy of the solution is not touched by them: the step before ends at the event, the next
 * begins there.
 * @returns the time reached (`tEnd`, or the event that stopped the run), or the fault
 */
export function integrate(
  stepper: Stepper,
  tEnd: number,
  options: IntegrateOptions = {},
): Result<number, ProcessFault> {
  const { events = [], sampleAt = [], onSample, maxSteps = 10_000_000 } = options;
  const size = stepper.problem.size;
  const probe = new Float64Array(size);
  const values = events.map((event) => event.value(stepper.t(), stepper.y));
  let sample = sampleAt.findIndex((when) => when >= stepper.t());
  if (sample < 0) sample = sampleAt.length;

  for (let steps = 0; stepper.t() < tEnd; steps++) {
    if (steps >= maxSteps)
      return err({
        place: 'integrator',
        quantity: `steps up to time ${String(stepper.t())}`,
        value: String(steps),
        allowed: String(maxSteps),
        advice: 'loosen the tolerance or use the stiff method',
      });
    const fault = stepper.step(tEnd);
    if (fault !== null) return err(fault);
    const found = firstEvent(stepper, events, values, probe);
    const until = found === null ? stepper.t() : found.t;
    for (; sample < sampleAt.length && (sampleAt[sample] as number) <= until; sample++) {
      stepper.at(sampleAt[sample] as number, probe);
      onSample?.(sampleAt[sample] as number, probe);
    }
    if (found === null) {
      events.forEach((event, i) => (values[i] = event.value(stepper.t(), stepper.y)));
      continue;
    }
    stepper.at(found.t, probe);
    const state = probe.slice();
    const next = found.event.happen(found.t, state);
    stepper.begin(found.t, state);
    if (next === 'stop') return ok(found.t);
    // The event that has just happened stands at zero: what comes next is its new side.
    events.forEach((event, i) => {
      values[i] = event === found.event ? 0 : event.value(found.t, state);
    });
  }
  return ok(stepper.t());
}

interface Found {
  readonly t: number;
  readonly event: OdeEvent;
}

function firstEvent(
  stepper: Stepper,
  events: readonly OdeEvent[],
  before: readonly number[],
  probe: Float64Array,
): Found | null {
  if (events.length === 0) return null;
  const from = stepper.from();
  const length = stepper.t() - from;
  let found: Found | null = null;
  events.forEach((event, i) => {
    const valueAt = (t: number): number => {
      stepper.at(t, probe);
      return event.value(t, probe);
    };
    let left = from;
    let leftValue = before[i] ?? 0;
    for (let look = 1; look <= LOOKS; look++) {
      const right = look === LOOKS ? stepper.t() : from + (length * look) / LOOKS;
      const rightValue = look === LOOKS ? event.value(right, stepper.y) : valueAt(right);
      if (crosses(leftValue, rightValue, event.direction)) {
        const t = locate(valueAt, left, right, leftValue, rightValue, length);
        if (found === null || t < found.t) found = { t, event };
        return;
      }
      left = right;
      leftValue = rightValue;
    }
  });
  return found;
}

const crosses = (a: number, b: number, direction: -1 | 0 | 1): boolean =>
  (a < 0 && b >= 0 && direction !== -1) || (a > 0 && b <= 0 && direction !== 1);

/** Zero between two points of different sign: false position with the Illinois rule, halving when it is slow. */
function locate(
  valueAt: (t: number) => number,
  left: number,
  right: number,
  leftValue: number,
  rightValue: number,
  length: number,
): number {
  let [a, b, fa, fb] = [left, right, leftValue, rightValue];
  for (let i = 0; i < 100 && b - a > PLACING * length; i++) {
    if (fb === 0) return b;
    const c = i % 4 === 3 ? (a + b) / 2 : b - (fb * (b - a)) / (fb - fa);
    const inside = c > a && c < b ? c : (a + b) / 2;
    const fc = valueAt(inside);
    if (fc === 0) return inside;
    if (fc < 0 === fb < 0) {
      [b, fb] = [inside, fc];
      fa /= 2;
    } else {
      [a, fa] = [inside, fc];
      fb /= 2;
    }
  }
  return b;
}
