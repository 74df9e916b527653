import { z } from 'zod';
import { formKey } from './drafts.ts';

/**
 * Frames between window and engine: one JSON text per line (UTF-8, LF), over a Unix
 * socket or named pipe and, from the shell on, over a MessagePort. The shell passes
 * them unparsed.
 */
export const MAX_FRAME_BYTES = 32 * 1024 * 1024;

export const rpcError = z.object({
  code: z.enum(['badRequest', 'unknownCall', 'refused', 'unavailable', 'notFound', 'internal', 'versionMismatch']),
  /** English, for the log; the window shows `messageCode` translated when there is one. */
  message: z.string(),
  messageCode: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type RpcError = z.infer<typeof rpcError>;

export const requestFrame = z.object({
  id: z.int(),
  call: z.string(),
  params: z.unknown(),
  /** Form a command is sent from: what was kept of it goes with the command's first record. */
  form: formKey.optional(),
  /** Fields a command replaces as they stood when it was drawn up; see `together.ts`. */
  base: z.record(z.string().max(120), z.json()).optional(),
});
export type RequestFrame = z.infer<typeof requestFrame>;

export const replyFrame = z.union([
  z.object({ id: z.int(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), error: rpcError }),
]);
export type ReplyFrame = z.infer<typeof replyFrame>;

export const eventFrame = z.object({ event: z.string(), data: z.unknown() });
export type EventFrame = z.infer<typeof eventFrame>;

/** Shell's own messages to the window about the engine process, on the preload bridge and not on the port. */
export const engineProcessState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('running'), pid: z.int().nullable(), service: z.boolean() }),
  z.object({ state: z.literal('restarting'), inMs: z.number(), attempt: z.int(), reason: z.string() }),
  /** `isOtherVersion`: the engine that answers is of another build; the window has words of its own for that. */
  z.object({ state: z.literal('failed'), reason: z.string(), isOtherVersion: z.boolean().optional() }),
]);
export type EngineProcessState = z.infer<typeof engineProcessState>;
