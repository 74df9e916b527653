export { DATABASE_FILE, openHistorian } from './open-historian.ts';
export { acquireDataDirLock } from './lock.ts';
export { GENESIS_HASH, receiptHash, verifyReceiptChain } from './receipt-chain.ts';
