import type { ReportFormat } from '#contract/reports.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly path: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'fault'; readonly fault: CallFault }
  | { readonly kind: 'shell'; readonly message: string };

/** Making a file of a year's report takes a few seconds on a busy PC. */
const FILE_TIMEOUT_MS = 120_000;

/** Asks where to, fetches the file from the engine and writes it; a half-written file is removed. */
export async function saveReport(id: string, language: 'ko' | 'en', format: ReportFormat, number: string): Promise<SaveOutcome> {
  let file: { readonly id: number } | null = null;
  try {
    const place = await window.muljigi.chooseSave({ suggestedName: `${number}.${language}.${format}`, kind: format });
    if (place === null) return { kind: 'cancelled' };
    const answer = await callEngine('reports.file', { id, language, format }, { timeoutMs: FILE_TIMEOUT_MS });
    if (!answer.ok) return { kind: 'fault', fault: answer.error };
    file = await window.muljigi.openChosen(place.ticket);
    await window.muljigi.writeSave(file.id, Uint8Array.from(atob(answer.value.base64), (letter) => letter.charCodeAt(0)));
    await window.muljigi.closeSave(file.id, true);
    return { kind: 'saved', path: place.path };
  } catch (error) {
    if (file !== null) await window.muljigi.closeSave(file.id, false).catch(() => undefined);
    return { kind: 'shell', message: error instanceof Error ? error.message : String(error) };
  }
}
