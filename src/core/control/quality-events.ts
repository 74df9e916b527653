import { isDigital } from '../plant/tag.ts';
import type { PlantContext } from './plant-context.ts';
import type { Samples } from './facts.ts';
import type { PlantEvent } from './record.ts';

/** Quality last told of each tag that is or was not good, and since when (monotonic) another one stands. */
interface QualityMemory {
  readonly told: 'good' | 'outOfRange' | 'stale' | 'configError';
  readonly pendingMs: number;
}
export type QualityMemories = Readonly<Record<string, QualityMemory>>;

/** A grade must stand this long before it is told, so that a value at the edge of its range rings once. */
const TELL_AFTER_MS = 10_000;

/**
 * Sensors whose reading went bad or came back. Losses of the link are told by the link
 * and its slaves, not once more by each of their tags.
 */
export function qualityEvents(
  plant: PlantContext,
  before: QualityMemories,
  samples: Samples,
  tsMs: number,
  elapsedMs: number,
): { readonly memories: QualityMemories; readonly events: readonly PlantEvent[] } {
  let memories: Record<string, QualityMemory> | null = null;
  const events: PlantEvent[] = [];
  for (const tag of plant.profile.tags) {
    if (isDigital(tag)) continue;
    const quality = samples.get(tag.id)?.quality;
    if (quality === undefined || quality === 'commFault' || quality === 'notYetRead') continue;
    const now = quality === 'uncertain' ? 'good' : quality;
    const memory = before[tag.id];
    const told = memory?.told ?? 'good';
    if (now === told) {
      if (memory === undefined || memory.pendingMs === 0) continue;
      memories ??= { ...before };
      if (told === 'good') delete memories[tag.id];
      else memories[tag.id] = { told, pendingMs: 0 };
      continue;
    }
    const pendingMs = (memory?.pendingMs ?? 0) + elapsedMs;
    memories ??= { ...before };
    if (pendingMs < TELL_AFTER_MS) {
      memories[tag.id] = { told, pendingMs };
      continue;
    }
    if (now === 'good') delete memories[tag.id];
    else memories[tag.id] = { told: now, pendingMs: 0 };
    events.push({
      tsMs,
      kind: 'quality',
      priority: now === 'good' ? 5 : 4,
      code: now === 'good' ? 'quality.good' : 'quality.bad',
      subject: tag.id,
      params: { tag: tag.id, quality: now },
      actor: 'engine',
    });
  }
  return { memories: memories ?? before, events };
}
