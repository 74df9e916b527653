import { z } from 'zod';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { KeptDraft } from '#contract/drafts.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { stored } from './stored-answer.ts';

/** Key of the texts in the history's state. */
const DRAFTS_KEY = 'drafts';
/** More forms than anybody leaves half filled; the oldest text goes first. */
const MOST = 60;
/** All of them together: each key stroke writes them, and a write must stay a matter of milliseconds. */
const MOST_CHARS = 240_000;
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
  readonly #texts = new Map<string, KeptDraft>();
  #loading: Promise<Result<null, RpcError>> | null = null;

  constructor(options: DraftOptions) {
    this.#options = options;
  }

  /** Reads everything anew, after a copy of the history was brought back. */
  reload(): void {
    this.#loading = null;
  }

  async list(): Promise<Result<Record<string, KeptDraft>, RpcError>> {
    const ready = await this.#ready();
    return ready.ok ? ok(Object.fromEntries(this.#texts)) : ready;
  }

  async keep(key: string, text: string): Promise<Result<Record<string, never>, RpcError>> {
    const ready = await this.#ready();
    if (!ready.ok) return ready;
    if (text === '' && !this.#texts.has(key)) return ok({});
    // The newest stands last, so that the oldest is the first to go.
    this.#texts.delete(key);
    if (text !== '') this.#texts.set(key, { text, atMs: this.#options.clock.wallMs() });
    this.#makeRoom();
    const outcome = await this.#options.store(this.#state());
    return outcome.ok
      ? ok({})
      : err(rpcFault('unavailable', 'the text could not be stored', 'laboratory.notStored'));
  }

  /**
   * How to let go of a form together with the record it was sent as: called once, in the very commit of
   * that record, it gives the state that goes to disk with it. Null when nothing is kept of this form,
   * or when the texts cannot be read now: then the text stays, and is offered again.
   */
  async sending(key: string): Promise<(() => Readonly<Record<string, string>>) | null> {
    const ready = await this.#ready();
    if (!ready.ok || !this.#texts.has(key)) return null;
    return () => {
      this.#texts.delete(key);
      return this.#state();
    };
  }

  #state(): Readonly<Record<string, string>> {
    const texts = [...this.#texts].map(([key, value]) => ({ key, ...value }));
    return { [DRAFTS_KEY]: JSON.stringify(texts) };
  }

  #makeRoom(): void {
    const oldestMs = this.#options.clock.wallMs() - KEPT_MS;
    let chars = [...this.#texts.values()].reduce((sum, { text }) => sum + text.length, 0);
    for (const [key, { text, atMs }] of this.#texts) {
      if (this.#texts.size <= MOST && chars <= MOST_CHARS && atMs >= oldestMs) continue;
      this.#texts.delete(key);
      chars -= text.length;
    }
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
