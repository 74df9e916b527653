import { z } from 'zod';
import { spanSchema } from './question.ts';

/** What an export holds and how it is written. */

export const EXPORT_FORMATS = ['csv', 'xlsx', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
/** `minute`: as stored; `corrected`: minutes with accepted corrections taken off, beside the raw value. */
export const EXPORT_LEVELS = ['minute', 'corrected', 'hour', 'day'] as const;
export type ExportLevel = (typeof EXPORT_LEVELS)[number];
export const EXPORT_CONTENTS = ['values', 'derived', 'events', 'readings', 'findings'] as const;
export type ExportContent = (typeof EXPORT_CONTENTS)[number];
export const EXPORT_LAYOUTS = ['long', 'wide'] as const;
export type ExportLayout = (typeof EXPORT_LAYOUTS)[number];
export const MOST_EXPORTED_TAGS = 64;

export const exportRequest = z
  .strictObject({
    format: z.enum(EXPORT_FORMATS),
    contents: z.array(z.enum(EXPORT_CONTENTS)).min(1).max(EXPORT_CONTENTS.length),
    tags: z.array(z.string().min(1).max(80)).max(MOST_EXPORTED_TAGS),
    span: spanSchema,
    level: z.enum(EXPORT_LEVELS),
    layout: z.enum(EXPORT_LAYOUTS),
    zone: z.string().min(1).max(60),
    language: z.enum(['ko', 'en']),
  })
  .refine(
    ({ format, contents }) => format === 'xlsx' || contents.length === 1,
    'CSV and Parquet hold one table; choose one content, or Excel',
  )
  .refine(
    ({ contents, tags }) =>
      tags.length > 0 || !contents.some((each) => each === 'values' || each === 'derived'),
    'values need at least one tag',
  );
export type ExportRequest = z.infer<typeof exportRequest>;

/** A tag's words for the header, in the chosen language. */
export interface ExportTag {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly decimals: number;
}

/** All an export needs to be written without asking anybody. */
export interface ExportJob {
  readonly id: string;
  readonly request: ExportRequest;
  readonly tags: readonly ExportTag[];
  /** File to be written, absolute. */
  readonly path: string;
  readonly site: string;
  readonly who: string;
  readonly writtenMs: number;
  readonly program: string;
  /** Titles of sheets, columns and lines of the "about" sheet by key, in the chosen language. */
  readonly words: Readonly<Record<string, string>>;
}

export interface ExportOutcome {
  readonly rows: number;
  readonly bytes: number;
  /** Most memory the writing thread held for its objects, bytes. */
  readonly peakBytes: number;
}
