import type { PlantProfile } from '#core/plant/profile.ts';
import { faultText } from '#core/process/fault.ts';
import { civilDate } from '#core/time/civil.ts';
import { holidayOn } from '#core/process/influent-pattern.ts';
import type { ParameterOverrides } from '#core/process/parameters.ts';
import { createRegisterDevice } from './server/plant-device.ts';
import type { HandlePdu } from './server/tcp.ts';
import { dropOver, generatedInfluent, INFLUENT_PERIOD_S } from './influent-source.ts';
import type { InfluentSource } from './influent-source.ts';
import {
  CARE_ROUND_S,
  careRound,
  compileInstruments,
  newDay,
  stepInstruments,
} from './instruments/instruments.ts';
import { compilePlant } from './plant/model.ts';
import type { PlantModel } from './plant/model.ts';
import { compileTruths } from './plant/quantities.ts';
import { STOCK_L } from './plant/start.ts';
import type { Actuators } from './plant/state.ts';
import { applyCleaning } from './plant/membranes.ts';
import { followTariff, motorCurrents } from './plant/power.ts';
import { setInfluentQuality, stepPlant } from './plant/step.ts';
import { compilePlc } from './plc/program.ts';
import type { PlcProgram } from './plc/program.ts';
import { createPlcScan } from './plc/scan.ts';
import { tickFault } from './run/tick.ts';
import { lineAlive, powered } from './scenario/outside.ts';
import { startState } from './state.ts';
import type { TwinState } from './state.ts';
import { createLocalCalendar } from './time.ts';

export interface VirtualPlantOptions {
  readonly profile: PlantProfile;
  /** Same seed, same run. */
  readonly seed: number;
  /** Plant time at the start, ms UTC. */
  readonly startMs: number;
  /** AI switch on the panel; on unless told otherwise. */
  readonly aiSwitchOn?: boolean;
  readonly influent?: InfluentSource;
  /** Plant seconds per second of the client that keeps the heartbeat; 1 when both share a clock. */
  readonly linkSpeed?: number;
  /**
   * Coarse run: PLC and plant move in steps of this length (ms, one of `COARSE_TICKS_MS`)
   * instead of the PLC's scan and one second. For years ahead, what-if and calibration.
   */
  readonly tickMs?: number;
  /** Values that stand for those of the profile: `group.symbol` -> value. */
  readonly parameters?: ParameterOverrides;
  /** Goes on from a saved state; `seed`, `startMs` and `aiSwitchOn` are then those of the state. */
  readonly resume?: TwinState;
}

/**
 * Plant, PLC and instruments in one: advances on demand, answers Modbus requests. No clock
 * of its own; whoever holds it says how much plant time passes.
 */
export interface VirtualPlant {
  /** Plant time, ms UTC. */
  nowMs(): number;
  /** Lets plant time pass; whole scans are done, the rest is kept for the next call. */
  advance(ms: number): void;
  readonly handlePdu: HandlePdu;
  /** Value of a tag as the PLC has it now, in engineering units; null for an unknown tag. */
  tagValue(tag: string): number | null;
  /** The live state; change it only through the control channel. */
  readonly state: TwinState;
  readonly program: PlcProgram;
  readonly model: PlantModel;
}

/** Step of the plant behind a PLC in full detail, s. */
const PLANT_STEP_S = 1;

/** Deliveries of chemicals: at this hour, to tanks below the first share, up to the second. */
const DELIVERY = { secondOfDay: 10 * 3600, below: 0.5, upTo: 0.95, lowSwitch: 0.1 } as const;

/** @throws RangeError for a step that is none of those a coarse run can have (`tickFault` says so beforehand) */
export function createVirtualPlant(options: VirtualPlantOptions): VirtualPlant {
  const { profile } = options;
  const badTick = tickFault(options.tickMs);
  if (badTick !== null) throw new RangeError(faultText(badTick));
  const model = compilePlant(profile, options.parameters);
  const program = compilePlc(profile);
  const scan = createPlcScan(program, options.linkSpeed);
  const truths = compileTruths(model);
  const instruments = compileInstruments(model);
  const calendar = createLocalCalendar(profile.site.timeZone);
  const influentSource = options.influent ?? generatedInfluent;
  const scanMs = options.tickMs ?? profile.plc.scanMs;
  const stepS = Math.max(PLANT_STEP_S, scanMs / 1000);
  const state =
    options.resume ?? startState(model, options.seed, options.startMs, options.aiSwitchOn ?? true);
  // A coarse step begins with the water; what a fine run had left until its next step is less than that.
  if (options.tickMs !== undefined) state.untilStepMs = 0;
  const truthOf = (sensor: number): number => truths[sensor]?.(state.plant) ?? 0;
  const levelSensor = profile.tanks.map((tank) =>
    profile.sensors.findIndex((sensor) => sensor.tag === tank.levelTag),
  );
  const actuators = {
    unitRun: program.units.map(() => false),
    speedHz: program.machines.map(() => 0),
    rateMlPerMin: program.machines.map(() => 0),
  } satisfies Actuators;

  const readActuators = (): void => {
    const { units, machines } = state.plc;
    for (let i = 0; i < units.length; i++) actuators.unitRun[i] = units[i]?.run ?? false;
    for (let i = 0; i < machines.length; i++) {
      actuators.speedHz[i] = machines[i]?.speedHz ?? 0;
      actuators.rateMlPerMin[i] = machines[i]?.rateMlPerMin ?? 0;
    }
  };

  const readInstruments = (dtS: number): void => {
    stepInstruments(instruments, state.instruments, truthOf, state.timeMs, dtS, state.inputs);
    for (let i = 0; i < model.tanks.length; i++) {
      const sensor = levelSensor[i] ?? -1;
      const trueLevel = (state.plant.tanks[i]?.volumeM3 ?? 0) / (model.tanks[i]?.areaM2 ?? 1);
      state.inputs.levelM[i] =
        sensor >= 0 ? (state.inputs.readings[sensor] ?? trueLevel) : trueLevel;
    }
    motorCurrents(model, state.plant, actuators, state.trouble, state.inputs.currentA);
    for (const machine of model.machines) {
      state.inputs.stockLow[machine.index] =
        machine.role.kind === 'dosing' &&
        (state.plant.stockL[machine.index] ?? 0) < DELIVERY.lowSwitch * STOCK_L;
    }
  };

  let holidayOfDay = Number.NaN;
  let holiday = false;
  const stepPhysics = (): void => {
    const now = calendar(state.timeMs);
    if (now.dayNumber !== holidayOfDay) {
      holidayOfDay = now.dayNumber;
      holiday = holidayOn(profile.influent, civilDate(now.dayNumber)) !== undefined;
    }
    if (now.dayNumber !== state.dayNumber) {
      state.dayNumber = now.dayNumber;
      newDay(state.instruments);
    }
    if (now.secondOfDay >= CARE_ROUND_S && state.lastCareDay !== now.dayNumber) {
      state.lastCareDay = now.dayNumber;
      careRound(instruments, state.instruments);
    }
    deliver(model, state, now.dayNumber, now.secondOfDay);
    followTariff(model, state.plant, { ...now, holiday });
    if (state.untilInfluentS <= 0) {
      state.untilInfluentS += INFLUENT_PERIOD_S;
      state.influent = influentSource.at({
        shape: profile.influent,
        sewer: state.sewer,
        events: state.influentEvents,
        now,
        nowMs: state.timeMs,
        plantS: (state.timeMs - state.startMs) / 1000,
      });
      state.influentEvents = dropOver(state.influentEvents, state.timeMs);
      setInfluentQuality(model, state.plant, state.influent);
    }
    state.untilInfluentS -= stepS;
    readActuators();
    stepPlant(model, state.plant, actuators, state.influent, stepS);
    readInstruments(stepS);
  };

  const tick = (): void => {
    if (state.untilStepMs <= 0) {
      state.untilStepMs += stepS * 1000;
      stepPhysics();
    }
    const done = powered(state)
      ? scan(state.plc, state.inputs, calendar(state.timeMs), scanMs)
      : null;
    if (done !== null && applyCleaning(model, state.plant, done.suction, done.kind, done.chemicalL))
      state.cleaningsDone++;
    state.timeMs += scanMs;
    state.untilStepMs -= scanMs;
  };

  // Instruments show something from the first request on, not zeros until the first step.
  if (options.resume === undefined) readInstruments(0);

  const device = createRegisterDevice(program, state);
  return {
    nowMs: () => state.timeMs,
    advance(ms) {
      state.remainderMs += ms;
      while (state.remainderMs >= scanMs) {
        state.remainderMs -= scanMs;
        tick();
      }
    },
    handlePdu: (unit, pdu) => (lineAlive(state) ? device.handlePdu(unit, pdu) : new Uint8Array(0)),
    tagValue: device.tagValue,
    state,
    program,
    model,
  };
}

/** The chemical supplier comes once a day at most. */
function deliver(
  model: PlantModel,
  state: TwinState,
  dayNumber: number,
  secondOfDay: number,
): void {
  if (secondOfDay < DELIVERY.secondOfDay || state.lastDeliveryDay === dayNumber) return;
  state.lastDeliveryDay = dayNumber;
  for (const machine of model.machines) {
    if (
      machine.role.kind === 'dosing' &&
      (state.plant.stockL[machine.index] ?? 0) < DELIVERY.below * STOCK_L
    ) {
      state.plant.stockL[machine.index] = DELIVERY.upTo * STOCK_L;
    }
  }
}
