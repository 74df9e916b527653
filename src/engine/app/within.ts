import type { Clock } from '#core/time/clock.ts';

/** What a promise brings within a time, or null when it takes longer; the promise itself goes on. */
export async function within<T>(
  clock: Clock,
  limitMs: number,
  work: Promise<T>,
): Promise<T | null> {
  let cancel = (): void => undefined;
  const tooLate = new Promise<null>((resolve) => {
    cancel = clock.after(limitMs, () => resolve(null));
  });
  const outcome = await Promise.race([work, tooLate]);
  cancel();
  return outcome;
}
