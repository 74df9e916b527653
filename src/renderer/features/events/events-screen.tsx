export function EventsScreen(): null { return null; }
