/** Check lists, rounds, readings of a round, calendar. */

export const roundsQueries = {} as const;

export const roundsCommands = {} as const;

export const roundsEvents = {} as const;
