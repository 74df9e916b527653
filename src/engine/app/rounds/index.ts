import { usable } from '#core/control/facts.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { Engine } from '../engine.ts';
import type { LaboratoryService } from '../laboratory/laboratory-service.ts';
import type { WorkDesk } from '../work/index.ts';
import type { Consequences, WorkAsked } from './follow-up.ts';
import { FormService } from './form-service.ts';
import { RoundsAfter } from './rounds-after.ts';
import { RoundsDesk } from './rounds-desk.ts';
import { RoundsSetup } from './rounds-setup.ts';
import { RoundsView } from './rounds-view.ts';
import { RoundsWalk } from './rounds-walk.ts';
import { RoundsWatch } from './watch.ts';
import type { OverdueAlarms } from './watch.ts';

/** Rounds of a running engine. */
export interface RoundsParts {
  readonly desk: RoundsDesk;
  readonly view: RoundsView;
  readonly walk: RoundsWalk;
  readonly after: RoundsAfter;
  readonly setup: RoundsSetup;
  readonly watch: RoundsWatch;
  readonly form: FormService;
  /** Ends the watch and the thread of the forms. */
  readonly stop: () => void;
  /** Reads everything anew, after a copy of the history was brought back. */
  readonly reload: () => void;
}

export function createRounds(
  parts: {
    readonly engine: Engine;
    readonly clock: Clock;
    readonly log: Log;
    readonly laboratory: LaboratoryService;
    /** Where overdue rounds stand as alarms. */
    readonly alarms?: OverdueAlarms;
  } & Consequences,
): RoundsParts {
  const { engine, clock, log, laboratory, openWork, openCalibration } = parts;
  const { profile, historian } = engine;
  const desk = new RoundsDesk({
    profile,
    historian,
    clock,
    log,
    laboratory,
    openWork,
    openCalibration,
    store: (part) =>
      engine.store.add({ grid: [], changes: [], events: [], receipts: [], state: {}, ...part }),
    live: (tag) => usable(engine.state.samples, tag),
  });
  const view = new RoundsView(desk);
  const walk = new RoundsWalk(desk);
  const after = new RoundsAfter(desk, walk);
  const setup = new RoundsSetup(desk);
  const watch = new RoundsWatch({ desk, after, walk, clock, log, alarms: parts.alarms ?? null });
  const reload = (): void => {
    watch.forget();
    desk.reload();
  };
  const form = new FormService(clock, log);
  const stop = (): void => {
    watch.stop();
    form.close();
  };
  return { desk, view, walk, after, setup, watch, form, stop, reload };
}

const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;

/** Work orders of failed items, at the machine, tank or sensor of the item. */
export const workOf =
  (desk: WorkDesk, engine: Engine): Consequences['openWork'] =>
  async ({ sourceId, title, description, priority, equipment, who }: WorkAsked) => {
    const { machines, tanks, sensors } = engine.profile;
    const machine = machines.find(({ units }) => units.some(({ id }) => id === equipment));
    const opened = await desk.open({
      source: { kind: 'round', id: sourceId },
      title,
      description,
      place: {
        machine: machine?.id ?? null,
        unit: machine === undefined ? null : equipment,
        tank: tanks.some(({ id }) => id === equipment) ? equipment : null,
        sensor: sensors.find(({ id }) => id === equipment)?.tag ?? null,
      },
      priority: PRIORITIES[priority - 1] ?? 'normal',
      who,
    });
    return opened.ok ? opened.value.order.id : null;
  };

/** Calibrations of sensors that a reading of a round speaks against. */
export const calibrationsOf =
  (engine: Engine): Consequences['openCalibration'] =>
  async ({ tag, sensorValue, referenceValue, readingId }) => {
    const opened = await engine.quality.askCalibration(tag, {
      cause: 'portable',
      sensorValue,
      referenceValue,
      readingIds: [readingId],
      params: { value: sensorValue, reference: referenceValue },
    });
    return opened.ok;
  };
