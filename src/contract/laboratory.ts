/** Readings of persons: portable meters, laboratory results, and files of them. */

export const laboratoryQueries = {} as const;

export const laboratoryCommands = {} as const;

export const laboratoryEvents = {} as const;
