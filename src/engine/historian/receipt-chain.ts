import { createHash } from 'node:crypto';
import type { ReceiptRecord } from '#contract/records.ts';

/** `prevHash` of the very first receipt. */
export const GENESIS_HASH = '0'.repeat(64);

/**
 * SHA-256 (FIPS 180-4), hex, over the receipt without its hash, as JSON with keys in alphabetical
 * order, so that the figure does not depend on the order in which a program set the fields.
 */
export function receiptHash(receipt: Omit<ReceiptRecord, 'hash'>): string {
  const { hash: _, ...content }: Omit<ReceiptRecord, 'hash'> & { hash?: string } = receipt;
  return createHash('sha256').update(JSON.stringify(sorted(content))).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

export interface ChainBreak {
  /** Place in the list, oldest first. */
  readonly index: number;
  readonly requestId: string;
  readonly reason: 'changed' | 'notLinked';
}

/**
 * Checks receipts, oldest first: each must have the hash of its own content (`changed`
 * otherwise) and name the hash before it (`notLinked`: a row was removed or put in). The first
 * receipt's own link is taken as given, so a stretch of the chain can be checked too. Returns the
 * first break, or null. `hashOf` is the rule the receipts were made with.
 */
export function verifyReceiptChain(
  receipts: readonly ReceiptRecord[],
  hashOf: (receipt: Omit<ReceiptRecord, 'hash'>) => string = receiptHash,
): ChainBreak | null {
  let previous = receipts[0]?.prevHash;
  for (const [index, receipt] of receipts.entries()) {
    if (receipt.prevHash !== previous) return { index, requestId: receipt.requestId, reason: 'notLinked' };
    if (hashOf(receipt) !== receipt.hash) return { index, requestId: receipt.requestId, reason: 'changed' };
    previous = receipt.hash;
  }
  return null;
}
