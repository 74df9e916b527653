/** Questions to the history: statistics, comparison, correlation, exports, and any record to its source. */

export const analysisQueries = {} as const;

export const analysisCommands = {} as const;

export const analysisEvents = {} as const;
