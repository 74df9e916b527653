import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf as engineFactsOf } from '#core/control/facts.ts';
import { plantContext } from '#core/control/plant-context.ts';
import { shortLabels } from '#renderer/model/short-name.ts';
import { factsOf, machineRunState, machineUnits } from '#renderer/model/machine-state.ts';
import { machineFits } from '#renderer/model/machine-filter.ts';
import { indexForScreens } from '#renderer/model/profile-index.ts';
import { layoutStations } from '#renderer/model/station-layout.ts';
import { labelledMarks, tankLevel } from '#renderer/model/tank-level.ts';
import { readingOf } from '#renderer/model/reading.ts';
import { shippedProfile } from './profile.ts';
import type { WireSample } from '#contract/snapshot.ts';

const profile = shippedProfile();
const index = indexForScreens(profile);

describe('tank levels', () => {
  it('lie between floor and rim, rise with the level and reach marks in order', () => {
    for (const tank of profile.tanks.filter((each) => each.levelTag !== null)) {
      fc.assert(fc.property(fc.double({ min: -1, max: tank.depthM * 2, noNaN: true }), (levelM) => {
        const view = tankLevel(tank, levelM);
        expect(view.fraction).toBeGreaterThanOrEqual(0);
        expect(view.fraction).toBeLessThanOrEqual(1);
        for (const mark of view.marks) expect(mark.reached).toBe(levelM >= (tank.marksM[mark.mark] ?? Infinity));
      }));
      expect(tankLevel(tank, tank.marksM.HHAL ?? tank.depthM).band).toBe('high');
      expect(tankLevel(tank, 0).band).toBe(tank.marksM.LL === undefined ? 'normal' : 'low');
    }
  });

  it('are not made up: no reading, no level; a weir without a sensor stands at its weir', () => {
    for (const tank of profile.tanks) {
      const view = tankLevel(tank, null);
      if (tank.levelTag !== null) expect(view.fraction).toBeNull();
      else expect(view.atWeir).toBe(tank.surface === 'weir');
    }
  });

  it('label only marks that do not touch', () => {
    for (const tank of profile.tanks) {
      const shown = labelledMarks(tankLevel(tank, 1).marks, 110, 13);
      for (let i = 1; i < shown.length; i++) expect((shown[i]!.fraction - shown[i - 1]!.fraction) * 110).toBeGreaterThanOrEqual(13);
    }
  });
});

describe('station layout', () => {
  it('fills the width exactly and keeps every gap', () => {
    fc.assert(fc.property(fc.integer({ min: 700, max: 4000 }), (width) => {
      const boxes = layoutStations(profile.display.stations, index.machine, new Set(profile.site.gravity.map((way) => way.from)), width, 38);
      const last = boxes.at(-1)!;
      expect(last.xPx + last.widthPx).toBeCloseTo(width, 6);
      for (let i = 1; i < boxes.length; i++) expect(boxes[i]!.xPx - (boxes[i - 1]!.xPx + boxes[i - 1]!.widthPx)).toBeCloseTo(38, 6);
    }));
  });

  it('leaves every tank room for a finger, on the smallest screen and up', () => {
    fc.assert(fc.property(fc.integer({ min: 1366 - 56, max: 4000 }), (width) => {
      const boxes = layoutStations(profile.display.stations, index.machine, new Set(profile.site.gravity.map((way) => way.from)), width, 38);
      for (const { station, widthPx } of boxes) expect(widthPx / station.tanks.length).toBeGreaterThanOrEqual(46 - 1e-9);
    }));
  });
});

describe('machines', () => {
  const wire = fc.record({ run: fc.constantFrom<number | null>(0, 1, null), fault: fc.constantFrom<number | null>(0, 1, null), quality: fc.constantFrom(0, 3, 4) });

  it('count as running, stopped or faulted just as the engine counts them', () => {
    const machine = profile.machines.find((each) => each.units.length === 2)!;
    fc.assert(fc.property(fc.array(wire, { minLength: 2, maxLength: 2 }), (units) => {
      const samples: Record<string, WireSample> = {};
      units.forEach((unit, i) => {
        const id = machine.units[i]!.id;
        samples[`${id}.run`] = [unit.run, unit.run === null ? 6 : unit.quality, 0, 1];
        samples[`${id}.fault`] = [unit.fault, unit.fault === null ? 6 : unit.quality, 0, 1];
      });
      const engine = engineFactsOf(plantContext(profile), new Map(Object.entries(samples).map(([tag, sample]) => [tag, readingOf(sample)])));
      expect(factsOf(samples, index).machineState(machine.id)).toBe(engine.machineState(machine.id));
    }));
  });

  it('show a fault before anything else', () => {
    const machine = profile.machines.find((each) => each.units.length === 2)!;
    const [a, b] = machine.units;
    const samples: Record<string, WireSample> = { [`${a!.id}.run`]: [1, 0, 0, 1], [`${b!.id}.fault`]: [1, 0, 0, 1] };
    expect(machineRunState(machineUnits(machine, samples, index))).toBe('fault');
  });

  it('are found by name, number and state', () => {
    const all = { text: '', state: 'all', kind: 'all', machines: null } as const;
    const ko = (text: { ko: string }): string => text.ko;
    const fitting = (filters: Parameters<typeof machineFits>[2]): number => profile.machines.filter((machine) => machineFits(machine, machineUnits(machine, {}, index), filters, ko)).length;
    expect(fitting(all)).toBe(28);
    expect(fitting({ ...all, text: 'p101a' })).toBe(2);
    expect(fitting({ ...all, kind: 'blower' })).toBe(1);
    expect(fitting({ ...all, state: 'running' })).toBe(0);
  });
});

describe('short labels', () => {
  it('tell what is measured, and where only when that is needed', () => {
    expect(shortLabels([{ name: 'Series A transmembrane pressure', quantity: 'TMP' }, { name: 'Series B transmembrane pressure', quantity: 'TMP' }, { name: 'Membrane tank DO', quantity: 'DO' }])).toEqual(['TMP A', 'TMP B', 'DO']);
  });
});
