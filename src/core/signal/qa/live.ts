import type { PlantProfile } from '../../plant/profile.ts';
import type { QaCheck } from './finding.ts';

/**
 * Tier 1 as the readings come (seed 6.2 tier 1, 8.3.1 layer 3): physical range, missing for more
 * than a minute, and a rate of change beyond belief with a second look. A jump asks for a reading at
 * once; when that agrees the value stands and the jump is noted, when it does not the first was a
 * spike and is not used.
 */
export interface LiveSettings {
  /** Physical range: a value outside is not used. Null bound: none. */
  readonly min: number | null;
  readonly max: number | null;
  /** Change within a minute that is usual and that is beyond belief, tag's unit; null: not tested. */
  readonly usualPerMin: number | null;
  readonly mostPerMin: number | null;
  /** Longest silence, ms. */
  readonly missingAfterMs: number;
}

/** What the test remembers of a sensor between readings; plain data. */
export interface LiveMemory {
  /** Last value that stood, and when it was read. */
  readonly value: number | null;
  readonly readMs: number | null;
  /** A jump that waits for its second look. */
  readonly doubted: {
    readonly value: number;
    readonly readMs: number;
    readonly looks: number;
  } | null;
  /** When anything usable was last heard, ms; null before the first reading. */
  readonly heardMs: number | null;
}

export const FIRST_LIVE: LiveMemory = Object.freeze({
  value: null,
  readMs: null,
  doubted: null,
  heardMs: null,
});

/** A reading, or null when nothing new came since the last look. */
export interface LiveReading {
  readonly value: number;
  /** When the plant had it, ms UTC. */
  readonly readMs: number;
}

export interface LiveVerdict {
  readonly memory: LiveMemory;
  readonly grade: 'good' | 'uncertain' | 'bad';
  /**
   * Why: `range`, `missing`, `rate` (a jump; `good` with `rate` means the second look agreed and the
   * value stands), `spike` (the reading before this one was wrong; this one stands). Null: nothing to say.
   */
  readonly check: Extract<QaCheck, 'range' | 'missing' | 'rate' | 'spike'> | null;
  /** Ask the bus for this sensor again at once. */
  readonly wantsSecondLook: boolean;
  readonly value: number | null;
  readonly expected: number | null;
  readonly limit: number | null;
}

/** Shortest silence that counts as missing, ms (seed 8.3.1 layer 3, item 1). */
const MISSING_AFTER_MS = 60_000;
/** A sensor read every so many periods is missed only after more than this many of them. */
const MISSING_AFTER_PERIODS = 3;
/** After so many looks that agree neither with the past nor with each other the signal is followed again. */
const MOST_LOOKS = 3;

/** Settings of the live tests of every sensor of a profile, by tag. */
export function liveSettings(
  profile: PlantProfile,
  pollPeriodMs: (tag: string) => number,
): ReadonlyMap<string, LiveSettings> {
  const quality = new Map(profile.quality.sensors.map((each) => [each.tag, each]));
  return new Map(
    profile.sensors.map((sensor) => {
      const change = quality.get(sensor.tag)?.changePerMin ?? null;
      const period = pollPeriodMs(sensor.tag);
      return [
        sensor.tag,
        {
          min: sensor.range.min,
          max: sensor.range.max,
          usualPerMin: change?.usual ?? null,
          mostPerMin: change?.most ?? null,
          missingAfterMs:
            period <= MISSING_AFTER_MS
              ? Math.max(MISSING_AFTER_MS, period)
              : MISSING_AFTER_PERIODS * period,
        },
      ];
    }),
  );
}

/** A change is held against the bound per minute; readings closer together get the whole minute's. */
const allowed = (perMin: number, fromMs: number, toMs: number): number =>
  perMin * Math.max(1, (toMs - fromMs) / 60_000);

/**
 * Judges one reading as it comes. Call it with `reading = null` when a scan brought nothing new for
 * the sensor, so that silence is noticed.
 * @param nowMs ms UTC of the scan
 * @returns the verdict and what to remember; never throws, a value that is no number is `bad`
 */
export function lookAt(
  settings: LiveSettings,
  memory: LiveMemory,
  reading: LiveReading | null,
  nowMs: number,
): LiveVerdict {
  if (reading === null) return silence(settings, memory, nowMs);
  const { value, readMs } = reading;
  if (!Number.isFinite(value)) return silence(settings, memory, nowMs);
  const outside = passedBound(settings, value);
  if (outside !== null)
    return {
      ...plain(memory, 'bad', 'range'),
      value,
      expected: memory.value,
      limit: outside,
      // What lies outside cannot be explained by a jump; there is nothing to look at again.
      memory: { ...memory, heardMs: readMs },
    };
  return rateOf(settings, memory, value, readMs);
}

/** True when the silence has lasted longer than is allowed. */
function silence(settings: LiveSettings, memory: LiveMemory, nowMs: number): LiveVerdict {
  const since = memory.heardMs;
  if (since === null) return plain({ ...memory, heardMs: nowMs }, 'good', null);
  const lost = nowMs - since > settings.missingAfterMs;
  return {
    ...plain(memory, lost ? 'bad' : 'good', lost ? 'missing' : null),
    expected: lost ? memory.value : null,
    limit: lost ? settings.missingAfterMs / 60_000 : null,
  };
}

function passedBound({ min, max }: LiveSettings, value: number): number | null {
  if (min !== null && value < min) return min;
  if (max !== null && value > max) return max;
  return null;
}

function rateOf(
  settings: LiveSettings,
  memory: LiveMemory,
  value: number,
  readMs: number,
): LiveVerdict {
  const { usualPerMin, mostPerMin } = settings;
  const stands: LiveMemory = { value, readMs, doubted: null, heardMs: readMs };
  if (memory.value === null || memory.readMs === null || usualPerMin === null)
    return { ...plain(stands, 'good', null), value };
  // The same reading seen again is no second look.
  if (memory.doubted === null ? readMs <= memory.readMs : readMs <= memory.doubted.readMs)
    return again(settings, memory, value);
  const usual = allowed(usualPerMin, memory.readMs, readMs);
  const change = Math.abs(value - memory.value);
  if (memory.doubted === null) {
    if (change <= usual) return { ...plain(stands, 'good', null), value };
    return doubt(settings, memory, value, readMs, 1);
  }
  const { doubted } = memory;
  if (Math.abs(value - doubted.value) <= allowed(usualPerMin, doubted.readMs, readMs))
    return {
      ...plain(stands, 'good', 'rate'),
      value,
      expected: memory.value,
      limit: usual,
    };
  if (change <= usual)
    return {
      ...plain(stands, 'good', 'spike'),
      value: doubted.value,
      expected: value,
      limit: mostPerMin === null ? usual : allowed(mostPerMin, memory.readMs, doubted.readMs),
    };
  if (doubted.looks >= MOST_LOOKS)
    return { ...plain(stands, 'uncertain', 'rate'), value, expected: memory.value, limit: usual };
  return doubt(settings, memory, value, readMs, doubted.looks + 1);
}

/** What the sensor stands at when the same reading is judged once more. */
function again(settings: LiveSettings, memory: LiveMemory, value: number): LiveVerdict {
  const { doubted } = memory;
  return doubted === null
    ? { ...plain(memory, 'good', null), value }
    : doubt(settings, memory, doubted.value, doubted.readMs, doubted.looks);
}

function doubt(
  settings: LiveSettings,
  memory: LiveMemory,
  value: number,
  readMs: number,
  looks: number,
): LiveVerdict {
  const usual = settings.usualPerMin ?? 0;
  const most = settings.mostPerMin ?? Number.POSITIVE_INFINITY;
  const before = memory.value ?? value;
  const beyond = Math.abs(value - before) > allowed(most, memory.readMs ?? readMs, readMs);
  return {
    memory: { ...memory, doubted: { value, readMs, looks }, heardMs: readMs },
    grade: beyond ? 'bad' : 'uncertain',
    check: 'rate',
    wantsSecondLook: true,
    value,
    expected: before,
    limit: allowed(beyond ? most : usual, memory.readMs ?? readMs, readMs),
  };
}

const plain = (
  memory: LiveMemory,
  grade: LiveVerdict['grade'],
  check: LiveVerdict['check'],
): LiveVerdict => ({
  memory,
  grade,
  check,
  wantsSecondLook: false,
  value: null,
  expected: null,
  limit: null,
});
