import { createHash } from 'node:crypto';
import type { ReceiptRecord } from '#contract/records.ts';

/** What the first receipt of a plant points back to. */
export const FIRST_HASH = '0'.repeat(64);

/** JSON with the keys of every object in order, so that one content has one text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 (hex) over the canonical text of a receipt without its own hash; `prevHash` is part of it. */
export function receiptHash(receipt: Omit<ReceiptRecord, 'hash'>): string {
  const content = Object.fromEntries(Object.entries(receipt).filter(([key]) => key !== 'hash'));
  return createHash('sha256').update(canonical(content)).digest('hex');
}

/** Links a receipt to the one before it. */
export const sealReceipt = (receipt: Omit<ReceiptRecord, 'hash'>): ReceiptRecord =>
  ({ ...receipt, hash: receiptHash(receipt) });
