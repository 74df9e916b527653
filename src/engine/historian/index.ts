export { DATABASE_FILE, openHistorian } from './open-historian.ts';
export type { HistorianOptions } from './open-historian.ts';
export { acquireDataDirLock } from './lock.ts';
export type { DataDirLock } from './lock.ts';
export { GENESIS_HASH, receiptHash, verifyReceiptChain } from './receipt-chain.ts';
export type { ChainBreak } from './receipt-chain.ts';
