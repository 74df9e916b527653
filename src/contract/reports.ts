/** Reports: figures, files, schedules. */

export const reportsQueries = {} as const;

export const reportsCommands = {} as const;

export const reportsEvents = {} as const;
