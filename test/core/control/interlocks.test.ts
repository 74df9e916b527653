import { describe, expect, it } from 'vitest';
import { advanceInterlocks } from '#core/control/interlocks.ts';
import type { InterlockMemories } from '#core/control/interlocks.ts';
import type { PlantFacts } from '#core/plant/condition.ts';
import type { Interlock } from '#core/plant/logic.ts';
import { geumgang, plantContext } from './plant-fixture.ts';

const profile = geumgang();
const model = profile.interlocks[0]!;
const interlock = (action: Interlock['action']): Interlock => ({
  ...model,
  id: `high-${action}`,
  when: { tank: 'TK-EQ', atOrAbove: 'H' },
  release: { tank: 'TK-EQ', below: 'L' },
  forS: 0,
  action,
});
const plant = plantContext({
  ...profile,
  interlocks: [interlock('stop'), interlock('inhibitStart')],
});
const at = (levelM: number | null): PlantFacts => ({
  tagValue: () => null,
  levelM: () => levelM,
  markM: (_tank, mark) => (mark === 'H' ? 2 : 1),
  machineState: () => null,
});

function run(levels: readonly (number | null)[]): { states: string[]; events: string[] } {
  let memories: InterlockMemories = {};
  const states: string[] = [];
  const events: string[] = [];
  for (const level of levels) {
    const step = advanceInterlocks(plant, memories, at(level), 0, 1000);
    memories = step.memories;
    states.push([...step.views.values()].map((view) => view.state).join(' '));
    events.push(...step.events.map(({ code, params }) => `${code} ${String(params['interlock'])}`));
  }
  return { states, events };
}

describe('the mirror of the interlocks', () => {
  it('holds until the release condition, not until the level falls a little', () => {
    expect(run([0.5, 2.1, 1.9, 1.1, 0.9]).states).toEqual([
      'clear clear', 'active active', 'active active', 'active active', 'clear clear',
    ]);
  });

  it('stays as it was while the level is not known, and says so when it was clear', () => {
    expect(run([null, 2.1, null]).states).toEqual(['unknown unknown', 'active active', 'active active']);
  });

  it('writes down those that stop a machine, not those that only hold back a start', () => {
    expect(run([0.5, 2.1, 0.9]).events).toEqual([
      'machine.interlockActive high-stop', 'machine.interlockReleased high-stop',
    ]);
  });
});
