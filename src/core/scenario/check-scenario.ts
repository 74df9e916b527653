import type { Condition } from '../plant/condition.ts';
import type { PlantProfile } from '../plant/profile.ts';
import type { ProcessFault } from '../process/fault.ts';
import type { PlantAction } from './action.ts';
import type { Scenario } from './scenario.ts';
import type { ScenarioCondition } from './scenario-condition.ts';

/** Whether a name is one of those a plant has, and which it has. */
type Names = ReadonlySet<string>;

interface Known {
  readonly units: Names;
  readonly machines: Names;
  readonly dosing: Names;
  readonly suctions: Names;
  readonly tanks: Names;
  readonly sensors: Names;
  readonly tags: Names;
  readonly interlocks: Names;
}

type Report = (path: string, value: string, allowed: string, advice?: string) => void;

/** Every name and number of a scenario that the plant of the profile does not have or does not allow. */
export function checkScenario(scenario: Scenario, profile: PlantProfile): ProcessFault[] {
  const faults: ProcessFault[] = [];
  const report: Report = (path, value, allowed, advice = 'correct the name in the file') =>
    faults.push({ place: scenario.id, quantity: path, value, allowed, advice });
  if (scenario.plant !== profile.site.id)
    report('plant', scenario.plant, profile.site.id, 'play it with the profile it was written for');
  const known = namesOf(profile);
  scenario.steps.forEach((step, i) =>
    checkAction(step.action, profile, known, (path, ...rest) =>
      report(`steps[${i}].action.${path}`, ...rest),
    ),
  );
  scenario.expect.forEach((each, i) =>
    checkCondition(each.when, known, (path, ...rest) => report(`expect[${i}].${path}`, ...rest)),
  );
  return faults;
}

function namesOf(profile: PlantProfile): Known {
  const machines = profile.machines;
  return {
    units: new Set(machines.flatMap((machine) => machine.units.map((unit) => unit.id))),
    machines: new Set(machines.map((machine) => machine.id)),
    dosing: new Set(machines.filter((each) => each.kind === 'dosingPump').map((each) => each.id)),
    suctions: new Set(
      machines.filter((each) => each.control.type === 'suction').map((each) => each.id),
    ),
    tanks: new Set(profile.tanks.map((tank) => tank.id)),
    sensors: new Set(profile.sensors.map((sensor) => sensor.id)),
    tags: new Set(profile.tags.map((tag) => tag.id)),
    interlocks: new Set(profile.interlocks.map((interlock) => interlock.id)),
  };
}

function need(report: Report, path: string, name: string, names: Names): void {
  if (!names.has(name)) report(path, name, [...names].slice(0, 60).join(', '));
}

/** Reports what of one action the plant does not have or does not allow. */
function checkAction(
  action: PlantAction,
  profile: PlantProfile,
  known: Known,
  report: Report,
): void {
  switch (action.cmd) {
    case 'panel':
    case 'overcurrent':
    case 'resetFault':
      return need(report, 'unit', action.unit, known.units);
    case 'setting': {
      const limits = profile.plc.setpoints.find((each) => each.tag === action.tag);
      if (limits === undefined)
        return report('tag', action.tag, profile.plc.setpoints.map((each) => each.tag).join(', '));
      if (action.value < limits.min || action.value > limits.max)
        report(
          'value',
          String(action.value),
          `${limits.min} to ${limits.max}`,
          'give a value inside',
        );
      return;
    }
    case 'sensor':
    case 'addFault':
      return need(report, 'id', action.id, known.sensors);
    case 'clearFaults':
      if (action.id !== null) need(report, 'id', action.id, known.sensors);
      return;
    case 'stock':
      return need(report, 'machine', action.machine, known.dosing);
    case 'breach':
      return need(report, 'machine', action.machine, known.suctions);
    case 'level': {
      const tank = profile.tanks.find((each) => each.id === action.tank);
      if (tank === undefined) return need(report, 'tank', action.tank, known.tanks);
      if (action.m > tank.depthM)
        report('m', String(action.m), `0 to ${tank.depthM}`, 'give a level inside the tank');
      return;
    }
    case 'aiSwitch':
    case 'influent':
    case 'clearInfluent':
    case 'powerCut':
    case 'linkCut':
    case 'clearAll':
      return;
  }
}

function checkCondition(c: ScenarioCondition, known: Known, report: Report): void {
  if ('every' in c) return c.every.forEach((each) => checkCondition(each, known, report));
  if ('some' in c) return c.some.forEach((each) => checkCondition(each, known, report));
  if ('interlock' in c) return need(report, 'interlock', c.interlock, known.interlocks);
  if ('truth' in c) return need(report, 'truth', c.truth, known.sensors);
  if ('counter' in c) return;
  if ('change' in c) return need(report, 'tag', c.tag, known.tags);
  checkPlain(c, known, report);
}

function checkPlain(c: Condition, known: Known, report: Report): void {
  if ('all' in c) return c.all.forEach((each) => checkPlain(each, known, report));
  if ('any' in c) return c.any.forEach((each) => checkPlain(each, known, report));
  if ('not' in c) return checkPlain(c.not, known, report);
  if ('tank' in c) return need(report, 'tank', c.tank, known.tanks);
  if ('machine' in c) return need(report, 'machine', c.machine, known.machines);
  need(report, 'tag', c.tag, known.tags);
  if ('setting' in c) need(report, 'setting', c.setting, known.tags);
}
