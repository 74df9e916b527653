import { describe, expect, it } from 'vitest';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { loadProfile } from '#core/plant/load.ts';
import type { FindingChange } from '#core/signal/qa/monitor-types.ts';
import { advanceMonitor, firstMonitor } from '#core/signal/qa/monitor.ts';
import type { MonitorState } from '#core/signal/qa/monitor.ts';
import { monitorSettings } from '#core/signal/qa/settings.ts';
import type { MonitorSettings, SensorTest } from '#core/signal/qa/settings.ts';
import { profileFiles, shippedProfile } from '../../plant/profile-files.ts';

const level: SensorTest = {
  tag: 'TK-1.level',
  min: 0,
  max: 2.5,
  span: 2.5,
  accuracyConstant: 0.02,
  accuracyFactor: 0,
  stepMin: 1,
  pollMin: 1,
  mostPerMin: null,
  stuckWithin: 0,
  stuckForMin: null,
  restsWithout: [],
  follows: null,
};
/** A tank with one pump in and one out; only this test speaks, the others have nothing to hold against. */
const settings: MonitorSettings = {
  sensors: [level],
  machines: ['in', 'out'],
  drives: [],
  crossChecks: [],
  areaM2: new Map(),
  vessels: [
    {
      sensor: 0,
      machines: [
        { id: 'out', empties: true, heads: [0], tag: 'P-1.run' },
        { id: 'in', empties: false, heads: [], tag: 'P-2.run' },
      ],
      flows: [],
    },
  ],
};

interface Tank {
  truth: number;
  inOn: boolean;
  outOn: boolean;
  minute: number;
}
const DAY = 1440;
const noCare: ReadonlySet<string> = new Set();

/**
 * Days of a tank that is held between two marks of the reading: the pump gives by the root of
 * what is left of its head. `error` is what the sensor adds to the truth.
 */
function run(
  state: MonitorState,
  tank: Tank,
  days: number,
  error: (minute: number) => number,
  random = seedRandom(3, 1),
): FindingChange[] {
  const told: FindingChange[] = [];
  for (let k = 0; k < days * DAY; k++) {
    const { minute } = tank;
    const reading = tank.truth + error(k) + 0.005 * nextGaussian(random);
    const [inBefore, outBefore] = [tank.inOn, tank.outOn];
    if (reading > 1.2) tank.outOn = true;
    if (reading < 0.5) tank.outOn = false;
    // The one before runs in its own rhythm, with a rest each night.
    tank.inOn = minute % 90 < 35 && minute % DAY > 200;
    const running = new Map<string, boolean>();
    if (tank.inOn === inBefore) running.set('in', inBefore);
    if (tank.outOn === outBefore) running.set('out', outBefore);
    const step = advanceMonitor(
      settings,
      state,
      {
        tsMs: minute * 60_000,
        samples: new Map([[level.tag, { value: reading, fresh: true }]]),
      },
      { inCare: noCare, running, utcOffsetMin: 0 },
    );
    told.push(...step.findings.filter(({ finding }) => finding.other === 'P-1.run'));
    const out = tank.outOn ? 0.0125 * Math.sqrt(1 + (tank.truth - 0.9) / 7) : 0;
    tank.truth += (tank.inOn ? 0.0187 : 0) - out;
    tank.minute++;
  }
  return told;
}

/** Tests of a healthy tank for so many days; a copy of the state goes on from there. */
function learned(days: number): { state: MonitorState; tank: Tank; told: FindingChange[] } {
  const state = firstMonitor(settings);
  const tank: Tank = { truth: 0.9, inOn: false, outOn: false, minute: DAY };
  const told = run(state, tank, days, () => 0);
  return { state, tank, told };
}
const copy = (state: MonitorState): MonitorState =>
  JSON.parse(JSON.stringify(state)) as MonitorState;

describe('the pace at which a vessel fills and empties', () => {
  const base = learned(26);

  it('says nothing of a healthy sensor', () => {
    expect(base.told).toEqual([]);
    expect(run(copy(base.state), { ...base.tank }, 8, () => 0, seedRandom(4, 1))).toEqual([]);
  });

  it('finds a zero that moved by 6 % of the span though control holds the reading between its marks', () => {
    for (const sign of [-1, 1]) {
      const told = run(copy(base.state), { ...base.tank }, 3, () => sign * 0.15, seedRandom(5, 1));
      const found = told.find(({ change }) => change === 'opened')?.finding;
      expect(found?.check).toBe('bias');
      expect(found?.severity).toBe('suspect');
      const error = (found?.value ?? 0) - (found?.expected ?? 0);
      expect(error * sign).toBeGreaterThan(0.05);
      expect(error * sign).toBeLessThan(0.3);
    }
  });

  it('finds a reading that climbs by 3 % of the span a day, and lets go after it was put right', () => {
    const state = copy(base.state);
    const tank = { ...base.tank };
    const told = run(state, tank, 3, (k) => (0.075 * k) / DAY, seedRandom(6, 1));
    expect(told.some(({ change }) => change === 'opened')).toBe(true);
    const later = run(state, tank, 4, () => 0, seedRandom(7, 1));
    expect(later.at(-1)?.change).toBe('closed');
  });

  it('goes on from its text exactly as if it had never stopped, and begins with a state that was saved without it', () => {
    const state = copy(base.state);
    const one = run(copy(state), { ...base.tank }, 2, () => 0.3, seedRandom(8, 1));
    const half = copy(state);
    const tank = { ...base.tank };
    const random = seedRandom(8, 1);
    const first = run(half, tank, 1, () => 0.3, random);
    expect([...first, ...run(copy(half), tank, 1, () => 0.3, random)]).toEqual(one);
    const old = copy(state);
    delete old.vessels;
    expect(run(old, { ...base.tank }, 1, () => 0.3)).toEqual([]);
    expect(Object.keys(old.vessels ?? {})).toEqual([level.tag]);
  });

  it('starts anew after somebody worked on the sensor', () => {
    const state = copy(base.state);
    run(state, { ...base.tank }, 1, () => 0);
    const before = state.vessels?.[level.tag]?.pieces.length ?? 0;
    advanceMonitor(
      settings,
      state,
      { tsMs: state.lastMs + 60_000, samples: new Map() },
      { inCare: new Set([level.tag]), running: new Map(), utcOffsetMin: 0 },
    );
    expect(before).toBeGreaterThan(0);
    expect(state.vessels?.[level.tag]?.pieces).toEqual([]);
  });
});

describe('vessels out of a profile', () => {
  it('knows what the pace of each machine depends on', () => {
    const { vessels = [], sensors } = monitorSettings(shippedProfile('geumgang-mbr'));
    const named = (tag: string) => {
      const test = vessels.find(({ sensor }) => sensors[sensor]?.tag === tag);
      return test?.machines.map(({ id, empties, heads }) => [
        id,
        empties,
        heads.map((head) => sensors[head]?.tag),
      ]);
    };
    expect(named('TK-1T.level')).toEqual([
      ['firstTreatmentPump', true, ['TK-1T.level']],
      ['eqPump', false, ['TK-EQ.level']],
      ['filtrateReturnPump', false, []],
    ]);
    expect(named('TK-FT.level')?.[1]).toEqual(['suctionOld', false, ['TK-MB.level', 'PDT-401.pv']]);
    expect(named('TIT-001.pv')).toBeUndefined();
    expect(monitorSettings(shippedProfile('mines-mbr')).vessels).toEqual([]);
  });

  it.each([
    ['movedBy', 'noSuchMachine'],
    ['flows', 'NO-1.pv'],
  ])('refuses a %s that names what is not there', (field, value) => {
    const files = profileFiles('geumgang-mbr');
    const quality = JSON.parse(files['quality.json'] ?? '') as {
      sensors: Record<string, unknown>[];
    };
    const [first] = quality.sensors;
    if (first !== undefined) first['vessel'] = { movedBy: [], emptiedBy: [], [field]: [value] };
    const loaded = loadProfile({ ...files, 'quality.json': JSON.stringify(quality) });
    expect(loaded.ok ? [] : loaded.error.map((each) => [each.path, each.value])).toContainEqual([
      `sensors[0].vessel.${field}[0]`,
      value,
    ]);
  });
});
