/** Copies of the data, their tests, and bringing one back. */

export const backupQueries = {} as const;

export const backupCommands = {} as const;

export const backupEvents = {} as const;
