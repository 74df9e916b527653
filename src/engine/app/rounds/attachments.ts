import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { NewEntry } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { ATTACHMENT_TYPES, MOST_ATTACHMENT_BYTES } from '#contract/rounds.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';

/** Body of an entry of kind `attachment`. */
export const attachmentBody = z.object({
  name: z.string(),
  mime: z.enum(ATTACHMENT_TYPES),
  bytes: z.int(),
  sha256: z.string(),
  base64: z.string(),
  roundId: z.string(),
  itemId: z.string(),
});

type Mime = (typeof ATTACHMENT_TYPES)[number];

/** First bytes of each kind of file that is taken (PNG 5.2, JFIF, RIFF/WebP, ISO 32000-1 7.5.2). */
function kindOf(bytes: Buffer): Mime | null {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])))
    return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP')
    return 'image/webp';
  return bytes.toString('latin1', 0, 5) === '%PDF-' ? 'application/pdf' : null;
}

/** A file on its way to disk: what it is by its content, never by its name. */
export function attachmentEntry(
  file: {
    readonly name: string;
    readonly base64: string;
    readonly roundId: string;
    readonly itemId: string;
  },
  actor: string,
  nowMs: number,
): Result<NewEntry, RpcError> {
  const bytes = Buffer.from(file.base64, 'base64');
  if (bytes.length === 0 || bytes.length > MOST_ATTACHMENT_BYTES)
    return err(
      rpcFault(
        'badRequest',
        `${file.name}: ${String(bytes.length)} bytes; a file may have 1 to ${String(MOST_ATTACHMENT_BYTES)}`,
        'rounds.fileTooLarge',
        { name: file.name, bytes: bytes.length },
      ),
    );
  const mime = kindOf(bytes);
  if (mime === null)
    return err(
      rpcFault(
        'badRequest',
        `${file.name}: only PNG, JPEG, WebP and PDF are taken`,
        'rounds.fileKind',
        { name: file.name },
      ),
    );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return ok({
    kind: 'attachment',
    id: `att-${randomUUID()}`,
    tsMs: nowMs,
    tag: null,
    actor,
    writtenMs: nowMs,
    body: { ...file, mime, bytes: bytes.length, sha256, base64: bytes.toString('base64') },
  });
}
