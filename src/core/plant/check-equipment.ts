import { assertNever } from '../result.ts';
import type { DraftIndex, Report } from './check-index.ts';
import { References, reportDuplicates } from './check-index.ts';
import { checkCondition } from './check-condition.ts';
import { LEVEL_MARKS } from './condition.ts';
import type { ProfileDraft } from './draft.ts';
import type { Control, Machine, Sensor, Tank } from './equipment.ts';
import type { Tag } from './tag.ts';

/** Roles every remotely run unit must have: `${unit}.${role}`. */
const UNIT_STATE_ROLES = ['run', 'remote', 'auto', 'fault', 'ready'] as const;
const UNIT_VALUE_ROLES = ['current', 'hours', 'starts'] as const;
const COMMAND_ROLE = 'cmd';

const TANKS = 'tanks.json';
const MACHINES = 'machines.json';
const SENSORS = 'sensors.json';

/** Site, tanks, machines, valves and sensors. */
export function checkEquipment(draft: ProfileDraft, index: DraftIndex, report: Report): void {
  const siteRefs = new References(index, report, 'site.json');
  draft.site?.gravity.forEach((way, i) => {
    if (way.from !== 'influent') siteRefs.tank(way.from, `gravity[${i}].from`);
    if (way.to !== 'outfall') siteRefs.tank(way.to, `gravity[${i}].to`);
  });

  const tanks = draft.tanks ?? [];
  reportDuplicates(
    tanks.map((each) => each.id),
    (i) => `[${i}].id`,
    TANKS,
    'tank id',
    report,
  );
  tanks.forEach((tank, i) => checkTank(tank, `[${i}]`, index, report));

  const machines = draft.machines ?? [];
  reportDuplicates(
    machines.map((each) => each.id),
    (i) => `machines[${i}].id`,
    MACHINES,
    'machine id',
    report,
  );
  reportDuplicates(
    machines.map((each) => String(each.seedNo)),
    (i) => `machines[${i}].seedNo`,
    MACHINES,
    'machine number',
    report,
  );
  const units = machines.flatMap((machine, m) =>
    machine.units.map((unit, u) => ({ id: unit.id, path: `machines[${m}].units[${u}].id` })),
  );
  const valves = (draft.valves ?? []).map((valve, v) => ({
    id: valve.id,
    path: `valves[${v}].id`,
  }));
  const numbers = [...units, ...valves];
  reportDuplicates(
    numbers.map((each) => each.id),
    (i) => numbers[i]?.path ?? '',
    MACHINES,
    'equipment number',
    report,
  );
  machines.forEach((machine, i) => checkMachine(machine, `machines[${i}]`, index, report));

  const sensors = draft.sensors ?? [];
  reportDuplicates(
    sensors.map((each) => each.id),
    (i) => `[${i}].id`,
    SENSORS,
    'sensor id',
    report,
  );
  reportDuplicates(
    sensors.map((each) => each.tag),
    (i) => `[${i}].tag`,
    SENSORS,
    'tag of a sensor',
    report,
  );
  sensors.forEach((sensor, i) => checkSensor(sensor, `[${i}]`, index, report));
}

function checkTank(tank: Tank, path: string, index: DraftIndex, report: Report): void {
  const refs = new References(index, report, TANKS);
  if (refs.tag(tank.levelTag, `${path}.levelTag`) && tank.levelTag !== null) {
    const unit = index.tags?.get(tank.levelTag)?.unit;
    if (unit !== undefined && unit !== 'm')
      report(
        TANKS,
        `${path}.levelTag`,
        tank.levelTag,
        `level tag must be in m, it is in "${unit}" (tags.csv)`,
        'range',
      );
  }
  let below: { mark: string; atM: number } | null = null;
  for (const mark of LEVEL_MARKS) {
    const atM = tank.marksM[mark];
    if (atM === undefined) continue;
    if (below !== null && atM <= below.atM) {
      report(
        TANKS,
        `${path}.marksM.${mark}`,
        atM,
        `marks must rise: ${mark} must lie above ${below.mark} (${below.atM} m)`,
        'order',
      );
    }
    if (atM > tank.depthM)
      report(
        TANKS,
        `${path}.marksM.${mark}`,
        atM,
        `must lie within the depth of the tank, 0 to ${tank.depthM} m`,
        'range',
      );
    below = { mark, atM };
  }
  if (tank.surface === 'weir' && tank.weirM === null)
    report(
      TANKS,
      `${path}.weirM`,
      null,
      'a tank with a weir needs the height of the weir in m',
      'range',
    );
  if (tank.surface === 'free' && tank.weirM !== null)
    report(
      TANKS,
      `${path}.weirM`,
      tank.weirM,
      'a tank with a free surface has no weir; must be null',
      'range',
    );
  if (tank.weirM !== null && tank.weirM > tank.depthM)
    report(
      TANKS,
      `${path}.weirM`,
      tank.weirM,
      `must lie within the depth of the tank, 0 to ${tank.depthM} m`,
      'range',
    );
  if (tank.initialLevelM > tank.depthM)
    report(
      TANKS,
      `${path}.initialLevelM`,
      tank.initialLevelM,
      `must lie within the depth of the tank, 0 to ${tank.depthM} m`,
      'range',
    );
}

const FLOW_UNIT: Partial<Record<Machine['kind'], string>> = {
  pump: 'm3/h',
  dosingPump: 'L/h',
  blower: 'Nm3/h',
  compressor: 'Nm3/h',
};

function checkMachine(machine: Machine, path: string, index: DraftIndex, report: Report): void {
  const refs = new References(index, report, MACHINES);
  refs.tank(machine.from, `${path}.from`);
  refs.tank(machine.to, `${path}.to`);
  checkControl(machine.control, `${path}.control`, refs);
  reportDuplicates(
    machine.permissives.map((each) => each.id),
    (i) => `${path}.permissives[${i}].id`,
    MACHINES,
    'permissive id',
    report,
  );
  machine.permissives.forEach((each, i) =>
    checkCondition(each.when, `${path}.permissives[${i}].when`, refs),
  );

  const { rating } = machine;
  if ((rating.flow === null) !== (rating.flowUnit === null)) {
    report(
      MACHINES,
      `${path}.rating.flowUnit`,
      rating.flowUnit,
      rating.flowUnit === null
        ? `the rated flow ${rating.flow} needs its unit (m3/h, Nm3/h or L/h)`
        : 'a unit without a rated flow; both or neither',
      'range',
    );
  }
  const expected = FLOW_UNIT[machine.kind];
  if (rating.flowUnit !== null && expected !== undefined && rating.flowUnit !== expected) {
    report(
      MACHINES,
      `${path}.rating.flowUnit`,
      rating.flowUnit,
      `a ${machine.kind} is rated in ${expected}`,
      'range',
    );
  }
  if (
    rating.ratedCurrentA !== null &&
    rating.tripCurrentA !== null &&
    rating.tripCurrentA <= rating.ratedCurrentA
  ) {
    report(
      MACHINES,
      `${path}.rating.tripCurrentA`,
      rating.tripCurrentA,
      `the trip must lie above the full-load current of ${rating.ratedCurrentA} A`,
      'order',
    );
  }
  if (machine.arrangement === 'single' && machine.units.length > 1)
    report(
      MACHINES,
      `${path}.arrangement`,
      machine.arrangement,
      `${machine.units.length} units need dutyStandby or parallel`,
      'range',
    );
  if (machine.arrangement !== 'single' && machine.units.length < 2)
    report(
      MACHINES,
      `${path}.arrangement`,
      machine.arrangement,
      'needs at least two units',
      'range',
    );
  reportDuplicates(
    machine.units.map((each) => each.label),
    (i) => `${path}.units[${i}].label`,
    MACHINES,
    'label',
    report,
  );
  if (machine.kind !== 'instrument') {
    machine.units.forEach((unit, i) => {
      if (unit.control === 'remote')
        checkUnitTags(unit.id, machine, `${path}.units[${i}].id`, index, report);
    });
  }
}

/** A unit that is run from the PLC must be readable and commandable by the convention of its tags. */
function checkUnitTags(
  unit: string,
  machine: Machine,
  path: string,
  index: DraftIndex,
  report: Report,
): void {
  if (index.tags === null) return;
  const tags = index.tags;
  const need = (role: string, fits: (tag: Tag) => boolean, what: string): void => {
    const tag = tags.get(`${unit}.${role}`);
    if (tag === undefined)
      report(
        MACHINES,
        path,
        unit,
        `tags.csv must hold ${unit}.${role} (${what}), or the unit be localOnly`,
        'unknownReference',
      );
    else if (!fits(tag))
      report(MACHINES, path, unit, `${unit}.${role} in tags.csv must be ${what}`, 'range');
  };
  const digital = (tag: Tag): boolean => tag.type === 'bit' || tag.type === 'bool';
  for (const role of UNIT_STATE_ROLES) need(role, digital, 'a bit or bool');
  for (const role of UNIT_VALUE_ROLES) need(role, (tag) => !digital(tag), 'a number');
  need(
    COMMAND_ROLE,
    (tag) => tag.table === 'holding' && tag.access === 'rw',
    'a writable holding register',
  );
  if (machine.control.type === 'speedPi') need('speed', (tag) => tag.unit === 'Hz', 'in Hz');
  if (machine.kind === 'dosingPump') need('rate', (tag) => tag.unit === 'mL/min', 'in mL/min');
}

function checkControl(control: Control, path: string, refs: References): void {
  switch (control.type) {
    case 'level':
    case 'suction':
      refs.mark(control.tank, control.startMark, `${path}.tank`, `${path}.startMark`);
      refs.mark(control.tank, control.stopMark, `${path}.tank`, `${path}.stopMark`);
      if (control.type === 'suction') {
        refs.setting(control.onSTag, `${path}.onSTag`);
        refs.setting(control.offSTag, `${path}.offSTag`);
      }
      return;
    case 'timer':
      refs.setting(control.onSTag, `${path}.onSTag`);
      refs.setting(control.offSTag, `${path}.offSTag`);
      return;
    case 'follow':
      refs.machine(control.machine, `${path}.machine`);
      return;
    case 'sequence':
      refs.sequence(control.sequence, `${path}.sequence`);
      return;
    case 'band':
      refs.tag(control.tag, `${path}.tag`);
      refs.setting(control.lowTag, `${path}.lowTag`);
      refs.setting(control.highTag, `${path}.highTag`);
      refs.machine(control.whileMachine, `${path}.whileMachine`);
      return;
    case 'speedPi':
      refs.tag(control.pv, `${path}.pv`);
      refs.setting(control.spTag, `${path}.spTag`);
      refs.ordered(
        control.minHz,
        control.maxHz,
        `${path}.minHz`,
        'the lowest speed must be below the highest',
      );
      return;
    case 'panel':
      refs.ordered(
        control.from,
        control.to,
        `${path}.from`,
        'the panel must start before it ends, on the same day',
      );
      return;
    case 'manual':
    case 'none':
      return;
    default:
      assertNever(control, 'control');
  }
}

const PIPES: ReadonlySet<string> = new Set([
  'influent',
  'effluent',
  'airHeader',
  'dafSaturator',
  'panel',
]);

function checkSensor(sensor: Sensor, path: string, index: DraftIndex, report: Report): void {
  const refs = new References(index, report, SENSORS);
  if (sensor.range.min >= sensor.range.max)
    report(SENSORS, `${path}.range`, sensor.range, 'min must be below max', 'order');
  if (!PIPES.has(sensor.place)) refs.tank(sensor.place, `${path}.place`);
  if (!refs.tag(sensor.tag, `${path}.tag`)) return;
  const tag = index.tags?.get(sensor.tag);
  if (tag === undefined) return;
  if (tag.unit !== sensor.unit)
    report(
      SENSORS,
      `${path}.unit`,
      sensor.unit,
      `must be the unit of its tag ${sensor.tag}, "${tag.unit}" (tags.csv)`,
      'range',
    );
  const outside =
    (tag.min !== null && sensor.range.min < tag.min) ||
    (tag.max !== null && sensor.range.max > tag.max);
  if (outside)
    report(
      SENSORS,
      `${path}.range`,
      sensor.range,
      `must lie within the range of its tag ${sensor.tag}, ${tag.min ?? 'open'} to ${tag.max ?? 'open'} (tags.csv)`,
      'range',
    );
}
