import type { ReportDocument } from '#core/report/document.ts';

export const REPORT_FORMATS = ['pdf', 'xlsx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** One file to be made by the thread. */
export interface RenderOrder {
  readonly id: number;
  readonly format: ReportFormat;
  readonly document: ReportDocument;
  readonly madeMs: number;
  readonly product: string;
  /** `{at}` and `{of}` are filled in. */
  readonly pageText: string;
  readonly logo: Uint8Array | null;
}

export type RenderReply =
  | { readonly id: number; readonly ok: true; readonly bytes: Uint8Array }
  | { readonly id: number; readonly ok: false; readonly message: string };
