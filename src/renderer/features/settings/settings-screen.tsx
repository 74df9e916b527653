export function SettingsScreen(): null { return null; }
