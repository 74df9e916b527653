/** Guided set-up of a site. */

export const setupQueries = {} as const;

export const setupCommands = {} as const;

export const setupEvents = {} as const;
