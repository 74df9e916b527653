import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PLANT_ACTION_NAMES } from '#core/scenario/action.ts';
import { checkScenario } from '#core/scenario/check-scenario.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { readLibrary } from '#twin/scenario/library.ts';
import { runToEnd } from '#twin/scenario/run-to-end.ts';
import { geumgang } from '../profile.ts';

const folder = path.resolve(import.meta.dirname, '../../../resources/scenarios');
/** Seed 8.3.3, the four surprises of 4.2.4, four breakdowns and the template. */
const IDS = [
  ...Array.from({ length: 10 }, (_, i) => `s-${String(i + 1).padStart(2, '0')}`),
  ...['heavy-rain', 'industrial-discharge', 'festival', 'sensor-decay'],
  ...['blower-trip', 'membrane-breach', 'power-cut', 'dewatering-breakdown', 'free'],
];

let profile: PlantProfile;
let scenarios: ReadonlyMap<string, Scenario>;
beforeAll(async () => {
  profile = await geumgang();
  const library = await readLibrary(folder, profile.site.id);
  expect(library.problems).toEqual([]);
  scenarios = new Map(library.scenarios.map((each) => [each.id, each]));
});
const get = (id: string): Scenario => {
  const found = scenarios.get(id);
  if (found === undefined) throw new Error(`no scenario ${id}`);
  return found;
};

/** What did not come as expected, with the time it was decided. */
function missed(scenario: Scenario, stopAtFailure = false): string[] {
  const skipped: string[] = [];
  const played = runToEnd({
    profile,
    scenario,
    seed: 1,
    stopAtFailure,
    onNotice: ({ kind, what, detail }) => {
      if (kind === 'skipped') skipped.push(`${what}: ${detail ?? ''}`);
    },
  });
  if (!played.ok) return played.error.map((fault) => JSON.stringify(fault));
  const { expectations } = played.value;
  return [
    ...skipped,
    ...expectations
      .filter((each) => (stopAtFailure ? each.state === 'failed' : each.state !== 'met'))
      .map((each) => `${each.id} at ${String(each.atS)} s: ${each.text.en}`),
  ];
}

describe('shipped scenarios', () => {
  test('are all there and fit the plant', () => {
    expect([...scenarios.keys()].sort()).toEqual([...IDS].sort());
    for (const scenario of scenarios.values())
      expect(checkScenario(scenario, profile), scenario.id).toEqual([]);
  });

  test('the template does everything that can be done', () => {
    const done = new Set(get('free').steps.map((step) => step.action.cmd));
    expect(PLANT_ACTION_NAMES.filter((name) => !done.has(name))).toEqual([]);
  });

  test.each(IDS)('%s: what is expected comes, and would not without it', (id) => {
    const scenario = get(id);
    expect(missed(scenario)).toEqual([]);
    // The same hours with nothing done but what is there already.
    const calm: Scenario = {
      ...scenario,
      tickMs: Math.max(scenario.tickMs ?? 0, 10_000) === 30_000 ? 30_000 : 10_000,
      steps: [{ atS: 0, action: { cmd: 'clearAll' } }],
    };
    expect(missed(calm, true), 'all expectations hold even when nothing happens').not.toEqual([]);
  });
});
