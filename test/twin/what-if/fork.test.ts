import { beforeAll, describe, expect, it } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { changeSchema, whatIfRequest } from '#core/what-if/request.ts';
import { sameFutures } from '#core/what-if/compare.ts';
import type { TwinState } from '#twin/state.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import { forkPlant } from '#twin/what-if/fork.ts';
import { runWhatIf } from '#twin/what-if/run.ts';
import type { WhatIfOptions } from '#twin/what-if/run.ts';
import { geumgang } from '../profile.ts';

let profile: PlantProfile;
let state: TwinState;
let before: string;

beforeAll(async () => {
  profile = await geumgang();
  const plant = createVirtualPlant({
    profile,
    seed: 3,
    startMs: Date.UTC(2026, 4, 4),
    tickMs: 30_000,
  });
  plant.advance(30 * 3_600_000);
  ({ state } = plant);
  before = JSON.stringify(state);
}, 60_000);

/** A future of some hours under changes. */
function live(hours: number, ...changes: unknown[]) {
  const fork = forkPlant({
    profile,
    state,
    changes: changes.map((each) => changeSchema.parse(each)),
    horizonDays: hours / 24,
    stepS: 900,
  });
  while (fork.advance(1) < 1);
  const curves = fork.recorder.curves();
  return {
    ...fork,
    figures: fork.recorder.figures(),
    curve: (tag: string) => curves[fork.recorder.tags.indexOf(tag)] ?? [],
  };
}
function answer(options: Omit<WhatIfOptions, 'profile' | 'state' | 'origin'>) {
  const run = runWhatIf({ profile, state, origin: { kind: 'exact', notes: [] }, ...options });
  const shares: number[] = [];
  for (let step = run.next(); ; step = run.next()) {
    if (step.done === true) return { shares, outcome: step.value };
    shares.push(step.value);
  }
}
const mean = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
const tankOf = (kind: string): number => profile.tanks.findIndex((tank) => tank.kind === kind);

describe('a fork', () => {
  it('gives exactly the same future twice, and the same in both runs without a change', () => {
    const first = live(4);
    const second = live(4);
    expect(JSON.stringify(second.state)).toBe(JSON.stringify(first.state));
    expect(second.figures).toEqual(first.figures);
    const { outcome, shares } = answer({
      request: whatIfRequest.parse({ horizonDays: 1, changes: [] }),
    });
    expect(outcome.ok && sameFutures(outcome.value)).toBe(true);
    expect(outcome.ok && outcome.value.series[0]?.now).toHaveLength(96);
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('never touches the state it comes from', () => {
    live(2, { kind: 'scale', flow: 2 });
    expect(JSON.stringify(state)).toBe(before);
  });

  it('takes more air for more oxygen', () => {
    const tag = profile.display.blower.setpointTag!;
    const now = live(6);
    const changed = live(6, { kind: 'setpoint', tag, value: 4 });
    const blower = (run: typeof now): number =>
      run.figures.energyByKind.find(({ kind }) => kind === 'blower')!.kwh;
    expect(blower(changed)).toBeGreaterThan(1.02 * blower(now));
    expect(changed.figures.costWon).toBeGreaterThan(now.figures.costWon);
    const air = profile.display.blower.airflowTag!;
    expect(mean(changed.curve(air))).toBeGreaterThan(mean(now.curve(air)));
  });

  it('moves a setting and the AI set-point that stands for it together, and puts both back', () => {
    const own = profile.plc.setpoints.find(
      ({ tag, area }) =>
        area === 'plc' && profile.plc.setpoints.some(({ overrides }) => overrides === tag),
    )!;
    const at = profile.plc.setpoints.indexOf(own);
    const ai = profile.plc.setpoints.findIndex(({ overrides }) => overrides === own.tag);
    const value = Math.max(own.min, profile.plc.setpoints[ai]!.min);
    const during = live(1, { kind: 'setpoint', tag: own.tag, value });
    expect([during.state.plc.settings[at], during.state.plc.settings[ai]]).toEqual([value, value]);
    const after = live(2, { kind: 'setpoint', tag: own.tag, value, toH: 1 });
    expect(after.state.plc.settings).toEqual(state.plc.settings);
  });

  it('stores the water when no suction pump can run: the level rises and interlocks act', () => {
    const suction = profile.machines.filter(({ control }) => control.type === 'suction');
    const changed = live(
      8,
      ...suction.map(({ id }) => ({ kind: 'machine', machine: id, state: 'out' })),
    );
    const now = live(8);
    const membrane = tankOf('membrane');
    expect(changed.state.plant.tanks[membrane]!.volumeM3).toBeGreaterThan(
      now.state.plant.tanks[membrane]!.volumeM3,
    );
    const hours = (run: typeof now): number =>
      run.figures.interlocks.reduce((sum, each) => sum + each.hours, 0);
    expect(hours(changed)).toBeGreaterThan(hours(now));
    expect(
      changed.figures.membranes.every(({ maxTmpKPa }) => (maxTmpKPa ?? 0) < 1 || maxTmpKPa! < 40),
    ).toBe(true);
    for (const { def, units } of createVirtualPlant({ profile, seed: 1, startMs: 0 }).program
      .machines)
      if (def.control.type === 'suction')
        for (const { index } of units) expect(changed.state.plc.units[index]!.run).toBe(false);
  });

  it('gives a unit back when its time out of service is over', () => {
    const pump = profile.machines.find(({ control }) => control.type === 'timer')!;
    const changed = live(6, { kind: 'machine', machine: pump.id, state: 'out', toH: 1 });
    const units = createVirtualPlant({ profile, seed: 1, startMs: 0 }).program.machines.find(
      ({ def }) => def.id === pump.id,
    )!.units;
    for (const { index } of units) {
      expect(changed.state.plc.units[index]).toMatchObject({ remote: true, mode: 'auto' });
    }
    expect(
      units.some(
        ({ index }) => changed.state.plc.units[index]!.runMs > state.plc.units[index]!.runMs,
      ),
    ).toBe(true);
  });

  it('runs what is commanded on, and lets interlocks stop it all the same', () => {
    const agitator = profile.machines.find(
      ({ kind, control }) => kind === 'agitator' && control.type === 'manual',
    )!;
    const changed = live(2, { kind: 'machine', machine: agitator.id, state: 'on' });
    const index = createVirtualPlant({ profile, seed: 1, startMs: 0 }).program.machines.find(
      ({ def }) => def.id === agitator.id,
    )!.units[0]!.index;
    expect(changed.state.plc.units[index]!.run).toBe(true);
  });

  it('brings more water with rain and with more sewage', () => {
    const now = live(8).figures.water.influentM3;
    expect(
      live(8, { kind: 'rain', depthMm: 40, durationH: 6 }).figures.water.influentM3,
    ).toBeGreaterThan(1.05 * now);
    expect(live(8, { kind: 'scale', flow: 1.5 }).figures.water.influentM3).toBeCloseTo(
      1.5 * now,
      0,
    );
  });

  it('leaves a chemical tank empty when nothing is brought', () => {
    const dosing = profile.machines.find(
      ({ kind, to }) =>
        kind === 'dosingPump' &&
        profile.tanks.some((tank) => tank.id === to && tank.kind === 'reaction'),
    )!;
    const index = profile.machines.indexOf(dosing);
    const change = { kind: 'stock', machine: dosing.id, litres: 0 };
    const without = live(24, { ...change, deliveries: false });
    expect(without.state.plant.stockL[index]).toBe(0);
    expect(without.figures.chemicals.find(({ machine }) => machine === dosing.id)).toMatchObject({
      litres: 0,
    });
    // Brought and taken away again within the minute.
    expect(
      without.figures.chemicals.find(({ machine }) => machine === dosing.id)!.emptyH,
    ).toBeCloseTo(24, 1);
    const others = profile.machines.flatMap((machine, i) =>
      machine.kind === 'dosingPump' && machine.id !== dosing.id ? [i] : [],
    );
    for (const i of others) expect(without.state.plant.stockL[i]).toBeGreaterThan(0);
  }, 30_000);

  it('keeps who is in control at the fork, although no engine beats its heart there', () => {
    const asked = structuredClone(state);
    asked.plc.ai.active = true;
    asked.plc.ai.switchOn = true;
    asked.plc.ai.heartbeatAgeMs = 0;
    const fork = forkPlant({ profile, state: asked, changes: [], horizonDays: 0.25, stepS: 900 });
    while (fork.advance(1) < 1);
    expect(fork.state.plc.ai).toMatchObject({ active: true, fallbacks: asked.plc.ai.fallbacks });
  });

  it('refuses what the plant does not know before anything runs', () => {
    const { outcome, shares } = answer({
      request: whatIfRequest.parse({
        horizonDays: 1,
        changes: [{ kind: 'machine', machine: 'noSuchPump', state: 'out' }],
      }),
    });
    expect(outcome).toMatchObject({ ok: false });
    expect(!outcome.ok && outcome.error).toContain('changes[0].machine is noSuchPump');
    expect(shares).toEqual([]);
  });
});
