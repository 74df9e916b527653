/** How far each sensor can be trusted, what was found, and what was done about it. */

export const dataQualityQueries = {} as const;

export const dataQualityCommands = {} as const;

export const dataQualityEvents = {} as const;
