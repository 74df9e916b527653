export { DATABASE_FILE, openHistorian } from './open-historian.ts';
export { acquireDataDirLock } from './lock.ts';
export { GENESIS_HASH, receiptHash, verifyReceiptChain } from './receipt-chain.ts';
export { peekJournal } from './journal/segments.ts';
export type { JournalView } from './journal/segments.ts';
export { snapshotBackup } from './snapshot-backup.ts';
export { createAnalyst } from './analysis/analyst.ts';
export { temporaryPath } from './export/target.ts';
