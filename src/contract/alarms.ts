/** States of alarms, acknowledging, shelving, journal, incidents, health. */

export const alarmDeskQueries = {} as const;

export const alarmDeskCommands = {} as const;

export const alarmDeskEvents = {} as const;
