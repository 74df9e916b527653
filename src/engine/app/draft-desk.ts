import { z } from 'zod';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { stored } from './stored-answer.ts';

/** Key of the texts in the history's state. */
const DRAFTS_KEY = 'drafts';
/** More forms than anybody leaves half filled; the oldest text goes first. */
const MOST = 40;
/** Nobody comes back to a text after so long. */
const KEPT_MS = 30 * 86_400_000;

const kept = z.array(z.object({ key: z.string(), text: z.string(), atMs: z.number() }));

export interface DraftOptions {
  readonly historian: Historian;
  readonly store: (state: Readonly<Record<string, string>>) => Promise<{ readonly ok: boolean }>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Texts of forms that were not sent yet: on disk before the window hears that they are kept. */
export class DraftDesk {
  readonly #options: DraftOptions;
  readonly #texts = new Map<string, { readonly text: string; readonly atMs: number }>();
  #loading: Promise<Result<null, RpcError>> | null = null;

  constructor(options: DraftOptions) {
    this.#options = options;
  }

  /** Reads everything anew, after a copy of the history was brought back. */
  reload(): void {
    this.#loading = null;
  }

  async list(): Promise<Result<Record<string, string>, RpcError>> {
    const ready = await this.#ready();
    if (!ready.ok) return ready;
    return ok(Object.fromEntries([...this.#texts].map(([key, { text }]) => [key, text])));
  }

  async keep(key: string, text: string): Promise<Result<Record<string, never>, RpcError>> {
    const ready = await this.#ready();
    if (!ready.ok) return ready;
    const { clock, store } = this.#options;
    const nowMs = clock.wallMs();
    if (text === '' && !this.#texts.has(key)) return ok({});
    // The newest stands last, so that the oldest is the first to go.
    this.#texts.delete(key);
    if (text !== '') this.#texts.set(key, { text, atMs: nowMs });
    for (const [old, { atMs }] of this.#texts)
      if (this.#texts.size > MOST || atMs < nowMs - KEPT_MS) this.#texts.delete(old);
    const outcome = await store({
      [DRAFTS_KEY]: JSON.stringify(
        [...this.#texts].map(([each, value]) => ({ key: each, ...value })),
      ),
    });
    return outcome.ok
      ? ok({})
      : err(rpcFault('unavailable', 'the text could not be stored', 'laboratory.notStored'));
  }

  #ready(): Promise<Result<null, RpcError>> {
    this.#loading ??= this.#load().then((outcome) => {
      if (!outcome.ok) this.#loading = null;
      return outcome;
    });
    return this.#loading;
  }

  async #load(): Promise<Result<null, RpcError>> {
    const { historian, log } = this.#options;
    const state = stored(await historian.loadState());
    if (!state.ok) return state;
    this.#texts.clear();
    const text = state.value[DRAFTS_KEY];
    if (text === undefined) return ok(null);
    try {
      for (const { key, ...rest } of kept.parse(JSON.parse(text))) this.#texts.set(key, rest);
    } catch (error) {
      // What cannot be read is no reason to refuse what is typed next.
      log.warn({ error: String(error) }, 'texts of unsent forms cannot be read');
    }
    return ok(null);
  }
}
