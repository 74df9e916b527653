import { MAX_FRAME_BYTES } from '#contract/wire.ts';

const LF = 0x0a;

/**
 * Cuts a byte stream into the frames of `#contract/wire.ts`: one per line, UTF-8, ended by LF.
 * Bytes are only decoded when a line is whole, so a character split over two chunks stays intact.
 *
 * @param onLine receives each line without its LF; empty lines are dropped.
 * @param onTooLong is called once when a line exceeds `limitBytes`; nothing is delivered after it.
 * @returns the function to feed chunks into.
 */
export function lineSplitter(
  onLine: (line: string) => void,
  onTooLong: () => void,
  limitBytes: number = MAX_FRAME_BYTES,
): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let broken = false;

  return (chunk) => {
    let start = 0;
    while (!broken) {
      const end = chunk.indexOf(LF, start);
      const piece = chunk.subarray(start, end === -1 ? undefined : end);
      pendingBytes += piece.length;
      if (pendingBytes > limitBytes) {
        broken = true;
        pending = [];
        onTooLong();
        return;
      }
      pending.push(piece);
      if (end === -1) return;
      const line = Buffer.concat(pending).toString('utf8');
      pending = [];
      pendingBytes = 0;
      if (line.length > 0) onLine(line);
      start = end + 1;
    }
  };
}
