export function DetailSheet(): null { return null; }
