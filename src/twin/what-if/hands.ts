import { endHour } from '#core/what-if/request.ts';
import type { Change } from '#core/what-if/request.ts';
import { assertNever } from '#core/result.ts';
import type { VirtualPlant } from '../virtual-plant.ts';

/**
 * The hands that change a forked plant: each change of a request becomes something that is done
 * when it begins, kept up while it holds, and taken back when it ends. They know nothing but the
 * state of the fork.
 */
export interface Hands {
  /** To be called before every stretch of the run; `hour` counts from the fork. */
  act(hour: number): void;
}

interface Hand {
  readonly fromH: number;
  readonly toH: number;
  begin(): void;
  /** Called at every stretch while the change holds. */
  hold(): void;
  end(): void;
}

const nothing = (): void => undefined;

/** Prepares the changes of a request for one plant; unknown names were refused before. */
export function handsFor(
  plant: VirtualPlant,
  changes: readonly Change[],
  horizonDays: number,
): Hands {
  const hands = changes.flatMap((change): Hand[] => {
    const hand = handOf(plant, change);
    return hand === null
      ? []
      : [{ fromH: change.fromH, toH: endHour(change, horizonDays), ...hand }];
  });
  const phase = hands.map((): 'before' | 'during' | 'after' => 'before');
  return {
    act(hour) {
      hands.forEach((hand, i) => {
        if (phase[i] === 'before' && hour >= hand.fromH) {
          phase[i] = 'during';
          hand.begin();
        }
        if (phase[i] === 'during' && hour >= hand.toH) {
          phase[i] = 'after';
          hand.end();
        }
        if (phase[i] === 'during') hand.hold();
      });
    },
  };
}

type Doing = Pick<Hand, 'begin' | 'hold' | 'end'>;

function handOf(plant: VirtualPlant, change: Change): Doing | null {
  switch (change.kind) {
    case 'setpoint':
      return setpointHand(plant, change);
    case 'machine':
      return machineHand(plant, change);
    case 'stock':
      return stockHand(plant, change);
    case 'scale':
    case 'shift':
    case 'rain':
    case 'slug':
      // The incoming water is changed at its source.
      return null;
    default:
      return assertNever(change, 'change');
  }
}

/**
 * A setting and the AI set-point that may stand for it (or the setting it stands for) are moved
 * together: what counts is what the program goes by, whoever is in control.
 */
function setpointHand(
  plant: VirtualPlant,
  change: Extract<Change, { kind: 'setpoint' }>,
): Doing | null {
  const { program } = plant;
  const { settings } = plant.state.plc;
  const index = program.settingIndex(change.tag);
  if (index === null) return null;
  const partner = program.setpoints[index]?.overrides ?? null;
  const also =
    partner === null ? (program.overriddenBy[index] ?? -1) : (program.settingIndex(partner) ?? -1);
  const limits = program.setpoints[also];
  const places = [index];
  if (limits !== undefined && change.value >= limits.min && change.value <= limits.max)
    places.push(also);
  const before = places.map((at) => settings[at] ?? 0);
  return {
    begin: () => places.forEach((at) => (settings[at] = change.value)),
    hold: nothing,
    end: () => places.forEach((at, i) => (settings[at] = before[i] ?? 0)),
  };
}

/**
 * Out of service: the selector stands on LOCAL and off; a unit that only its own panel runs is
 * taken as faulted. On: commanded to start, again after an interlock has let it go, as a person
 * at the screen would; interlocks and permissives stay above it.
 */
function machineHand(
  plant: VirtualPlant,
  change: Extract<Change, { kind: 'machine' }>,
): Doing | null {
  const machine = plant.program.machines.find((each) => each.def.id === change.machine);
  if (machine === undefined) return null;
  const programs = machine.units.filter((unit) => change.unit === null || unit.id === change.unit);
  // Of a pair only the duty is commanded on: the other one stands by.
  const chosen =
    change.state === 'on' && change.unit === null && machine.def.arrangement === 'dutyStandby'
      ? programs.slice(0, 1)
      : programs;
  const units = chosen.flatMap((program) => {
    const unit = plant.state.plc.units[program.index];
    return unit === undefined ? [] : [{ unit, localOnly: program.localOnly, was: { ...unit } }];
  });
  const keep = (): void => {
    for (const { unit, localOnly } of units) {
      if (change.state === 'on') {
        if (localOnly) unit.localRun = true;
        else if (unit.remote) unit.mode = 'start';
      } else if (localOnly) unit.fault = true;
      else {
        unit.remote = false;
        unit.localRun = false;
      }
    }
  };
  return {
    begin: nothing,
    hold: keep,
    end: () => {
      for (const { unit, was } of units) {
        unit.remote = was.remote;
        unit.localRun = was.localRun;
        unit.mode = was.mode;
        if (change.state === 'out') unit.fault = was.fault;
      }
    },
  };
}

function stockHand(plant: VirtualPlant, change: Extract<Change, { kind: 'stock' }>): Doing | null {
  const machine = plant.model.machines.find((each) => each.def.id === change.machine);
  if (machine?.role.kind !== 'dosing') return null;
  const { stockL } = plant.state.plant;
  let left = change.litres;
  return {
    begin: () => {
      stockL[machine.index] = change.litres;
    },
    // What was brought since the last look is taken away again.
    hold: () => {
      left = Math.min(left, stockL[machine.index] ?? 0);
      if (!change.deliveries) stockL[machine.index] = left;
    },
    end: nothing,
  };
}
