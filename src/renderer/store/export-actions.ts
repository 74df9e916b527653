import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { ExportRequest } from '#core/analysis/export.ts';
import type { ExportRun } from '#contract/analysis.ts';
import { analysis, useAnalysis } from './analysis-store.ts';
import { callEngine } from './connection.ts';
import type { CallFault } from './engine-client.ts';

/**
 * Exports as a person sees them: a file is chosen, the engine writes it. Where the engine may not
 * write, it keeps the file and this window, which may, fetches it piece by piece.
 */

const DENIED = 'analysis.targetDenied';

export type StartFault = CallFault | { readonly kind: 'shell'; readonly message: string };

/** Exports this window asked for, by id: the chosen place, in case the window has to write itself. */
const mine = new Map<string, { readonly ticket: number; readonly request: ExportRequest; readonly who: string; readonly path: string }>();

/** Asks where to save, then has the engine write. Null when the person chose no place. */
export async function startExport(request: ExportRequest, who: string, suggestedName: string): Promise<Result<ExportRun | null, StartFault>> {
  let place: { readonly ticket: number; readonly path: string } | null;
  try {
    place = await window.muljigi.chooseSave({ suggestedName, kind: request.format });
  } catch (error) {
    return err({ kind: 'shell', message: error instanceof Error ? error.message : String(error) });
  }
  if (place === null) return ok(null);
  const path = withExtension(place.path, request.format);
  const run = await callEngine('analysis.export', { request, path, who });
  if (run.ok) mine.set(run.value.id, { ticket: place.ticket, request, who, path });
  return run;
}

const withExtension = (path: string, format: string): string => (path.toLowerCase().endsWith(`.${format}`) ? path : `${path}.${format}`);

/** Follows this window's exports: one that was denied is made by the engine for itself and fetched. Returns the function that ends it. */
export function followExports(): () => void {
  return useAnalysis.subscribe((state, before) => {
    if (state.exports === before.exports) return;
    for (const run of state.exports ?? []) {
      const known = mine.get(run.id);
      if (known === undefined) continue;
      if (run.state === 'failed' && run.fault?.code === DENIED && run.path !== null) {
        mine.delete(run.id);
        void keepInstead(run, known);
      } else if (run.state === 'done' && run.path === null) {
        mine.delete(run.id);
        void fetchKept(run, known.ticket, known.path);
      } else if (run.state !== 'queued' && run.state !== 'running') mine.delete(run.id);
    }
  });
}

/** A file the engine keeps and nobody has fetched, as after a reload or a restart in the middle: asks where to save and fetches it. */
export async function saveKept(run: ExportRun): Promise<Result<null, StartFault>> {
  let place: { readonly ticket: number; readonly path: string } | null;
  try {
    place = await window.muljigi.chooseSave({ suggestedName: `${run.id}.${run.request.format}`, kind: run.request.format });
  } catch (error) {
    return err({ kind: 'shell', message: error instanceof Error ? error.message : String(error) });
  }
  if (place !== null) await fetchKept(run, place.ticket, withExtension(place.path, run.request.format));
  return ok(null);
}

async function keepInstead(denied: ExportRun, known: { readonly ticket: number; readonly request: ExportRequest; readonly who: string; readonly path: string }): Promise<void> {
  const again = await callEngine('analysis.export', { request: known.request, path: null, who: known.who });
  if (!again.ok) return;
  mine.set(again.value.id, known);
  await callEngine('analysis.exportForget', { id: denied.id });
  useAnalysis.setState((state) => ({ exports: state.exports?.filter(({ id }) => id !== denied.id) ?? null }));
}

async function fetchKept(run: ExportRun, ticket: number, path: string): Promise<void> {
  const told = (part: Partial<ExportRun>): void => analysis.takeExport({ ...run, path, ...part });
  let file: { readonly id: number } | null = null;
  analysis.fetching(run.id, true);
  try {
    file = await window.muljigi.openChosen(ticket);
    for (let offset = 0; ; ) {
      const piece = await callEngine('analysis.exportRead', { id: run.id, offset }, { timeoutMs: 60_000 });
      if (!piece.ok) {
        await window.muljigi.closeSave(file.id, false);
        // The engine has it still: it can be saved again.
        told({ state: 'failed', fault: { code: 'analysis.interrupted', params: { path } } });
        return;
      }
      await window.muljigi.writeSave(file.id, Uint8Array.from(atob(piece.value.base64), (letter) => letter.charCodeAt(0)));
      if (piece.value.done) break;
      offset = piece.value.nextOffset;
    }
    await window.muljigi.closeSave(file.id, true);
    told({ state: 'done' });
    await callEngine('analysis.exportForget', { id: run.id });
  } catch (error) {
    if (file !== null) await window.muljigi.closeSave(file.id, false).catch(() => undefined);
    told({ state: 'failed', fault: { code: DENIED, params: { path, detail: String(error) } } });
  } finally {
    analysis.fetching(run.id, false);
  }
}
