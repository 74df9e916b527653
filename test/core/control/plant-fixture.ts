import path from 'node:path';
import { plantContext } from '#core/control/plant-context.ts';
import type { PlantContext } from '#core/control/plant-context.ts';
import { firstState } from '#core/control/state.ts';
import type { EngineState, StepInputs } from '#core/control/state.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Sample } from '#core/signal/sample.ts';
import type { Reading } from '#core/signal/grade.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';

/** The product's own default profile: the tests run on what is shipped. */
export function geumgang(): PlantProfile {
  const loaded = readProfile(
    path.resolve(import.meta.dirname, '../../../resources/profiles/geumgang-mbr'),
  );
  if (!loaded.ok)
    throw new Error(
      loaded.error.map((issue) => `${issue.file} ${issue.path}: ${issue.rule}`).join('\n'),
    );
  return loaded.value;
}

export const T0 = Date.UTC(2026, 10, 21, 3, 0, 0);

export const good = (value: number): Sample => ({
  value,
  quality: 'good',
  provenance: 'measured',
  sourceTimeMs: T0,
});
export const commFault = (value: number | null): Sample => ({
  value,
  quality: 'commFault',
  provenance: 'held',
  sourceTimeMs: T0,
});

/** Values of a calm plant: mid levels, all units remote, automatic, ready and standing, AI switch on and accepted. */
export function calmValues(plant: PlantContext): Map<string, number> {
  const values = new Map<string, number>();
  for (const tag of plant.profile.tags) {
    values.set(tag.id, tag.min !== null && tag.max !== null ? (tag.min + tag.max) / 2 : 0);
  }
  for (const unit of plant.units.keys()) {
    for (const [role, value] of Object.entries({
      run: 0,
      remote: 1,
      auto: 1,
      fault: 0,
      ready: 1,
      cmd: 0,
    })) {
      if (values.has(`${unit}.${role}`)) values.set(`${unit}.${role}`, value);
    }
  }
  for (const tank of plant.profile.tanks) {
    if (tank.levelTag !== null) values.set(tank.levelTag, tank.marksM.M ?? tank.initialLevelM);
  }
  for (const { tag, initial } of plant.profile.plc.setpoints) values.set(tag, initial);
  for (const { item, tag } of plant.profile.limits.readings)
    values.set(tag, item === 'pH' ? 7.2 : 0.1);
  const { switchTag, activeTag } = plant.profile.plc.ai;
  values.set(switchTag, 1);
  values.set(activeTag, 1);
  return values;
}

/** A state in which the PLC takes commands and every reading is good. */
export function calmState(plant: PlantContext): EngineState {
  return {
    ...firstState(plant),
    samples: new Map([...calmValues(plant)].map(([tag, value]) => [tag, good(value)])),
    control: { mode: 'remote', aiSwitch: true, heartbeatOk: true },
    linkUp: true,
  };
}

export const withSamples = (
  state: EngineState,
  changes: Readonly<Record<string, Sample>>,
): EngineState => ({ ...state, samples: new Map([...state.samples, ...Object.entries(changes)]) });

export const readingsOf = (
  values: ReadonlyMap<string, number>,
  wallMs: number,
  monoMs: number,
): Reading[] => [...values].map(([tag, value]) => ({ tag, value, sourceTimeMs: wallMs, monoMs }));

export const quietInputs = (changes: Partial<StepInputs> = {}): StepInputs => ({
  readings: [],
  faults: [],
  link: { state: 'connected', detail: null, slaves: [{ slave: 1, state: 'answering' }] },
  heartbeat: { lastOkMonoMs: null },
  day: { startMs: T0 - 3 * 3_600_000, yesterdayStartMs: T0 - 27 * 3_600_000 },
  historian: 'ok',
  freeDiskBytes: 1e12,
  ...changes,
});

export { plantContext };
