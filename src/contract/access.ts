/** People, sessions, roles and the audit log. */

export const accessQueries = {} as const;

export const accessCommands = {} as const;

export const accessEvents = {} as const;
