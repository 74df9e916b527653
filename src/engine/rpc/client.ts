import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { calls, events } from '#contract/api.ts';
import type { CallName, EventData, EventName, Params, ResultOf } from '#contract/api.ts';
import { eventFrame, replyFrame } from '#contract/wire.ts';
import type { RpcError } from '#contract/wire.ts';
import type { EntryBody } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { lineReader, parseJson } from './frames.ts';
import { rpcFault } from './handlers.ts';

const CALL_LIMIT_MS = 15_000;

type Listener = (data: unknown) => void;

/** A client of the engine for tools and tests: every answer and event is held against the contract. */
export class RpcClient {
  readonly #socket: Socket;
  readonly #limitMs: number;
  readonly #waiting = new Map<number, (outcome: Result<unknown, RpcError>) => void>();
  readonly #listeners = new Map<EventName, Set<Listener>>();
  #nextId = 1;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket, limitMs: number) {
    this.#socket = socket;
    this.#limitMs = limitMs;
    const reader = lineReader(
      (line) => this.#take(parseJson(line)),
      () => socket.destroy(),
    );
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', () => socket.destroy());
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        const gone = rpcFault('unavailable', 'the engine closed the connection');
        for (const settle of this.#waiting.values()) settle(err(gone));
        this.#waiting.clear();
        resolve();
      });
    });
  }

  /** Connects; the error is the system's reason. No call is waited for longer than the limit, ms. */
  static open(path: string, limitMs = CALL_LIMIT_MS): Promise<Result<RpcClient, string>> {
    return new Promise((resolve) => {
      const socket = connect(path);
      socket.once('error', (error) => resolve(err(error.message)));
      socket.once('connect', () => resolve(ok(new RpcClient(socket, limitMs))));
    });
  }

  /** Asks and waits for the answer, as sent from a form when one is named, drawn up on what stood when it is said. Never rejects. */
  async call<N extends CallName>(
    name: N,
    params: Params<N>,
    form?: string,
    base?: EntryBody,
  ): Promise<Result<ResultOf<N>, RpcError>> {
    const id = this.#nextId++;
    const outcome = await new Promise<Result<unknown, RpcError>>((resolve) => {
      if (this.#socket.destroyed) {
        resolve(err(rpcFault('unavailable', 'the engine closed the connection')));
        return;
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve(
          err(rpcFault('unavailable', `no answer to ${name} within ${String(this.#limitMs)} ms`)),
        );
      }, this.#limitMs);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#socket.write(`${JSON.stringify({ id, call: name, params, form, base })}\n`);
    });
    if (!outcome.ok) return outcome;
    const checked = calls[name].result.safeParse(outcome.value);
    return checked.success
      ? ok(checked.data as ResultOf<N>)
      : err(
          rpcFault(
            'internal',
            `the answer to ${name} breaks the contract: ${checked.error.message}`,
          ),
        );
  }

  on<N extends EventName>(event: N, listener: (data: EventData<N>) => void): () => void {
    const set = this.#listeners.get(event) ?? new Set<Listener>();
    this.#listeners.set(event, set);
    const checked: Listener = (data) => listener(events[event].parse(data) as EventData<N>);
    set.add(checked);
    return () => set.delete(checked);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(frame: unknown): void {
    const event = eventFrame.safeParse(frame);
    if (event.success) {
      for (const listener of this.#listeners.get(event.data.event as EventName) ?? [])
        listener(event.data.data);
      return;
    }
    const reply = replyFrame.safeParse(frame);
    if (!reply.success) return;
    const settle = this.#waiting.get(reply.data.id);
    this.#waiting.delete(reply.data.id);
    settle?.(reply.data.ok ? ok(reply.data.result) : err(reply.data.error));
  }
}
