import { z } from 'zod';
import { localText, tagId } from './common.ts';

/**
 * One point of the register map: what it means, where it stands in the PLC and how
 * its raw registers become an engineering value (`value = raw * scale + offset`).
 * The id is always `EQUIPMENT.role`, so the equipment it belongs to needs no column.
 */
export const REGISTER_TABLES = ['coil', 'discrete', 'input', 'holding'] as const;
export type RegisterTable = (typeof REGISTER_TABLES)[number];

export const TAG_TYPES = ['bool', 'bit', 'int16', 'uint16', 'int32', 'uint32', 'float32'] as const;
export type TagType = (typeof TAG_TYPES)[number];

/** Byte order on the wire of a 32-bit value whose bytes from high to low are A B C D. */
export const WORD_ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
export type WordOrder = (typeof WORD_ORDERS)[number];

export const POLL_CLASSES = ['1s', '1min', '15min', '1h'] as const;
export type PollClass = (typeof POLL_CLASSES)[number];
export const POLL_PERIOD_MS: Readonly<Record<PollClass, number>> = {
  '1s': 1_000,
  '1min': 60_000,
  '15min': 900_000,
  '1h': 3_600_000,
};

/** `grid`: stored each minute; `change`: stored when it changes; `none`: shown only. */
export const STORE_KINDS = ['grid', 'change', 'none'] as const;

export const tagSchema = z.strictObject({
  id: tagId,
  name: localText,
  /** UCUM-like unit as shown on screen, e.g. "m3/h", "mg/L", "kPa"; empty for states and counts. */
  unit: z.string(),
  slave: z.int().min(1).max(247),
  table: z.enum(REGISTER_TABLES),
  /** Zero-based protocol address (40001 is holding 0). */
  address: z.int().min(0).max(65_535),
  type: z.enum(TAG_TYPES),
  /** Bit number 0 (least significant) to 15 for type `bit`. */
  bit: z.int().min(0).max(15).nullable(),
  /** For 32-bit types only. */
  wordOrder: z.enum(WORD_ORDERS).nullable(),
  scale: z.number().refine((v) => v !== 0, 'must not be 0'),
  offset: z.number(),
  pollClass: z.enum(POLL_CLASSES),
  access: z.enum(['r', 'rw']),
  /** Physical range in engineering units; a value outside is graded out of range. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Digits shown after the decimal point. */
  decimals: z.int().min(0).max(6),
  store: z.enum(STORE_KINDS),
});
export type Tag = z.infer<typeof tagSchema>;

/** Registers a tag occupies (coils and discretes count as one). */
export const registerCount = (type: TagType): 1 | 2 =>
  type === 'int32' || type === 'uint32' || type === 'float32' ? 2 : 1;

/** `P-101A.run` -> `P-101A`. */
export const equipmentOf = (id: string): string => id.slice(0, id.lastIndexOf('.'));
/** `P-101A.run` -> `run`. */
export const roleOf = (id: string): string => id.slice(id.lastIndexOf('.') + 1);
/** States and switches have no meaningful minute average. */
export const isDigital = (tag: Tag): boolean => tag.type === 'bool' || tag.type === 'bit';
