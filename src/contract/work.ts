/** Work orders, locks, spare parts, chemicals, costs. */

export const workQueries = {} as const;

export const workCommands = {} as const;

export const workEvents = {} as const;
