export { backupHandlers } from './handlers.ts';
export { backupCandidates } from './places.ts';
export { profileInUse } from './place.ts';
export type { BackupService } from './service.ts';
export { startBackups } from './start.ts';
