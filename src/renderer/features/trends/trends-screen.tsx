export function TrendsScreen(): null { return null; }
