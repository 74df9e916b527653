/** Kinds of bus fault that the window has words for. */
export type BusFaultKind = 'notConnected' | 'timeout' | 'deadline' | 'backedOff' | 'exception' | 'badFrame' | 'closed';

const BEGINNINGS: readonly (readonly [string, BusFaultKind])[] = [
  ['not connected', 'notConnected'], ['no answer within', 'timeout'], ['the bus was too busy', 'deadline'], ['silent slave', 'backedOff'], ['exception', 'exception'],
  ['checksum wrong', 'badFrame'], ['answer ', 'badFrame'], ['another unit id', 'badFrame'], ['the answer ', 'badFrame'], ['broken frame', 'badFrame'], ['the bus is closed', 'closed'], ['closed', 'closed'],
];

/** Kind of a fault from the engine's English sentence on it; null when it is none of the known ones. */
export const busFaultKind = (sentence: string): BusFaultKind | null =>
  BEGINNINGS.find(([beginning]) => sentence.startsWith(beginning))?.[1] ?? null;
