import type { PlantProfile } from '../plant/profile.ts';
import { POLL_PERIOD_MS } from '../plant/tag.ts';
import type { Reading } from '../signal/grade.ts';
import { isUsable } from '../signal/sample.ts';
import type { Sample } from '../signal/sample.ts';
import { FIRST_LIVE, liveSettings, lookAt } from '../signal/qa/live.ts';
import type { LiveMemory, LiveSettings, LiveVerdict } from '../signal/qa/live.ts';
import { criticalLost } from '../signal/substitute/substitute.ts';
import { SUBSTITUTES } from '../signal/virtual/estimate.ts';
import type { Effective, Estimate, Substitute, Trust } from '../signal/virtual/estimate.ts';
import type { Samples } from './facts.ts';
import type { Instant, PlantEvent } from './record.ts';

/** What the tests of the last minute say, for the scans until the next one. */
export interface QualityInput {
  /** Sensors that are not good by the tests of the minute. */
  readonly trust: ReadonlyMap<string, Exclude<Trust, 'good'>>;
  /** Sensors somebody works on: their own reading does not count. */
  readonly maintenance: ReadonlySet<string>;
  /** Bias that accepted corrections take off now. */
  readonly corrections: ReadonlyMap<string, Estimate>;
  /** Sensors that something stands in for, by the rules of the minute. */
  readonly standing: ReadonlyMap<string, Substitute | 'none'>;
  /** What could stand in for a sensor at once. */
  readonly standIns: ReadonlyMap<string, Readonly<Partial<Record<Substitute, Estimate>>>>;
}
export const NO_QUALITY: QualityInput = Object.freeze({
  trust: new Map(),
  maintenance: new Set<string>(),
  corrections: new Map(),
  standing: new Map(),
  standIns: new Map(),
});

/** What never changes during a run. */
export interface LivePlan {
  readonly settings: ReadonlyMap<string, LiveSettings>;
  /** Time after which an instrument has a new reading, ms; a second look before that sees the first one again. */
  readonly newsAfterMs: ReadonlyMap<string, number>;
  readonly sensors: PlantProfile['quality']['sensors'];
  /** As many critical sensors lost at once are an event. */
  readonly limit: number;
  /** A second look at a recording shows the same record again. */
  readonly mayLookAgain: boolean;
}

interface SensorLive {
  readonly memory: LiveMemory;
  /** Verdict on the latest reading; it stands until the next one. */
  readonly grade: LiveVerdict['grade'];
  readonly check: LiveVerdict['check'];
  /** How long it has been without a trusted reading of its own, ms. */
  readonly lostMs: number;
}
const FIRST_SENSOR: SensorLive = Object.freeze({
  memory: FIRST_LIVE,
  grade: 'good',
  check: null,
  lostMs: 0,
});

/** Plain data between two scans. */
export interface LiveQuality {
  readonly sensors: Readonly<Record<string, SensorLive>>;
  readonly ranMs: number;
  /** Whether too many critical sensors are lost, as it was told, and how long the contrary has stood. */
  readonly told: boolean;
  readonly contraryMs: number;
}
export const FIRST_LIVE_QUALITY: LiveQuality = Object.freeze({
  sensors: {},
  ranMs: 0,
  told: false,
  contraryMs: 0,
});

/** A jump that a second look has settled: `spike` was not used, `rate` was confirmed. */
export interface LiveNote {
  readonly tag: string;
  readonly check: 'spike' | 'rate';
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: number | null;
  readonly expected: number | null;
  readonly limit: number | null;
}

export interface LiveResult {
  readonly state: LiveQuality;
  /** Samples whose grade the tests made worse. */
  readonly doubted: Samples;
  /** Sensors to read again at once. */
  readonly looks: readonly string[];
  readonly notes: readonly LiveNote[];
  readonly effective: ReadonlyMap<string, Effective>;
  readonly criticalLost: readonly string[];
  readonly events: readonly PlantEvent[];
}

/**
 * A sensor counts as lost after so long without a reading: one garbled answer is read again within
 * 5 s. With critical sensors read every 15 s the loss is told within 30 s (seed 8.3.1 layer 3).
 */
const LOST_AFTER_MS = 8000;
/** It must be over for so long before the end is told. */
const BACK_AFTER_MS = 10_000;
/** After a start every sensor gets this long for its first reading. */
const START_MS = 20_000;

export const livePlan = (profile: PlantProfile, recorded: boolean): LivePlan => {
  const classOf = new Map(profile.tags.map((tag) => [tag.id, tag.pollClass]));
  return {
    settings: liveSettings(profile, (tag) => POLL_PERIOD_MS[classOf.get(tag) ?? '1min']),
    newsAfterMs: new Map(
      profile.sensors.map(({ tag, samplePeriodS }) => [tag, samplePeriodS * 1000]),
    ),
    sensors: profile.quality.sensors,
    limit: profile.quality.criticalLost,
    mayLookAgain: !recorded,
  };
};

/**
 * The tests of each reading as it comes, what stands for every sensor right now, and how many
 * critical sensors are lost. The stored value stays as it was read; only its grade changes: a value
 * that a test doubts is uncertain, one outside the sensor's range is out of range.
 */
export function advanceLive(
  plan: LivePlan,
  before: LiveQuality,
  graded: Samples,
  readings: readonly Reading[],
  input: QualityInput,
  now: Instant & { readonly elapsedMs: number; readonly plantMs: number },
): LiveResult {
  const fresh = new Map(readings.map((reading) => [reading.tag, reading]));
  const sensors: Record<string, SensorLive> = {};
  const doubted = new Map<string, Sample>();
  const looks: string[] = [];
  const notes: LiveNote[] = [];
  const effective = new Map<string, Effective>();
  const lost = new Set<string>();
  const ranMs = before.ranMs + now.elapsedMs;
  const trusted = new Map<string, number>();
  for (const { tag } of plan.sensors) {
    const settings = plan.settings.get(tag);
    const sample = graded.get(tag);
    if (settings === undefined || sample === undefined) continue;
    const was = before.sensors[tag] ?? FIRST_SENSOR;
    const dueMs = (was.memory.doubted?.readMs ?? 0) + (plan.newsAfterMs.get(tag) ?? 0);
    const read = fresh.get(tag);
    const isNews = was.memory.doubted === null || (read?.sourceTimeMs ?? 0) >= dueMs;
    const reading = isNews ? read : undefined;
    const next = judge(settings, was, reading, now.plantMs);
    const again = next.live.memory.doubted;
    const lookMs = (again?.readMs ?? 0) + (plan.newsAfterMs.get(tag) ?? 0);
    if (again !== null && plan.mayLookAgain && now.wallMs >= lookMs) looks.push(tag);
    if (next.note !== null && reading !== undefined) notes.push(noteOf(tag, was, reading, next));
    const trust = input.trust.get(tag);
    const shown = gradeOf(sample, next.live, trust);
    if (shown !== sample) doubted.set(tag, shown);
    const own = ownValue(shown, next.live, trust, input.maintenance.has(tag));
    if (own !== null) trusted.set(tag, own);
    const waiting =
      sample.quality === 'notYetRead' || (sample.quality === 'stale' && ranMs < START_MS);
    const gone = own === null && !(waiting && ranMs < START_MS);
    const lostMs = gone ? was.lostMs + now.elapsedMs : 0;
    if (gone && lostMs >= LOST_AFTER_MS) lost.add(tag);
    sensors[tag] = { ...next.live, lostMs };
  }
  for (const { tag, duplicate } of plan.sensors) {
    const twin = duplicate === null ? undefined : trusted.get(duplicate);
    effective.set(tag, effectiveOf(tag, trusted.get(tag) ?? null, twin ?? null, input));
  }
  const missing = criticalLost(plan.sensors, lost);
  const told = tellLost(before, missing, plan.limit, now);
  return {
    state: { sensors, ranMs, told: told.told, contraryMs: told.contraryMs },
    doubted,
    looks,
    notes,
    effective,
    criticalLost: missing,
    events: told.events,
  };
}

interface Judged {
  readonly live: Omit<SensorLive, 'lostMs'>;
  readonly note: { readonly check: 'spike' | 'rate'; readonly verdict: LiveVerdict } | null;
}

function judge(
  settings: LiveSettings,
  was: SensorLive,
  reading: Reading | undefined,
  nowMs: number,
): Judged {
  const verdict = lookAt(
    settings,
    was.memory,
    reading === undefined ? null : { value: reading.value, readMs: reading.sourceTimeMs },
    nowMs,
  );
  const { memory, grade, check } = verdict;
  if (reading === undefined && check === null)
    return { live: { memory, grade: was.grade, check: was.check }, note: null };
  const settled =
    reading !== undefined && was.memory.doubted !== null && memory.doubted === null
      ? check === 'spike' || check === 'rate'
        ? check
        : null
      : null;
  return {
    live: { memory, grade, check },
    note: settled === null ? null : { check: settled, verdict },
  };
}

function noteOf(tag: string, was: SensorLive, reading: Reading, { note }: Judged): LiveNote {
  return {
    tag,
    check: note?.check ?? 'rate',
    fromMs: was.memory.doubted?.readMs ?? reading.sourceTimeMs,
    toMs: reading.sourceTimeMs,
    value: note?.verdict.value ?? null,
    expected: note?.verdict.expected ?? null,
    limit: note?.verdict.limit ?? null,
  };
}

/** A grade is only ever made worse; the value stays. */
function gradeOf(
  sample: Sample,
  live: Omit<SensorLive, 'lostMs'>,
  trust: Exclude<Trust, 'good'> | undefined,
): Sample {
  if (sample.quality !== 'good') return sample;
  if (live.grade === 'bad' && live.check === 'range') return { ...sample, quality: 'outOfRange' };
  const doubted = live.memory.doubted !== null || live.grade === 'uncertain';
  return doubted || trust !== undefined ? { ...sample, quality: 'uncertain' } : sample;
}

/** The sensor's own reading as it may be used: while a jump waits for its second look, what stood before it. */
function ownValue(
  sample: Sample,
  { memory }: Omit<SensorLive, 'lostMs'>,
  trust: Exclude<Trust, 'good'> | undefined,
  maintenance: boolean,
): number | null {
  if (maintenance || trust === 'bad' || !isUsable(sample)) return null;
  return memory.doubted === null ? sample.value : memory.value;
}

function effectiveOf(
  tag: string,
  own: number | null,
  duplicate: number | null,
  input: QualityInput,
): Effective {
  const standing = input.standing.get(tag);
  const bias = input.corrections.get(tag);
  const ownNow: Effective = {
    value: own === null ? null : own - (bias?.value ?? 0),
    substitute: null,
    correction: own === null ? 0 : (bias?.value ?? 0),
    sd: own === null ? null : (bias?.sd ?? null),
  };
  if (own !== null && standing === undefined) return ownNow;
  const ready = input.standIns.get(tag) ?? {};
  const order =
    standing === undefined || standing === 'none'
      ? SUBSTITUTES
      : [standing, ...SUBSTITUTES.filter((each) => each !== standing)];
  for (const each of order) {
    const estimate = ready[each];
    // The duplicate is read each scan; what the minute knew of it is only its uncertainty.
    if (each === 'duplicate' && duplicate !== null)
      return { value: duplicate, substitute: each, correction: 0, sd: estimate?.sd ?? null };
    if (each !== 'duplicate' && estimate !== undefined)
      return { value: estimate.value, substitute: each, correction: 0, sd: estimate.sd };
  }
  return ownNow;
}

function tellLost(
  before: LiveQuality,
  missing: readonly string[],
  limit: number,
  now: Instant & { readonly elapsedMs: number; readonly plantMs: number },
): Pick<LiveQuality, 'told' | 'contraryMs'> & { readonly events: readonly PlantEvent[] } {
  const tooMany = missing.length >= limit;
  if (tooMany === before.told) return { told: before.told, contraryMs: 0, events: [] };
  const contraryMs = before.contraryMs + now.elapsedMs;
  if (!tooMany && contraryMs < BACK_AFTER_MS) return { told: before.told, contraryMs, events: [] };
  return {
    told: tooMany,
    contraryMs: 0,
    events: [
      {
        tsMs: now.plantMs,
        kind: 'quality',
        priority: tooMany ? 1 : 5,
        code: tooMany ? 'quality.criticalLost' : 'quality.criticalBack',
        subject: null,
        params: { count: missing.length, tags: missing.join(', '), limit },
        actor: 'engine',
      },
    ],
  };
}
