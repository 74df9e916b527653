import { alarmCounts } from '#core/alarms/desk.ts';
import { heldOutputs } from '#core/control/annunciate.ts';
import type { EngineState, PlantSnapshot } from '#core/control/state.ts';
import type { EngineStatus } from '#contract/snapshot.ts';
import type { FieldBus } from '#engine/ports/fieldbus.ts';
import type { HistorianStats } from '#engine/ports/historian.ts';
import { linkView } from './link-view.ts';
import type { StoreStatus } from './store-queue.ts';

export interface StatusParts {
  readonly state: EngineState;
  readonly snapshot: PlantSnapshot | null;
  readonly wallMs: number;
  readonly startedMs: number;
  readonly scan: EngineStatus['scan'];
  readonly bus: FieldBus | null;
  readonly store: StoreStatus;
  readonly stats: HistorianStats | null;
  readonly connection: string;
}

/** What the window is told of the engine with every scan. */
export function engineStatus(parts: StatusParts): EngineStatus {
  const { state, snapshot, stats } = parts;
  const { unacknowledged, ...counts } = alarmCounts(state.alarms, state.flood);
  return {
    wallMs: parts.wallMs,
    startedMs: parts.startedMs,
    scan: parts.scan,
    link: linkView(parts.bus?.status() ?? null),
    control: state.control,
    alarms: (snapshot?.alarms ?? []).map((alarm) => ({ ...alarm, params: { ...alarm.params } })),
    alarmCounts: { ...counts, unacknowledged: [...unacknowledged] },
    silence: state.annunciator.memory.silence,
    ...annunciatorView(state),
    today: snapshot?.today ?? {
      sinceMs: parts.startedMs,
      energyKwh: null,
      energyYesterdaySameHourKwh: null,
      inflowM3: null,
      outflowM3: null,
    },
    historian: {
      ...parts.store,
      fileBytes: stats?.fileBytes ?? null,
      freeDiskBytes: stats?.freeDiskBytes ?? null,
    },
    connection: parts.connection,
    criticalLost: [...(snapshot?.criticalLost ?? [])],
    criticalLimit: state.plant.profile.quality.criticalLost,
    locks: Object.values(state.locks ?? {}).flat(),
    activeInterlocks: [...state.interlockViews.values()]
      .filter((view) => view.state === 'active')
      .map((view) => view.id),
  };
}

function annunciatorView({
  plant,
  samples,
  annunciator,
}: EngineState): Pick<EngineStatus, 'annunciator'> {
  const setting = plant.profile.plc.annunciator;
  if (setting === undefined) return {};
  const held = heldOutputs(plant, samples);
  return {
    annunciator: {
      outputs: setting.outputs.map(({ tag }, i) => ({
        tag,
        wanted: annunciator.wanted[i] ?? false,
        held: held[i] ?? null,
      })),
      restUntilMs: annunciator.memory.rest?.untilMs ?? null,
      testUntilMs: annunciator.memory.testUntilMs,
    },
  };
}
