import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { PlantAction } from '#core/scenario/action.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import { runControlLine } from '#twin/control-channel.ts';
import { act } from '#twin/scenario/actions.ts';
import { panelOf } from '#twin/scenario/panel.ts';
import { createScenarioPlayer } from '#twin/scenario/player.ts';
import type { ScenarioNotice } from '#twin/scenario/player.ts';
import { localStartMs } from '#twin/scenario/start-time.ts';
import { moveClock, parseState } from '#twin/state.ts';
import { createVirtualPlant } from '#twin/virtual-plant.ts';
import type { VirtualPlant } from '#twin/virtual-plant.ts';
import { geumgang } from '../profile.ts';

let profile: PlantProfile;
beforeAll(async () => {
  profile = await geumgang();
});
const START_MS = Date.UTC(2026, 4, 12, 4);
const TICK_MS = 5000;
const make = (): VirtualPlant =>
  createVirtualPlant({ profile, seed: 3, startMs: START_MS, tickMs: TICK_MS });

const script = (parts: Partial<Scenario>): Scenario => ({
  id: 'test',
  name: { ko: 'k', en: 'e' },
  purpose: { ko: 'k', en: 'e' },
  source: 'test',
  plant: profile.site.id,
  start: '2026-05-12T13:00',
  durationH: 0.5,
  steps: [],
  expect: [],
  ...parts,
});

describe('scenario player', () => {
  test('does each step at its time and says what it skips', () => {
    const plant = make();
    const notices: ScenarioNotice[] = [];
    const player = createScenarioPlayer(plant, { onNotice: (notice) => notices.push(notice) });
    const scenario = script({
      steps: [
        { atS: 600, action: { cmd: 'aiSwitch', on: false } },
        { atS: 0, action: { cmd: 'stock', machine: 'pacPump', litres: 5 } },
      ],
      expect: [
        {
          id: 'off',
          text: { ko: 'k', en: 'the switch is off' },
          must: 'happen',
          fromS: 0,
          toS: 900,
          when: { tag: 'PLC-AI.switch', op: '==', value: 0 },
        },
        {
          id: 'on-all-the-time',
          text: { ko: 'k', en: 'the switch stays on' },
          must: 'stay',
          fromS: 0,
          toS: 1200,
          when: { tag: 'PLC-AI.switch', op: '==', value: 1 },
        },
      ],
    });
    expect(player.start(scenario).ok).toBe(true);
    expect(plant.tagValue('PLC-AI.switch')).toBe(1);
    player.advance(1_900_000);
    expect(notices.map(({ kind, what, atS }) => `${String(atS)} ${kind} ${what}`)).toEqual([
      '0 started test',
      '0 done stock',
      '600 done aiSwitch',
      '600 met off',
      '600 failed on-all-the-time',
      '1800 ended test',
    ]);
  });

  test('a script that does not fit is not begun; the plant goes on', () => {
    const plant = make();
    const player = createScenarioPlayer(plant, { onNotice: () => undefined });
    const bad = player.start(
      script({
        plant: 'elsewhere',
        steps: [
          { atS: 9999, action: { cmd: 'overcurrent', unit: 'P-999', times: 2 } },
          { atS: 1, action: { cmd: 'setting', tag: 'B-401.doSv', value: 99 } },
        ],
      }),
    );
    expect(bad.ok).toBe(false);
    if (bad.ok) return;
    expect(bad.error.map((fault) => `${fault.quantity} = ${fault.value}`)).toEqual([
      'plant = elsewhere',
      'steps[0].action.unit = P-999',
      'steps[1].action.value = 99',
      'steps[0] = 9999 s',
    ]);
    for (const fault of bad.error) {
      expect(fault.allowed.length).toBeGreaterThan(2);
      expect(fault.advice.length).toBeGreaterThan(5);
    }
    player.advance(60_000);
    expect(player.run).toBeNull();
    expect(plant.nowMs()).toBe(START_MS + 60_000);
  });

  test('saved in the middle and taken up again it ends with the same bytes, however time is cut', () => {
    const scenario = script({
      steps: [
        { atS: 60, action: { cmd: 'overcurrent', unit: 'B-401A', times: 1.5 } },
        { atS: 1200, action: { cmd: 'powerCut', of: 'plc', s: 120 } },
        { atS: 1500, action: { cmd: 'linkCut', s: 60 } },
      ],
      expect: [
        {
          id: 'trip',
          text: { ko: 'k', en: 'e' },
          must: 'happen',
          fromS: 60,
          toS: 1800,
          when: { tag: 'B-401A.hours', change: '>=', by: 0 },
        },
      ],
    });
    const whole = make();
    const player = createScenarioPlayer(whole, { onNotice: () => undefined });
    player.start(scenario);
    player.advance(2_400_000);

    const first = make();
    const firstPlayer = createScenarioPlayer(first, { onNotice: () => undefined });
    firstPlayer.start(scenario);
    for (let i = 0; i < 70; i++) firstPlayer.advance(10_000);
    const saved = parseState(JSON.stringify(first.state), profile);
    if (!saved.ok) throw new Error(saved.error);
    const second = createVirtualPlant({
      profile,
      seed: 3,
      startMs: 0,
      tickMs: TICK_MS,
      resume: saved.value,
    });
    const secondPlayer = createScenarioPlayer(second, { onNotice: () => undefined });
    secondPlayer.advance(1_700_000);
    expect(JSON.stringify(second.state)).toBe(JSON.stringify(whole.state));
    expect(second.state.scenario?.state).toBe('ended');
  });

  test('stopping takes back what was brought in; a moved clock moves the run', () => {
    const plant = make();
    const player = createScenarioPlayer(plant, { onNotice: () => undefined });
    player.start(
      script({
        steps: [
          { atS: 0, action: { cmd: 'sensor', id: 'AIT-401', fault: { kind: 'stuck' } } },
          { atS: 0, action: { cmd: 'breach', machine: 'suctionNew', share: 0.1 } },
          { atS: 0, action: { cmd: 'powerCut', of: 'site', s: 3000 } },
        ],
      }),
    );
    player.advance(60_000);
    expect(plant.tagValue('B-401A.run')).toBe(0);
    moveClock(plant.state, START_MS + 86_400_000, profile.plc.scanMs);
    expect(plant.state.timeMs - (plant.state.scenario?.startedMs ?? 0)).toBe(60_000);
    expect(panelOf(plant).outages.sitePowerMs).toBe(START_MS + 86_400_000 - 60_000 + 3_000_000);
    expect(player.stop()).toBe(true);
    expect(player.stop()).toBe(false);
    player.advance(60_000);
    const view = panelOf(plant);
    expect(view.sensors.every((sensor) => sensor.faults.length === 0)).toBe(true);
    expect(view.series.every((series) => series.breachShare === 0)).toBe(true);
    expect(view.outages.sitePowerMs).toBeNull();
    expect(plant.tagValue('B-401A.run')).toBe(1);
  });

  test('local time of the site becomes plant time, also around a change of the clocks', () => {
    expect(localStartMs('2026-05-12T13:00', 'Asia/Seoul')).toBe(Date.UTC(2026, 4, 12, 4));
    expect(localStartMs('2026-01-05T00:30', 'America/Denver')).toBe(Date.UTC(2026, 0, 5, 7, 30));
    expect(localStartMs('2026-07-05T00:30', 'America/Denver')).toBe(Date.UTC(2026, 6, 5, 6, 30));
  });
});

describe('actions', () => {
  test.each<[PlantAction, RegExp]>([
    [{ cmd: 'panel', unit: 'P-999', remote: false }, /no unit P-999; known are/],
    [{ cmd: 'sensor', id: 'AIT-999', fault: null }, /no sensor AIT-999; known are/],
    [{ cmd: 'setting', tag: 'NO.such', value: 1 }, /no setting NO\.such; known are/],
    [{ cmd: 'setting', tag: 'B-401.doSv', value: 99 }, /99 is outside 0\.5 to 6/],
    [{ cmd: 'stock', machine: 'blower', litres: 1 }, /no dosing machine blower; known are/],
    [{ cmd: 'level', tank: 'TK-99', m: 1 }, /no tank TK-99; known are/],
    [{ cmd: 'level', tank: 'TK-EQ', m: 9 }, /above the rim; give 0 to 3/],
    [{ cmd: 'breach', machine: 'eqPump', share: 0.1 }, /no suction machine eqPump; known are/],
  ])('%j is refused with what would be right', (action, message) => {
    const plant = make();
    const before = JSON.stringify(plant.state);
    const outcome = act(plant, action);
    expect(outcome.ok).toBe(false);
    if (!outcome.ok) expect(outcome.error).toMatch(message);
    expect(JSON.stringify(plant.state)).toBe(before);
  });

  test('a level keeps the concentrations and the PLC keeps its memory through a dead minute', () => {
    const plant = make();
    plant.advance(600_000);
    const index = profile.tanks.findIndex((tank) => tank.id === 'TK-MB');
    const tank = plant.state.plant.tanks[index]!;
    const before = tank.load.map((amount) => amount / tank.volumeM3);
    expect(act(plant, { cmd: 'level', tank: 'TK-MB', m: 3.2 }).ok).toBe(true);
    tank.load.forEach((amount, i) => expect(amount / tank.volumeM3).toBeCloseTo(before[i] ?? 0, 9));
    const hours = plant.tagValue('B-401A.hours') ?? 0;
    act(plant, { cmd: 'powerCut', of: 'plc', s: 60 });
    plant.advance(30_000);
    expect(plant.handlePdu(1, new Uint8Array([3, 0, 0, 0, 1])).length).toBe(0);
    expect(plant.state.plc.units.every((unit) => !unit.run)).toBe(true);
    plant.advance(60_000);
    expect(plant.handlePdu(1, new Uint8Array([3, 0, 0, 0, 1])).length).toBeGreaterThan(0);
    expect(plant.tagValue('B-401A.run')).toBe(1);
    expect(plant.tagValue('B-401A.hours')).toBeGreaterThanOrEqual(hours);
  });

  test('events of the inflow count from the moment they are brought in', () => {
    const plant = make();
    plant.advance(60_000);
    const event = { kind: 'scale', id: 'more', fromMs: 0, toMs: 600_000, flow: 3 };
    const answer = runControlLine(JSON.stringify({ cmd: 'influent', event, ask: 7 }), plant, {
      cut: () => undefined,
    });
    expect(answer).toEqual({ ok: true, ask: 7 });
    expect(panelOf(plant).events).toMatchObject([{ fromMs: START_MS + 60_000, flow: 3 }]);
    const before = plant.state.influent.flowM3PerH;
    plant.advance(120_000);
    expect(plant.state.influent.flowM3PerH).toBeGreaterThan(2 * before);
    act(plant, { cmd: 'clearInfluent', id: 'more' });
    plant.advance(120_000);
    expect(plant.state.influent.flowM3PerH).toBeLessThan(1.5 * before);
  });
});
