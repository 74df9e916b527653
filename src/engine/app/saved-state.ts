import { z } from 'zod';
import { alarmPlan } from '#core/alarms/alarm-list.ts';
import { alarmSettingsSchema } from '#core/alarms/definition.ts';
import { QUIET, annunciatorMemorySchema } from '#core/alarms/annunciator.ts';
import { NO_FLOOD } from '#core/alarms/flood.ts';
import { alarmMemoriesSchema, floodStateSchema } from '#core/alarms/memory.ts';
import { grade } from '#core/signal/grade.ts';
import type { TagMemory } from '#core/signal/grade.ts';
import type { Sample } from '#core/signal/sample.ts';
import type { EngineState } from '#core/control/state.ts';
import { PROVENANCE_CODE, QUALITY_CODE } from '#core/signal/sample.ts';

/** Key of the historian's state table. */
export const STATE_KEY = 'engine.state';
const VERSION = 1;

const latch = z.object({ active: z.boolean(), heldMs: z.number() });
const meter = z.object({
  total: z.number(),
  last: z.number().nullable(),
  lastMs: z.number().nullable(),
  points: z.array(z.tuple([z.number(), z.number()])),
});
const minute = z.object({
  first: z.number(),
  sumOfOffsets: z.number(),
  count: z.number(),
  lastSourceMs: z.number(),
  worst: z.enum(['good', 'uncertain']),
  provenance: z.enum(
    Object.keys(PROVENANCE_CODE) as [
      keyof typeof PROVENANCE_CODE,
      ...(keyof typeof PROVENANCE_CODE)[],
    ],
  ),
});

const savedSchema = z.object({
  version: z.literal(VERSION),
  savedMs: z.number(),
  /** [value, source time] of each tag that was ever read. */
  values: z.record(z.string(), z.tuple([z.number(), z.number()])),
  /** Quality code each change tag was last stored with. */
  stored: z.record(z.string(), z.tuple([z.number().nullable(), z.number()])),
  known: z.record(z.string(), z.boolean()),
  interlocks: z.record(z.string(), latch),
  alarms: alarmMemoriesSchema,
  /** Absent in states of earlier versions, as is all but latch and beginning of an alarm. */
  flood: floodStateSchema.optional(),
  annunciator: annunciatorMemorySchema.optional(),
  alarmSettings: alarmSettingsSchema.optional(),
  today: z.object({ energy: meter, inflow: meter, outflow: meter }),
  history: z.object({
    lastStartMs: z.record(z.string(), z.number()),
    setpoints: z.record(z.string(), z.array(z.tuple([z.number(), z.number(), z.number()]))),
  }),
  grid: z.object({ minuteMs: z.number().nullable(), minutes: z.record(z.string(), minute) }),
});

/** What a restart needs to go on where this run stands, as JSON text. */
export function saveState(state: EngineState, savedMs: number): string {
  const values: Record<string, readonly [number, number]> = {};
  for (const [tag, memory] of state.memories) {
    if (memory.value !== null) values[tag] = [memory.value, memory.sourceTimeMs];
  }
  const stored: Record<string, readonly [number | null, number]> = {};
  for (const [tag, sample] of state.stored)
    stored[tag] = [sample.value, QUALITY_CODE[sample.quality]];
  const { known, interlocks, alarms, flood, today, history, grid } = state;
  return JSON.stringify({
    version: VERSION,
    savedMs,
    values,
    stored,
    known,
    interlocks,
    alarms,
    flood,
    annunciator: state.annunciator.memory,
    alarmSettings: state.alarmPlan.settings,
    today,
    history,
    grid,
  });
}

/**
 * Puts a saved state into a fresh one: values come back as held and stale until they
 * are read again, alarms keep their beginning, totals their count. What the profile no
 * longer has is left out. A text that cannot be read leaves the fresh state as it is.
 */
export function restoreState(
  fresh: EngineState,
  text: string | undefined,
): { readonly state: EngineState; readonly restored: boolean } {
  const parsed = savedSchema.safeParse(text === undefined ? undefined : parse(text));
  if (!parsed.success) return { state: fresh, restored: false };
  const saved = parsed.data;
  const memories = new Map<string, TagMemory>(fresh.memories);
  const samples = new Map<string, Sample>(fresh.samples);
  for (const [id, [value, sourceTimeMs]] of Object.entries(saved.values)) {
    const tag = fresh.plant.tags.get(id);
    if (tag === undefined) continue;
    const memory: TagMemory = {
      value,
      sourceTimeMs,
      readMonoMs: null,
      fault: null,
      nonsense: false,
    };
    memories.set(id, memory);
    samples.set(id, grade(tag, memory, 0, 'measured'));
  }
  const stored = new Map<string, Sample>();
  const qualities = Object.keys(QUALITY_CODE) as (keyof typeof QUALITY_CODE)[];
  for (const [id, [value, code]] of Object.entries(saved.stored)) {
    const quality = qualities[code];
    if (fresh.plant.tags.has(id) && quality !== undefined)
      stored.set(id, { value, quality, provenance: 'measured', sourceTimeMs: 0 });
  }
  const { known, interlocks, alarms, today, history, grid } = saved;
  const { flood = NO_FLOOD, annunciator: memory = QUIET, alarmSettings } = saved;
  return {
    restored: true,
    state: {
      ...fresh,
      memories,
      samples,
      stored,
      known,
      interlocks,
      alarmPlan:
        alarmSettings === undefined ? fresh.alarmPlan : alarmPlan(fresh.plant, alarmSettings),
      alarms,
      flood,
      annunciator: { ...fresh.annunciator, memory },
      today,
      history,
      grid,
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
