import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import type { Result } from '#core/result.ts';

const MOST_PIXELS = 1600;
const MOST_PHOTO_BYTES = 300_000;
const MOST_FILE_BYTES = 1_000_000;

export const base64Of = async (blob: Blob): Promise<string> => {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
};

/** A photo made small enough for the record: its longer side at most 1600 pixels, less when its bytes ask for it. */
async function smallPhoto(file: Blob): Promise<Blob> {
  if (!file.type.startsWith('image/')) return file;
  const image = await createImageBitmap(file);
  let shrink = Math.min(1, MOST_PIXELS / Math.max(image.width, image.height));
  // A PDF holds PNG and JPEG alone.
  if (shrink === 1 && file.size <= MOST_PHOTO_BYTES && file.type !== 'image/webp') return file;
  for (;;) {
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(image.width * shrink)), Math.max(1, Math.round(image.height * shrink)));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
    if (blob.size <= MOST_PHOTO_BYTES || canvas.width < 200) return blob;
    shrink *= 0.75;
  }
}

/**
 * A file as it is kept, or what keeps it from that. A picture that cannot be opened here could not be opened later
 * either, and a record with it could not be printed.
 */
export async function readyFile(file: Blob): Promise<Blob | 'fileBroken' | 'fileTooLarge'> {
  const small = await smallPhoto(file).catch(() => null);
  if (small === null) return 'fileBroken';
  return small.size > MOST_FILE_BYTES ? 'fileTooLarge' : small;
}

/** Puts a file on disk; the answer is the id an answer carries. */
export async function attach(roundId: string, itemId: string, name: string, file: Blob, who: string): Promise<Result<{ attachmentId: string }, CallFault>> {
  return callEngine('rounds.attach', { id: roundId, itemId, name: name.slice(-120), base64: await base64Of(file), who }, { timeoutMs: 20_000 });
}
