import { z } from 'zod';

/**
 * A lock with a tag on one motor (entry kind `lock`, `tsMs` = `placedMs`): while it hangs, no start of
 * that motor is allowed, whoever asks. The app cannot hold back a start by the PLC's own program:
 * the switch at the machine does that, and the lock's words say so.
 */
const lockFields = {
  unit: z.string().min(1),
  /** Number on the tag that hangs at the machine. */
  lockTag: z.string().min(1).max(20),
  owner: z.string().min(1).max(80),
  reason: z.string().min(1).max(200),
  placedMs: z.number(),
  expectedEndMs: z.number().nullable(),
};
/** What the command path needs of a lock that hangs. */
export const machineLock = z.strictObject({ id: z.string(), ...lockFields });
export type MachineLock = z.infer<typeof machineLock>;

export const lockRecord = z.strictObject({
  id: z.string().min(8).max(64),
  ...lockFields,
  /** Work order it was placed for. */
  order: z.string().nullable(),
  /** The person says that the local switch is off and that a try to start did nothing. */
  switchedOff: z.boolean(),
  lifted: z
    .strictObject({
      by: z.string(),
      atMs: z.number(),
      /** Not empty when somebody else than the owner lifted it. */
      reason: z.string().max(300),
    })
    .nullable(),
});
export type LockRecord = z.infer<typeof lockRecord>;

/** Locks that hang, by unit; null while it is not known: then nothing may be started. */
export type MachineLocks = Readonly<Record<string, readonly MachineLock[]>> | null;

/** Longest of the usual shifts: a lock that hangs longer outlives the day of who placed it. */
export const SHIFT_MS = 8 * 3_600_000;

/** Shifts a lock has outlived at an instant; 0 while it is younger than one, or than the end that was said. */
export function shiftsOver(
  { placedMs, expectedEndMs }: Pick<MachineLock, 'placedMs' | 'expectedEndMs'>,
  nowMs: number,
): number {
  const fromMs = Math.max(placedMs, (expectedEndMs ?? 0) - SHIFT_MS);
  return Math.max(0, Math.floor((nowMs - fromMs) / SHIFT_MS));
}

/** Whether a lock hangs longer than was said when it was placed; where nothing was said, longer than a shift. */
export const isOverdue = (
  { placedMs, expectedEndMs }: Pick<MachineLock, 'placedMs' | 'expectedEndMs'>,
  nowMs: number,
): boolean => nowMs >= (expectedEndMs ?? placedMs + SHIFT_MS);

/** Key of the text that brings the locks back before the first command is judged. */
export const LOCKS_KEY = 'work.locks';

const savedLocks = z.record(z.string(), z.array(machineLock));

/** The locks that hang out of all that ever were, oldest first. */
export function hangingLocks(
  records: Iterable<LockRecord>,
): Record<string, readonly MachineLock[]> {
  const byUnit: Record<string, MachineLock[]> = {};
  for (const record of [...records].sort((a, b) => a.placedMs - b.placedMs)) {
    if (record.lifted !== null) continue;
    const { id, unit, lockTag, owner, reason, placedMs, expectedEndMs } = record;
    (byUnit[unit] ??= []).push({ id, unit, lockTag, owner, reason, placedMs, expectedEndMs });
  }
  return byUnit;
}

/** The locks as text for the state table. */
export const saveLocks = (locks: Readonly<Record<string, readonly MachineLock[]>>): string =>
  JSON.stringify(locks);

/**
 * Locks out of the state table: none when the text was never written, null (nothing may be
 * started) when it stands there but cannot be read.
 */
export function restoreLocks(text: string | undefined): MachineLocks {
  if (text === undefined) return {};
  try {
    const parsed = savedLocks.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What stands in the way of a start of a unit: a lock, that locks are not known, or nothing. */
export function lockOn(locks: MachineLocks, unit: string): MachineLock | 'unknown' | null {
  if (locks === null) return 'unknown';
  return locks[unit]?.[0] ?? null;
}
