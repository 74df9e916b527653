import { MAX_FRAME_BYTES } from '#contract/wire.ts';

/** Takes bytes in and hands complete lines (without LF) out, never holding more than one frame may have. */
export interface LineReader {
  push(chunk: Buffer): void;
}

/**
 * Splits a byte stream into lines. Works on bytes, so a character cut in two by the
 * network stays whole.
 * @param onTooLong called once when a line outgrows the limit; nothing is read after that
 */
export function lineReader(
  onLine: (line: string) => void,
  onTooLong: () => void,
  maxBytes = MAX_FRAME_BYTES,
): LineReader {
  let parts: Buffer[] = [];
  let heldBytes = 0;
  let broken = false;
  const take = (piece: Buffer): boolean => {
    heldBytes += piece.length;
    if (heldBytes > maxBytes) {
      broken = true;
      parts = [];
      onTooLong();
      return false;
    }
    if (piece.length > 0) parts.push(piece);
    return true;
  };
  return {
    push(chunk) {
      let from = 0;
      while (!broken) {
        const end = chunk.indexOf(0x0a, from);
        if (end === -1) {
          take(chunk.subarray(from));
          return;
        }
        if (!take(chunk.subarray(from, end))) return;
        const line = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
        parts = [];
        heldBytes = 0;
        from = end + 1;
        if (line.length > 0) onLine(line.toString('utf8'));
      }
    },
  };
}

/** JSON of a line, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
