import { advanceAlarms } from '../alarms/alarms.ts';
import { advanceAnnunciator } from '../alarms/annunciator.ts';
import { alarmCandidates } from '../alarms/alarm-list.ts';
import type { SystemFacts } from '../alarms/alarm-list.ts';
import { advanceToday, todayFigures } from '../report/today.ts';
import { authoriseHeartbeat } from '../safety/authorise.ts';
import type { Demand } from '../safety/authorise.ts';
import { NO_MEMORY, grade, remember } from '../signal/grade.ts';
import type { TagMemory } from '../signal/grade.ts';
import type { Sample } from '../signal/sample.ts';
import { annunciate, annunciatorFault } from './annunciate.ts';
import { factsOf } from './facts.ts';
import type { Samples } from './facts.ts';
import { advanceGrid, isChange } from './grid.ts';
import type { StoredValue } from './grid.ts';
import { noteStarts } from './history.ts';
import { advanceInterlocks } from './interlocks.ts';
import { isUp, linkEvents } from './link-events.ts';
import { NO_QUALITY, advanceLive } from './live-quality.ts';
import { machineEvents } from './machine-events.ts';
import { aiFallback, controlView, modeEvents } from './mode.ts';
import { qualityEvents } from './quality-events.ts';
import type { Instant } from './record.ts';
import type { EngineState, StepInputs, StepResult } from './state.ts';

function takeIn(state: EngineState, inputs: StepInputs): ReadonlyMap<string, TagMemory> {
  if (inputs.readings.length === 0 && inputs.faults.length === 0) return state.memories;
  const memories = new Map(state.memories);
  for (const reading of inputs.readings) {
    memories.set(reading.tag, remember(memories.get(reading.tag) ?? NO_MEMORY, reading));
  }
  for (const fault of inputs.faults) {
    const memory = memories.get(fault.tag) ?? NO_MEMORY;
    if (memory.fault !== fault.kind) memories.set(fault.tag, { ...memory, fault: fault.kind });
  }
  return memories;
}

function gradeAll(
  state: EngineState,
  memories: ReadonlyMap<string, TagMemory>,
  now: Instant,
): ReadonlyMap<string, Sample> {
  const fresh = state.plant.recordClockTag === null ? 'measured' : 'recorded';
  const samples = new Map<string, Sample>();
  for (const tag of state.plant.profile.tags)
    samples.set(tag.id, grade(tag, memories.get(tag.id) ?? NO_MEMORY, now.monoMs, fresh));
  return samples;
}

/** Samples that did not change keep their identity: it is how the publisher finds the few that did. */
function sameSamples(before: Samples, graded: Samples, doubted: Samples): Samples {
  const samples = new Map<string, Sample>();
  for (const [tag, plain] of graded) {
    const next = doubted.get(tag) ?? plain;
    const was = before.get(tag);
    const same =
      was !== undefined &&
      was.value === next.value &&
      was.quality === next.quality &&
      was.provenance === next.provenance &&
      was.sourceTimeMs === next.sourceTimeMs;
    samples.set(tag, same ? was : next);
  }
  return samples;
}

/** Time of the plant: the recorded clock when the source is a recording that has been read, else ours. */
function plantTime(
  state: EngineState,
  samples: ReadonlyMap<string, Sample>,
  now: Instant,
): number | null {
  const { recordClockTag } = state.plant;
  if (recordClockTag === null) return now.wallMs;
  const seconds = samples.get(recordClockTag)?.value ?? null;
  return seconds === null ? null : seconds * 1000;
}

/**
 * The first heartbeat count of a run. The PLC takes only a changed value for a beat (seed 4.4.6), so
 * it must be another than the run before left in the register: that which was read there is passed
 * over, and where nothing was read yet, the second of the clock differs from run to run.
 */
function firstCount(state: EngineState, now: Instant): number {
  const held = state.samples.get(state.plant.profile.plc.ai.heartbeatTag)?.value ?? null;
  const count = (Math.floor(now.wallMs / 1000) % FIRST_COUNTS) + 1;
  return count === held ? count + 1 : count;
}

/** First counts stay below this, so that they fit a signed register too. */
const FIRST_COUNTS = 32_000;

/** The heartbeat when it is due and allowed; its count runs 1 to 65535 and never rests at 0. */
function heartbeat(
  state: EngineState,
  now: Instant,
): { readonly state: EngineState; readonly demands: readonly Demand[] } {
  const { dueMonoMs } = state.heartbeat;
  if (dueMonoMs !== null && now.monoMs < dueMonoMs) return { state, demands: [] };
  const count = dueMonoMs === null ? firstCount(state, now) : state.heartbeat.count;
  const demand = authoriseHeartbeat(state, count);
  if (demand === null) return { state, demands: [] };
  const periodMs = state.plant.profile.plc.ai.heartbeatPeriodS * 1000;
  return {
    // Half a scan early counts as due, else a period of one scan would become two by jitter.
    state: {
      ...state,
      heartbeat: { count: (count % 65_535) + 1, dueMonoMs: now.monoMs + periodMs - 500 },
    },
    demands: [demand],
  };
}

/**
 * One scan of the engine, and all of its thinking: grades the readings, keeps the
 * 1-minute grid, notices changes of machines, links, modes and alarms, mirrors the
 * PLC's interlocks and adds up the day. Pure: the same inputs at the same instants give
 * the same answers, on a real clock and on a simulated one.
 */
export function step(state: EngineState, inputs: StepInputs, now: Instant): StepResult {
  const { plant } = state;
  const recorded = plant.recordClockTag !== null;
  const elapsedMs = state.lastMonoMs === null ? 0 : Math.max(0, now.monoMs - state.lastMonoMs);
  const memories = takeIn(state, inputs);
  const graded = gradeAll(state, memories, now);
  const plantMs = plantTime(state, graded, now);
  const recordMs = plantMs ?? now.wallMs;
  const live = advanceLive(
    state.livePlan,
    state.live,
    graded,
    inputs.readings,
    inputs.quality ?? NO_QUALITY,
    { ...now, elapsedMs, plantMs: recordMs },
  );
  const samples = sameSamples(state.samples, graded, live.doubted);

  const facts = factsOf(plant, samples);
  const control = controlView(plant, samples, {
    recorded,
    heartbeat: inputs.heartbeat,
    monoMs: now.monoMs,
    before: state.control,
  });
  const interlocks = advanceInterlocks(plant, state.interlocks, facts, recordMs, elapsedMs);
  const machines = machineEvents(plant, state.known, samples, recordMs);
  const links = linkEvents(state.link, inputs.link, now.wallMs);
  const quality = qualityEvents(plant, state.quality, samples, recordMs, elapsedMs);
  const linkUp = isUp(inputs.link);
  const silentSlaves = inputs.link.slaves
    .filter((slave) => slave.state === 'silent' || slave.state === 'faulty')
    .map(({ slave }) => slave);
  const system: SystemFacts = {
    linkUp: linkUp || inputs.link.state === 'connecting',
    linkDetail: inputs.link.detail,
    slaves: inputs.link.slaves.map(({ slave }) => slave),
    silentSlaves,
    annunciatorFault: annunciatorFault(state, samples, linkUp, silentSlaves),
    aiFallback: recorded ? 'false' : aiFallback(plant, samples, control),
    historian: inputs.historian,
    freeDiskBytes: inputs.freeDiskBytes,
    readOnlySource: recorded,
    criticalLost: live.criticalLost,
  };
  const alarms = advanceAlarms(
    state.alarms,
    state.flood,
    {
      candidates: alarmCandidates(plant, state.alarmPlan, facts, system, inputs.external),
      floodSetting: state.alarmPlan.settings.flood,
    },
    { wallMs: recordMs, monoMs: now.monoMs },
    elapsedMs,
  );
  const sound = advanceAnnunciator(
    plant.profile.plc.annunciator ?? null,
    state.annunciator.memory,
    alarms.active,
    alarms.flood.sinceMs !== null,
    recordMs,
  );

  const changes: StoredValue[] = [];
  const stored = new Map(state.stored);
  for (const tag of state.changeTags) {
    const sample = samples.get(tag.id);
    if (sample === undefined || !isChange(stored.get(tag.id), sample)) continue;
    stored.set(tag.id, sample);
    // A value keeps the time the plant had it; the loss of one is dated by when it was noticed.
    const tsMs =
      sample.quality === 'good' || sample.quality === 'uncertain' ? sample.sourceTimeMs : recordMs;
    changes.push({
      tag: tag.id,
      value: sample.value,
      quality: sample.quality,
      provenance: sample.provenance,
      tsMs,
    });
  }

  const grid =
    plantMs === null
      ? { state: state.grid, rows: [] }
      : advanceGrid(state.grid, state.gridTags, state.samples, samples, plantMs, recorded);
  const today =
    plantMs === null ? state.today : advanceToday(state.today, state.sources, samples, plantMs);
  const history = noteStarts(state.history, machines.started, now.wallMs);

  const next: EngineState = {
    ...state,
    lastMonoMs: now.monoMs,
    memories,
    samples,
    stored,
    control,
    today,
    history,
    linkUp,
    grid: grid.state,
    known: machines.known,
    link: links.memory,
    interlocks: interlocks.memories,
    interlockViews: interlocks.views,
    alarms: alarms.memories,
    flood: alarms.flood,
    annunciator: { ...state.annunciator, ...sound },
    quality: quality.memories,
    live: live.state,
  };
  const beat = heartbeat(next, now);
  const told = annunciate(beat.state, now);
  return {
    state: told.state,
    demands: [...beat.demands, ...told.demands],
    events: [
      ...links.events,
      ...modeEvents(state.control, control, recordMs),
      ...machines.events,
      ...interlocks.events,
      ...alarms.events,
      ...quality.events,
      ...live.events,
    ],
    snapshot: {
      samples,
      control,
      alarms: alarms.active,
      alarmCandidates: alarms.candidates,
      today: todayFigures(today, inputs.day, recordMs),
      plantMs: recordMs,
      effective: live.effective,
      criticalLost: live.criticalLost,
    },
    looks: live.looks,
    notes: live.notes,
    grid: grid.rows,
    changes,
    occurrences: alarms.occurrences,
    saveState: alarms.changed || history !== state.history || grid.rows.length > 0,
  };
}
