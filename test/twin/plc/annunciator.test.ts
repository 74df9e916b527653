import { describe, expect, it } from 'vitest';
import { takeAlive, takeOutput } from '#twin/plc/annunciator.ts';
import { createTagSources } from '#twin/plc/tag-sources.ts';
import { geumgang } from '../profile.ts';
import { PlcRig } from './rig.ts';

const profile = await geumgang();
const sources = createTagSources(profile);
const read = (rig: PlcRig, tag: string): number | undefined =>
  sources.get(tag)?.({
    state: rig.state,
    inputs: rig.inputs,
    now: { weekday: 0, secondOfDay: 0, dayOfYear: 1, dayNumber: 0 },
    scanMs: 0,
    cleaningDone: null,
  });

describe('horn and lamps at the PLC', () => {
  it('are dropped when the count stands still, and the panel rings for the PC that is lost', () => {
    const rig = new PlcRig(profile);
    rig.state.ai.switchOn = false;
    takeOutput(rig.state, 0, true);
    rig.wait(400);
    // Nobody has counted yet, so nothing is watched.
    expect(read(rig, 'PLC-ANN.siren')).toBe(1);
    expect(read(rig, 'PLC.beacon')).toBe(0);
    takeAlive(rig.state, 7);
    rig.wait(120);
    takeAlive(rig.state, 8);
    rig.wait(179);
    expect(read(rig, 'PLC-ANN.siren')).toBe(1);
    rig.wait(3);
    expect([read(rig, 'PLC-ANN.siren'), read(rig, 'PLC.horn'), read(rig, 'PLC.beacon')]).toEqual([
      0, 1, 1,
    ]);
    // The same count again is no sign of life; the panel's horn stops, its beacon stays.
    takeAlive(rig.state, 8);
    rig.wait(60);
    expect([read(rig, 'PLC.horn'), read(rig, 'PLC.beacon')]).toEqual([0, 1]);
    takeAlive(rig.state, 9);
    takeOutput(rig.state, 0, true);
    rig.wait(2);
    expect([read(rig, 'PLC-ANN.siren'), read(rig, 'PLC.beacon')]).toEqual([1, 0]);
    expect(read(rig, 'PLC-ANN.alive')).toBe(9);
  });

  it('count the time of whoever writes while plant time runs faster', () => {
    const rig = new PlcRig(profile, undefined, 60);
    takeAlive(rig.state, 1);
    rig.wait(3600);
    expect(read(rig, 'PLC.beacon')).toBe(0);
  });
});
