export function MachinesScreen(): null { return null; }
