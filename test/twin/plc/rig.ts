import type { LevelMark } from '#core/plant/condition.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { beat } from '#twin/plc/ai-area.ts';
import { compilePlc } from '#twin/plc/program.ts';
import { createPlcScan } from '#twin/plc/scan.ts';
import { initialPlcState } from '#twin/plc/state.ts';
import type { CleaningDone, PlcInputs, PlcState, UnitState } from '#twin/plc/state.ts';
import { createLocalCalendar } from '#twin/time.ts';

/** Monday 2 March 2026, 12:00 in Seoul. */
const MONDAY_NOON_MS = Date.UTC(2026, 2, 2, 3);

export interface Change {
  readonly atS: number;
  readonly what: string;
}

/** The PLC alone, fed by a script instead of a plant: levels, readings and currents are what the test says. */
export class PlcRig {
  readonly profile: PlantProfile;
  readonly state: PlcState;
  readonly inputs: PlcInputs;
  readonly program;
  readonly done: CleaningDone[] = [];
  /** Starts, stops and valve moves with the time since the rig began, in s. */
  readonly changes: Change[] = [];
  /** Time since the rig began, ms. */
  elapsedMs = 0;
  scans = 0;
  readonly #scan;
  readonly #calendar;
  readonly #startMs: number;
  #before: boolean[] = [];
  /** Beats the heart at each scan while true. */
  heart = false;

  constructor(profile: PlantProfile, startMs = MONDAY_NOON_MS, linkSpeed = 1) {
    this.profile = profile;
    this.program = compilePlc(profile);
    this.state = initialPlcState(profile, true);
    this.#scan = createPlcScan(this.program, linkSpeed);
    this.#calendar = createLocalCalendar(profile.site.timeZone);
    this.#startMs = startMs;
    this.inputs = {
      levelM: profile.tanks.map((tank) => tank.initialLevelM),
      readings: profile.sensors.map((sensor) =>
        sensor.quantity === 'pH' ? 7 : sensor.quantity === 'pressure' ? 600 : 0,
      ),
      currentA: this.program.units.map(() => 0),
      today: profile.sensors.map(() => 0),
      total: profile.sensors.map(() => 0),
      stockLow: profile.machines.map(() => false),
    };
  }

  get nowMs(): number {
    return this.#startMs + this.elapsedMs;
  }

  get elapsedS(): number {
    return this.elapsedMs / 1000;
  }

  scan(scanMs = this.profile.plc.scanMs): void {
    if (this.heart) this.beat(this.scans % 60_000);
    const done = this.#scan(this.state, this.inputs, this.#calendar(this.nowMs), scanMs);
    if (done !== null) this.done.push(done);
    this.scans++;
    this.elapsedMs += scanMs;
    this.program.units.forEach((unit) =>
      this.#note(unit.id, unit.index, this.state.units[unit.index]?.run === true),
    );
    this.profile.valves.forEach((valve, i) =>
      this.#note(valve.id, this.program.units.length + i, this.state.valves[i] === true),
    );
  }

  #note(id: string, slot: number, on: boolean): void {
    if ((this.#before[slot] ?? false) === on) return;
    this.#before[slot] = on;
    this.changes.push({ atS: this.elapsedS, what: `${on ? '+' : '-'}${id}` });
  }

  run(seconds: number): void {
    const scans = Math.round((seconds * 1000) / this.profile.plc.scanMs);
    for (let i = 0; i < scans; i++) this.scan();
  }

  /** Long waits in scans of 1 s, where the tenth of a second does not matter. */
  wait(seconds: number): void {
    for (let i = 0; i < seconds; i++) this.scan(1000);
  }

  unit(id: string): UnitState {
    const index = this.program.units.find((unit) => unit.id === id)?.index;
    const unit = index === undefined ? undefined : this.state.units[index];
    if (unit === undefined) throw new Error(`no unit ${id}`);
    return unit;
  }

  runs(id: string): boolean {
    return this.unit(id).run;
  }

  running(machine: string): string[] {
    const units = this.profile.machines.find((each) => each.id === machine)?.units ?? [];
    return units.filter((unit) => this.runs(unit.id)).map((unit) => unit.id);
  }

  mark(tank: string, mark: LevelMark): number {
    return this.program.sources.mark(tank, mark);
  }

  /** Sets a level just above or below a mark, or to a number of metres. */
  level(tank: string, at: LevelMark | number, offsetM = 0): void {
    const index = this.profile.tanks.findIndex((each) => each.id === tank);
    this.inputs.levelM[index] = (typeof at === 'number' ? at : this.mark(tank, at)) + offsetM;
  }

  reading(tag: string, value: number): void {
    this.inputs.readings[this.profile.sensors.findIndex((sensor) => sensor.tag === tag)] = value;
  }

  current(unit: string, amperes: number): void {
    const index = this.program.units.find((each) => each.id === unit)?.index ?? -1;
    this.inputs.currentA[index] = amperes;
  }

  set(tag: string, value: number): void {
    const index = this.program.settingIndex(tag);
    if (index === null) throw new Error(`no setting ${tag}`);
    this.state.settings[index] = value;
  }

  setting(tag: string): number {
    return this.state.settings[this.program.settingIndex(tag) ?? -1] ?? Number.NaN;
  }

  beat(value: number): void {
    beat(
      {
        state: this.state,
        inputs: this.inputs,
        now: this.#calendar(this.nowMs),
        scanMs: 0,
        cleaningDone: null,
      },
      value,
    );
  }

  /** Writes a command word and scans once. */
  command(unit: string, word: 0 | 1 | 2 | 3): void {
    this.unit(unit).command = word;
    this.scan();
  }

  /** Time of the first change of this name at or after a time, s. */
  at(what: string, fromS = 0): number {
    const found = this.changes.find((change) => change.what === what && change.atS >= fromS);
    if (found === undefined)
      throw new Error(
        `${what} did not happen after ${fromS} s; happened: ${this.changes.map((c) => `${c.atS} ${c.what}`).join(', ')}`,
      );
    return found.atS;
  }
}
