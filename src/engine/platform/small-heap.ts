import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 to keep its heap small rather than a few per cent faster. The engine shares
 * an operator's PC for years and lives on a few tens of megabytes; without this V8
 * keeps several times that.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--optimize-for-size');
}
