/**
 * Labels on machines. A scanner that types sends this text and Enter; it begins with a sign nobody
 * types in front of a number, so that it is told from a person's keys before it lands in a field.
 */
const SIGN = '~';
export const scanText = (equipment: string): string => `${SIGN}${equipment}`;

const STOCK = 'STOCK-';
const LOCK = 'LOCK-';

/** Code of a shelf's label. A scanner's keys know no small letters, so that none may matter. */
export const stockScan = (item: string): string => scanText(`${STOCK}${item.toUpperCase()}`);
/** Code of a lock's tag. */
export const lockScan = (lockTag: string): string => scanText(`${LOCK}${lockTag.toUpperCase()}`);

/** What a label that was read stands for. */
export function scanned(text: string): { readonly kind: 'stock' | 'lock' | 'equipment'; readonly id: string } {
  if (text.startsWith(STOCK)) return { kind: 'stock', id: text.slice(STOCK.length) };
  return text.startsWith(LOCK) ? { kind: 'lock', id: text.slice(LOCK.length) } : { kind: 'equipment', id: text };
}

/** Longest pause between two keys of a scanner, ms. */
export const SCAN_PAUSE_MS = 120;

/** Character a key stands for by its place on the keyboard, whatever input method is on; null for others. */
export function keyOf(code: string, shift: boolean): string | null {
  if (code === 'Backquote') return shift ? SIGN : '`';
  if (/^Key[A-Z]$/.test(code)) return code.slice(3);
  if (/^Digit\d$/.test(code) && !shift) return code.slice(5);
  if (/^Numpad\d$/.test(code)) return code.slice(6);
  return code === 'Minus' || code === 'NumpadSubtract' ? '-' : null;
}

/** Collects a scanner's keys; `null` while nothing is being scanned. */
export class ScanReader {
  #text: string | null = null;
  #atMs = 0;

  /**
   * @returns `taken`: the key belongs to a scan and must not reach the field; `done`: the scan is complete;
   * `given`: what began as a scan was a person's typing, and belongs into the field after all
   */
  key(code: string, shift: boolean, nowMs: number): { readonly taken: boolean; readonly done: string | null; readonly given: string | null } {
    const none = { taken: false, done: null, given: null };
    if (code.startsWith('Shift')) return none;
    const late = this.#text !== null && nowMs - this.#atMs > SCAN_PAUSE_MS;
    const given = late ? this.#text : null;
    if (late) this.#text = null;
    const char = keyOf(code, shift);
    if (this.#text === null) {
      if (char !== SIGN) return { ...none, given };
      this.#text = SIGN;
      this.#atMs = nowMs;
      return { taken: true, done: null, given };
    }
    this.#atMs = nowMs;
    if (code === 'Enter' || code === 'NumpadEnter') {
      const text = this.#text.slice(1);
      this.#text = null;
      return text === '' ? { ...none, given: SIGN } : { taken: true, done: text, given: null };
    }
    if (char === null) {
      const broken = this.#text;
      this.#text = null;
      return { ...none, given: broken };
    }
    this.#text += char;
    return { taken: true, done: null, given: null };
  }

  /** What stands after a pause: it was a person's typing. */
  expire(nowMs: number): string | null {
    if (this.#text === null || nowMs - this.#atMs <= SCAN_PAUSE_MS) return null;
    const text = this.#text;
    this.#text = null;
    return text;
  }
}

/** Two keys that come sooner after one another were not pressed by a finger, ms. */
export const BURST_MS = 60;
const BURST_KEYS = 3;

/**
 * Tells a scanner that types a code of somebody else's, such as that on a drum of chemical, by its pace: none of its
 * digits is an answer, and its Enter presses no button.
 */
export class KeyPace {
  #atMs = -Infinity;
  #fast = 0;

  /** @returns `fast`: sooner than a finger after the key before; `ends`: an Enter at the end of a scanned code */
  key(key: string, nowMs: number): { readonly fast: boolean; readonly ends: boolean } {
    const fast = nowMs - this.#atMs < BURST_MS;
    const ends = key === 'Enter' && fast && this.#fast >= BURST_KEYS - 1;
    if (key.length === 1 || key === 'Enter') {
      this.#atMs = nowMs;
      this.#fast = fast && key !== 'Enter' ? this.#fast + 1 : 0;
    }
    return { fast, ends };
  }
}
