import { describe, expect, it } from 'vitest';
import { evaluate, type PlantFacts } from '#core/plant/condition.ts';
import { indexProfile } from '#core/plant/derived.ts';
import { shippedProfile } from './profile-files.ts';

// What the project plan says of the plant (sections named), held against the profile.
const profile = shippedProfile('geumgang-mbr');
const index = indexProfile(profile);

/** Machine table 4.1.4 with appendix B.2: flow, unit, head m, power kW, speed 1/min, size mm, units. */
const MACHINES: readonly (readonly [
  number,
  number | null,
  string | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number,
])[] = [
  [1, 0.12 * 60, 'm3/h', 10, 0.6, null, 40, 2],
  [2, 0.2 * 60, 'm3/h', 10, 1.7, null, 50, 2],
  [3, 0.5 * 60, 'm3/h', 16, 5.5, null, 80, 2],
  [4, 0.2 * 60, 'm3/h', 10, 1.5, null, 50, 2],
  [5, 0.2 * 60, 'm3/h', 30, 7.5, null, 80, 2],
  [6, 0.2 * 60, 'm3/h', 10, 1.5, null, 50, 2],
  [7, 0.1 * 60, 'm3/h', 10, 1.5, null, 50, 1],
  [8, 0.2 * 60, 'm3/h', 10, 1.5, null, 50, 2],
  [9, 0.2 * 60, 'm3/h', 13, 2.2, null, 80, 2],
  [10, 0.3 * 60, 'm3/h', 50, 5.09, null, 65, 2],
  [11, 61.2, 'L/h', 80, 0.2, null, null, 2],
  [12, 61.2, 'L/h', 80, 0.2, null, null, 2],
  [13, 61.2, 'L/h', 80, 0.2, null, null, 2],
  [14, 61.2, 'L/h', 80, 0.2, null, null, 2],
  [15, 0.03 * 60, 'm3/h', 7, 0.25, null, 25, 1],
  [16, 22 * 60, 'Nm3/h', 4, 21.7, null, null, 2],
  [17, null, null, null, 3.7, 120, null, 1],
  [18, null, null, null, 3.7, 180, null, 1],
  [19, null, null, null, 3.7, 60, null, 1],
  [20, null, null, null, 2.25, 180, null, 1],
  [21, null, null, null, 2.25, 180, null, 1],
  [22, null, null, null, 2.25, 180, null, 1],
  [23, null, null, null, 0.75, 180, null, 1],
  [24, null, null, null, null, null, null, 1],
  [25, null, null, null, null, null, null, 1],
  [26, 0.22 * 60, 'Nm3/h', 99, 1.5, null, null, 2],
  [27, 5, 'm3/h', null, 3.7, null, null, 1],
  [28, null, null, null, 1.9, null, null, 1],
];

describe('machines of 4.1.4 and B.2', () => {
  it.each(MACHINES)('no. %i', (no, flow, flowUnit, headM, powerKw, speedRpm, sizeMm, units) => {
    const machine = profile.machines.find((each) => each.seedNo === no)!;
    expect(machine.rating).toMatchObject({ flowUnit, headM, powerKw, speedRpm, sizeMm });
    if (flow !== null) expect(machine.rating.flow).toBeCloseTo(flow, 9);
    expect(machine.units).toHaveLength(units);
    expect(machine.arrangement).toBe(units === 2 ? 'dutyStandby' : 'single');
  });

  it('are all 28', () => {
    expect(profile.machines.map((each) => each.seedNo)).toEqual(
      Array.from({ length: 28 }, (_, i) => i + 1),
    );
  });
});

/** A plant at rest with every level between L and H, then changed. */
function facts(change: {
  levels?: Record<string, number>;
  tags?: Record<string, number>;
  running?: string[];
  faulted?: string[];
}): PlantFacts {
  return {
    tagValue: (tag) => change.tags?.[tag] ?? index.setpoint.get(tag)?.initial ?? null,
    levelM: (tank) => change.levels?.[tank] ?? index.tank.get(tank)?.initialLevelM ?? null,
    markM: (tank, mark) => index.tank.get(tank)?.marksM[mark] ?? null,
    machineState: (id) =>
      change.faulted?.includes(id)
        ? 'faulted'
        : change.running?.includes(id)
          ? 'running'
          : 'stopped',
  };
}
function acting(change: Parameters<typeof facts>[0], machine: string): string[] {
  const now = facts(change);
  return profile.interlocks
    .filter((each) => each.machines.includes(machine) && evaluate(each.when, now) === 'true')
    .map((each) => each.action);
}
const mark = (tank: string, name: 'LL' | 'L' | 'H' | 'HH' | 'HHAL'): Record<string, number> => ({
  [tank]: index.tank.get(tank)!.marksM[name]!,
});
const feeding = {
  running: ['eqPump', 'phAgitator', 'dewatering'],
  tags: { 'AIT-101.pv': 6.4, 'LS-111.low': 0, 'LS-112.low': 0 },
};

describe('interlocks of the summary in 4.1.4 and of 4.3.3', () => {
  it.each([
    ['first treatment tank HH', { levels: mark('TK-1T', 'HH') }, 'eqPump', 'stop'],
    ['membrane tank HH', { levels: mark('TK-MB', 'HH') }, 'firstTreatmentPump', 'stop'],
    ['membrane tank HHAL', { levels: mark('TK-MB', 'HHAL') }, 'eqPump', 'stop'],
    ['membrane tank below L', { levels: { 'TK-MB': 2.59 } }, 'suctionOld', 'stop'],
    ['filtrate tank H', { levels: mark('TK-FT', 'H') }, 'suctionNew', 'inhibitStart'],
    ['filtrate tank HH', { levels: mark('TK-FT', 'HH') }, 'suctionNew', 'stop'],
    ['discharge tank HH', { levels: mark('TK-DC', 'HH') }, 'filtratePump', 'stop'],
    [
      'pH above HIGH',
      { ...feeding, tags: { ...feeding.tags, 'AIT-101.pv': 7.6 } },
      'naohPump',
      'stop',
    ],
    ['pH agitator stopped', { ...feeding, running: ['eqPump'] }, 'naohPump', 'stop'],
    ['pH above HHAL', { tags: { 'AIT-101.pv': 8.7 } }, 'eqPump', 'alarm'],
    ['suction running (beyond 421 s)', { running: ['suctionOld'] }, 'suctionOld', 'stop'],
    ['dewatering stopped', {}, 'sludgePump', 'stop'],
    ['blower fault', { faulted: ['blower'] }, 'suctionNew', 'stop'],
    ['PAC tank empty', { tags: { 'LS-111.low': 1 } }, 'pacPump', 'stop'],
  ])('%s: %3$s of %2$s', (_, change, machine, action) => {
    expect(acting(change, machine)).toContain(action);
  });

  it.each([
    'eqPump',
    'firstTreatmentPump',
    'filtratePump',
    'dischargePump',
    'suctionNew',
    'returnPump',
    'naohPump',
    'pacPump',
    'sludgePump',
  ])('lets %s alone in a plant that is well', (machine) => {
    expect(acting(feeding, machine)).toEqual([]);
  });

  it('gives each interlock that releases late a release that holds in a well plant', () => {
    for (const interlock of profile.interlocks) {
      if (interlock.release !== null)
        expect([
          interlock.id,
          evaluate(interlock.release, facts({ ...feeding, levels: {} })),
        ]).toEqual([interlock.id, 'true']);
    }
  });

  it('keeps suction to seven minutes on and two minutes off', () => {
    for (const id of ['suctionOld', 'suctionNew']) {
      const { control } = index.machine.get(id)!;
      if (control.type !== 'suction') throw new Error(`${id} must be a suction machine`);
      expect([
        index.setpoint.get(control.onSTag)?.initial,
        index.setpoint.get(control.offSTag)?.initial,
        control.maxOnS,
      ]).toEqual([420, 120, 420]);
    }
    expect(index.setpoint.get('P-401.aiOnS')?.max).toBeLessThanOrEqual(420);
  });
});

describe('sequences', () => {
  const [daf] = profile.sequences;
  const order = (part: 'start' | 'stop'): string[] =>
    daf![part].map((step) => `${step.action} ${step.target}`);

  it('starts the flotation line in the order of 4.3.3 (2)', () => {
    expect(order('start')).toEqual([
      'open SOL-101',
      'start circulationPump',
      'start pacPump',
      'start reactionAgitator',
      'start phAgitator',
      'start flocAgitator',
      'enable naohPump',
      'start polymerPump',
    ]);
  });

  it('stops it in the order of 4.3.3 (2), agitators 60 s after', () => {
    expect(order('stop').slice(0, 4)).toEqual([
      'close SOL-101',
      'stop circulationPump',
      'open SV-102',
      'close SV-102',
    ]);
    expect(order('stop').slice(4)).toEqual([
      'stop pacPump',
      'stop polymerPump',
      'disable naohPump',
      'stop phAgitator',
      'stop reactionAgitator',
      'stop flocAgitator',
    ]);
    expect(
      index.setpoint.get(daf!.stop.find((step) => step.target === 'reactionAgitator')!.delayTag!)
        ?.initial,
    ).toBe(60);
  });

  it.each([
    ['weekly', 2.5, 0.03, 20],
    ['inline', 25, 0.3, 190],
  ] as const)(
    'cleans as B.5 says: %s with %d L at %d %%, %d min for a series',
    (kind, litres, percent, minutes) => {
      const cleaning = profile.cleanings.find((each) => each.kind === kind)!;
      expect([cleaning.chemicalL, cleaning.concentrationPercent]).toEqual([litres, percent]);
      expect(cleaning.phases.reduce((sum, phase) => sum + phase.durationS, 0)).toBe(minutes * 60);
      expect(cleaning.series.map((each) => [each.id, each.weekday, each.at])).toEqual([
        ['A', 5, '09:00'],
        ['B', 6, '09:00'],
      ]);
      const dosedS = cleaning.phases
        .filter((phase) => phase.run.includes('cleaningChemicalPump'))
        .reduce((sum, phase) => sum + phase.durationS, 0);
      expect((dosedS / 60) * (index.setpoint.get('DP-401.rateSet')!.initial / 1000)).toBeCloseTo(
        litres,
        9,
      );
    },
  );
});

describe('sensors of 4.1.1', () => {
  it.each([
    ['AIT-101', 'pH', 0, 14, 60],
    ['TIT-001', 'temperature', -10, 50, 60],
    ['SIT-601', 'SS', 0, 500, 300],
    ['AIT-002', 'COD', 0, 200, 900],
    ['AIT-003', 'BOD', 0, 300, 3600],
    ['AIT-004', 'NH4N', 0, 50, 900],
    ['AIT-401', 'DO', 0, 20, 60],
    ['FIT-101', 'flow', 0, 500, 60],
    ['AIT-403', 'ORP', -500, 500, 60],
    ['PDT-401', 'pressureDifference', 0, 100, 1],
  ] as const)(
    '%s measures %s from %d to %d every %d s',
    (id, quantity, min, max, samplePeriodS) => {
      expect(index.sensor.get(id)).toMatchObject({ quantity, range: { min, max }, samplePeriodS });
    },
  );

  it('are polled no slower than they sample, save the 5-minute and 1-hour ones that share a class', () => {
    const periodS = { '1s': 1, '1min': 60, '15min': 900, '1h': 3600 } as const;
    for (const sensor of profile.sensors)
      expect(periodS[index.tag.get(sensor.tag)!.pollClass]).toBeLessThanOrEqual(
        sensor.samplePeriodS,
      );
  });
});

describe('register map', () => {
  it('is read in few requests: the second-by-second tags lie within six spans of 125 registers', () => {
    const spans = new Map<string, number[]>();
    for (const tag of profile.tags.filter((each) => each.pollClass === '1s')) {
      const key = `${tag.slave}/${tag.table}/${tag.table === 'coil' || tag.table === 'discrete' ? 0 : Math.floor(tag.address / 125)}`;
      spans.set(key, [...(spans.get(key) ?? []), tag.address]);
    }
    expect(spans.size).toBeLessThanOrEqual(6);
  });

  it('uses every kind of table and several types and word orders', () => {
    expect(new Set(profile.tags.map((tag) => tag.table)).size).toBe(4);
    expect(new Set(profile.tags.map((tag) => tag.type))).toEqual(
      new Set(['bool', 'bit', 'int16', 'uint16', 'uint32', 'float32']),
    );
    expect(new Set(profile.tags.map((tag) => tag.wordOrder))).toEqual(
      new Set([null, 'ABCD', 'CDAB']),
    );
  });
});
