import { alarmPlan } from '../alarms/alarm-list.ts';
import type { AlarmCandidate, AlarmPlan, ExternalAlarm } from '../alarms/alarm-list.ts';
import type { ActiveAlarm } from '../alarms/alarms.ts';
import { NO_FLOOD } from '../alarms/flood.ts';
import type { FloodState } from '../alarms/flood.ts';
import type { AlarmMemories } from '../alarms/memory.ts';
import type { OccurrenceChange } from '../alarms/occurrence.ts';
import type { Tag } from '../plant/tag.ts';
import { EMPTY_TODAY, todaySources } from '../report/today.ts';
import type { PlantDay, TodayFigures, TodaySources, TodayState } from '../report/today.ts';
import type { Demand } from '../safety/authorise.ts';
import { NO_MEMORY } from '../signal/grade.ts';
import type { ReadFault, Reading, TagMemory } from '../signal/grade.ts';
import { NEVER_READ } from '../signal/sample.ts';
import type { Sample } from '../signal/sample.ts';
import type { Effective } from '../signal/virtual/estimate.ts';
import { FIRST_ANNUNCIATOR } from './annunciate.ts';
import type { AnnunciatorState } from './annunciate.ts';
import { EMPTY_GRID } from './grid.ts';
import type { GridState, StoredValue } from './grid.ts';
import type { InterlockMemories, InterlockView } from './interlocks.ts';
import { EMPTY_LINK } from './link-events.ts';
import type { LinkInput, LinkMemory } from './link-events.ts';
import { FIRST_LIVE_QUALITY, livePlan } from './live-quality.ts';
import type { LiveNote, LivePlan, LiveQuality, QualityInput } from './live-quality.ts';
import type { KnownBits } from './machine-events.ts';
import { FIRST_VIEW } from './mode.ts';
import type { ControlView, HeartbeatInput } from './mode.ts';
import type { PlantContext } from './plant-context.ts';
import type { PlantEvent } from './record.ts';
import type { MachineLocks } from '../work/lock.ts';
import type { QualityMemories } from './quality-events.ts';

/** What was commanded, for the rate limits. Wall times, since the limits outlive a restart. */
export interface CommandHistory {
  /** Last start of each unit, seen in its run bit or commanded; ms UTC. */
  readonly lastStartMs: Readonly<Record<string, number>>;
  /** Set-points written or tried of late: [ms UTC, value before, value after]. */
  readonly setpoints: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
}
const NO_HISTORY: CommandHistory = Object.freeze({ lastStartMs: {}, setpoints: {} });

/** All the engine knows between two scans. Plain data; `plant` and `tagLists` never change during a run. */
export interface EngineState {
  readonly plant: PlantContext;
  readonly gridTags: readonly Tag[];
  readonly changeTags: readonly Tag[];
  readonly sources: TodaySources;
  readonly lastMonoMs: number | null;
  readonly memories: ReadonlyMap<string, TagMemory>;
  readonly samples: ReadonlyMap<string, Sample>;
  /** Last stored sample of each change tag. */
  readonly stored: ReadonlyMap<string, Sample>;
  readonly grid: GridState;
  readonly known: KnownBits;
  readonly link: LinkMemory;
  readonly interlocks: InterlockMemories;
  readonly interlockViews: ReadonlyMap<string, InterlockView>;
  /** The alarms with their settings; made anew only when a setting changes. */
  readonly alarmPlan: AlarmPlan;
  readonly alarms: AlarmMemories;
  readonly flood: FloodState;
  /** Silence, horn and lamps. */
  readonly annunciator: AnnunciatorState;
  readonly quality: QualityMemories;
  readonly livePlan: LivePlan;
  readonly live: LiveQuality;
  readonly control: ControlView;
  readonly today: TodayState;
  readonly history: CommandHistory;
  /** Locks with a tag on motors: no start crosses one. */
  readonly locks: MachineLocks;
  readonly linkUp: boolean;
  /** Next heartbeat count and when it is due (monotonic); null = at once. */
  readonly heartbeat: { readonly count: number; readonly dueMonoMs: number | null };
}

/** What people change about the alarms between two scans. */
export type AlarmChange = Partial<Pick<EngineState, 'alarms' | 'alarmPlan' | 'annunciator'>>;

/** What the scan hands to the step. */
export interface StepInputs {
  readonly readings: readonly Reading[];
  readonly faults: readonly ReadFault[];
  readonly link: LinkInput;
  readonly heartbeat: HeartbeatInput;
  /** Present and previous plant day in local time, worked out by the caller who knows time zones. */
  readonly day: PlantDay;
  readonly historian: 'ok' | 'delayed' | 'failing';
  readonly freeDiskBytes: number | null;
  /** What the tests of the last minute say; without it every sensor is good until its reading says otherwise. */
  readonly quality?: QualityInput;
  /** Alarms other parts of the engine raise; left out when there are none. */
  readonly external?: readonly ExternalAlarm[];
}

/** A command that reached the bus, for the rate limits. */
export type CommandDone =
  | { readonly type: 'start'; readonly unit: string; readonly atMs: number }
  | {
      readonly type: 'setpoint';
      readonly tag: string;
      readonly atMs: number;
      readonly from: number;
      readonly to: number;
    };

/** What the window is shown of one scan. */
export interface PlantSnapshot {
  readonly samples: ReadonlyMap<string, Sample>;
  readonly control: ControlView;
  readonly alarms: readonly ActiveAlarm[];
  /** What raised them or could have, by id. */
  readonly alarmCandidates: ReadonlyMap<string, AlarmCandidate>;
  readonly today: TodayFigures;
  /** Time of the plant: ours, or that of the recording. */
  readonly plantMs: number;
  /** What stands for each sensor now: its own reading, corrected, or what takes its place. */
  readonly effective: ReadonlyMap<string, Effective>;
  /** Critical sensors without a trusted reading of their own; from `criticalLimit` of the profile on the control layer must act. */
  readonly criticalLost: readonly string[];
}

export interface StepResult {
  readonly state: EngineState;
  /** Writes the engine wants by itself; those of people go through `authorise` when they come. */
  readonly demands: readonly Demand[];
  readonly events: readonly PlantEvent[];
  readonly snapshot: PlantSnapshot;
  readonly grid: readonly StoredValue[];
  readonly changes: readonly StoredValue[];
  /** Sensors to read again at once, and what earlier second looks settled. */
  readonly looks: readonly string[];
  readonly notes: readonly LiveNote[];
  /** What became of occurrences of alarms in this scan, each a version to be stored. */
  readonly occurrences: readonly OccurrenceChange[];
  /** Something that must outlive a crash changed (alarms, starts, totals at the minute). */
  readonly saveState: boolean;
}

/** State of an engine that has seen nothing yet. */
export function firstState(plant: PlantContext): EngineState {
  const { tags } = plant.profile;
  return {
    plant,
    gridTags: tags.filter((tag) => tag.store === 'grid'),
    changeTags: tags.filter((tag) => tag.store === 'change'),
    sources: todaySources(plant),
    lastMonoMs: null,
    memories: new Map(tags.map((tag) => [tag.id, NO_MEMORY])),
    samples: new Map(tags.map((tag) => [tag.id, NEVER_READ])),
    stored: new Map(),
    grid: EMPTY_GRID,
    known: {},
    link: EMPTY_LINK,
    interlocks: {},
    interlockViews: new Map(),
    alarmPlan: alarmPlan(plant),
    alarms: {},
    flood: NO_FLOOD,
    annunciator: FIRST_ANNUNCIATOR,
    quality: {},
    livePlan: livePlan(plant.profile, plant.recordClockTag !== null),
    live: FIRST_LIVE_QUALITY,
    control: FIRST_VIEW,
    today: EMPTY_TODAY,
    history: NO_HISTORY,
    locks: {},
    linkUp: false,
    heartbeat: { count: 1, dueMonoMs: null },
  };
}
