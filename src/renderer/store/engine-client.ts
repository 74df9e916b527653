import type { CallName, EventData, EventName, Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { EntryBody } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/** The part of a MessagePort the client needs; a `MessageChannel` of a test fits as well. */
export interface EnginePort {
  postMessage(message: string): void;
  addEventListener(type: 'message' | 'close', listener: (event: { data?: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** Why a call brought no result: the engine's own error, no answer in time, the port gone, or called off. */
export type CallFault =
  | { readonly kind: 'engine'; readonly error: RpcError }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'cancelled' };

export interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Form it is sent from; the engine lets go of what it kept of it with the command's record. */
  readonly form?: string;
  /** Fields it replaces, as they stood when it was drawn up. */
  readonly base?: EntryBody;
}

interface Pending {
  readonly settle: (answer: Result<unknown, CallFault>) => void;
}

type Listener<N extends EventName> = (data: EventData<N>) => void;

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * One conversation with the engine over one port: numbered requests with time-outs, and
 * events. It lives as long as its port; reconnecting means a new client.
 */
export class EngineClient {
  readonly #port: EnginePort;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<(data: never) => void>>();
  readonly #onClosed: () => void;
  #nextId = 1;
  #closed = false;
  #framesIn = 0;

  constructor(port: EnginePort, onClosed: () => void) {
    this.#port = port;
    this.#onClosed = onClosed;
    port.addEventListener('message', (event) => this.#take(event.data));
    port.addEventListener('close', () => this.close());
    port.start();
  }

  /** Frames received so far; a number that stands still tells a silent engine. */
  get framesIn(): number {
    return this.#framesIn;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Sends one call and resolves with its result or fault; never rejects. */
  call<N extends CallName>(name: N, params: Params<N>, options: CallOptions = {}): Promise<Result<ResultOf<N>, CallFault>> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal, form, base } = options;
    if (this.#closed) return Promise.resolve(err({ kind: 'disconnected' }));
    if (signal?.aborted === true) return Promise.resolve(err({ kind: 'cancelled' }));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(err({ kind: 'timeout', afterMs: timeoutMs })), timeoutMs);
      const onAbort = (): void => settle(err({ kind: 'cancelled' }));
      const settle = (answer: Result<unknown, CallFault>): void => {
        if (!this.#pending.delete(id)) return;
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        // The engine checks every result against the schema of this very call before it sends it.
        resolve(answer as Result<ResultOf<N>, CallFault>);
      };
      this.#pending.set(id, { settle });
      signal?.addEventListener('abort', onAbort);
      this.#port.postMessage(JSON.stringify({ id, call: name, params, form, base }));
    });
  }

  /** Listens to an event; returns the function that stops listening. */
  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#port.close();
    for (const { settle } of [...this.#pending.values()]) settle(err({ kind: 'disconnected' }));
    this.#listeners.clear();
    this.#onClosed();
  }

  #take(data: unknown): void {
    if (this.#closed || typeof data !== 'string') return;
    const frame = parseFrame(data);
    if (frame === null) return;
    this.#framesIn++;
    if ('event' in frame) {
      for (const listener of this.#listeners.get(frame.event) ?? []) listener(frame.data as never);
      return;
    }
    const pending = this.#pending.get(frame.id);
    pending?.settle(frame.ok ? ok(frame.result) : err({ kind: 'engine', error: frame.error }));
  }
}

type IncomingFrame =
  | { readonly event: string; readonly data: unknown }
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: RpcError };

/** A line that is no frame is dropped: the sequence check of the snapshots notices what is missing. */
function parseFrame(line: string): IncomingFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if ('event' in value && typeof value.event === 'string' && 'data' in value) return { event: value.event, data: value.data };
  if (!('id' in value) || typeof value.id !== 'number' || !('ok' in value)) return null;
  if (value.ok === true && 'result' in value) return { id: value.id, ok: true, result: value.result };
  if (value.ok === false && 'error' in value) return { id: value.id, ok: false, error: value.error as RpcError };
  return null;
}
