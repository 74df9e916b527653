import { z } from 'zod';

/** Where the readings come from. Kept in the data folder, not in the plant profile. */
export const connectionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('virtual'),
    /** Plant time over real time. */
    speed: z.number().min(1).max(1000).default(1),
    seed: z.int().min(0).default(1),
  }),
  z.object({
    kind: z.literal('tcp'),
    host: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535).default(502),
    timeoutMs: z.int().min(50).max(10_000).default(1000),
  }),
  z.object({
    kind: z.literal('rtu'),
    path: z.string().min(1).max(260),
    baudRate: z.union([z.literal(9600), z.literal(19_200), z.literal(38_400), z.literal(57_600), z.literal(115_200)]).default(19_200),
    parity: z.enum(['none', 'even', 'odd']).default('even'),
    stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
    timeoutMs: z.int().min(50).max(10_000).default(500),
  }),
]);
export type Connection = z.infer<typeof connectionSchema>;

export const portInfo = z.object({
  path: z.string(),
  manufacturer: z.string().nullable(),
  serialNumber: z.string().nullable(),
});

/** Live test of a connection: reads one block of each slave and says what it saw. */
export const connectionTest = z.object({
  ok: z.boolean(),
  tookMs: z.number(),
  slaves: z.array(z.object({ slave: z.int(), ok: z.boolean(), fault: z.string().nullable(), roundTripMs: z.number().nullable() })),
  /** Message code for the window, with params. */
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
