import { valueAt } from '../plant/issues.ts';
import type { ProcessFault } from '../process/fault.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { plantActionSchema } from './action.ts';
import type { PlantAction } from './action.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';

/** One action with its time after the beginning; `step` is its place in the file. */
export interface TimedAction {
  readonly atS: number;
  readonly action: PlantAction;
  readonly step: number;
}

const DAY_S = 86_400;

/**
 * All actions of a scenario in time order, repeats and ramps unrolled. Same times keep the order
 * of the file.
 * @param secondOfDay what the clock of the site shows at the beginning
 */
export function timelineOf(
  scenario: Scenario,
  secondOfDay: number,
): Result<TimedAction[], ProcessFault[]> {
  const faults: ProcessFault[] = [];
  const all: TimedAction[] = [];
  scenario.steps.forEach((step, index) => {
    const atS = timeOf(step, secondOfDay);
    if (atS > scenario.durationH * 3600)
      faults.push({
        place: scenario.id,
        quantity: `steps[${index}]`,
        value: `${atS} s`,
        allowed: `within ${scenario.durationH * 3600} s`,
        advice: 'let the scenario last longer or the step come earlier',
      });
    const unrolled = unroll(scenario.id, step, index, atS);
    if (unrolled.ok) all.push(...unrolled.value);
    else faults.push(unrolled.error);
  });
  if (faults.length > 0) return err(faults);
  return ok(
    all
      .map((each, i) => ({ each, i }))
      .sort((a, b) => a.each.atS - b.each.atS || a.i - b.i)
      .map(({ each }) => each),
  );
}

function timeOf(step: ScenarioStep, secondOfDay: number): number {
  if (step.atS !== undefined) return step.atS;
  if (step.atH !== undefined) return step.atH * 3600;
  const clock = step.atClock ?? '00:00';
  const target = Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3)) * 60;
  const wait = (((target - secondOfDay) % DAY_S) + DAY_S) % DAY_S;
  return wait + (step.day ?? 0) * DAY_S;
}

function unroll(
  id: string,
  step: ScenarioStep,
  index: number,
  atS: number,
): Result<TimedAction[], ProcessFault> {
  const { action, repeat, ramp } = step;
  if (repeat !== undefined)
    return ok(
      Array.from({ length: repeat.times }, (_, i) => ({
        atS: atS + i * repeat.everyS,
        action,
        step: index,
      })),
    );
  if (ramp === undefined) return ok([{ atS, action, step: index }]);
  const path = ramp.field.split('.');
  const fault = (value: string, allowed: string): ProcessFault => ({
    place: id,
    quantity: `steps[${index}].ramp.${ramp.field}`,
    value,
    allowed,
    advice: 'name a number of the action and give ends that are allowed there',
  });
  const present = valueAt(action, path);
  if (typeof present !== 'number') return err(fault(String(present), 'a number of the action'));
  const out: TimedAction[] = [];
  for (let i = 0; i < ramp.steps; i++) {
    const share = i / (ramp.steps - 1);
    const value = ramp.from + (ramp.to - ramp.from) * share;
    const moved = plantActionSchema.safeParse(withValue(action, path, value));
    if (!moved.success)
      return err(fault(String(value), moved.error.issues[0]?.message ?? 'within its range'));
    out.push({ atS: atS + share * ramp.overS, action: moved.data, step: index });
  }
  return ok(out);
}

/** A copy with one number of it replaced. */
function withValue(data: unknown, path: readonly string[], value: number): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof data !== 'object' || data === null) return data;
  return { ...data, [key]: withValue(Reflect.get(data, key), rest, value) };
}
