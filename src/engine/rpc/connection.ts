import type { Socket } from 'node:net';
import { calls } from '#contract/api.ts';
import type { CallName } from '#contract/api.ts';
import { requestFrame } from '#contract/wire.ts';
import type { ReplyFrame, RpcError } from '#contract/wire.ts';
import type { Result } from '#core/result.ts';
import type { Log } from '#engine/ports/platform.ts';
import { lineReader, parseJson } from './frames.ts';
import { rpcFault } from './handlers.ts';
import type { Caller, Handlers } from './handlers.ts';

export interface ConnectionOptions {
  readonly id: number;
  readonly socket: Socket;
  readonly handlers: Handlers;
  readonly log: Log;
  readonly maxFrameBytes: number;
  /** Bytes that may wait for a slow reader before events to it are dropped. */
  readonly dropAboveBytes: number;
  /** Bytes at which a reader that does not read at all is cut off. */
  readonly cutAboveBytes: number;
  readonly maxPending: number;
  readonly onClose: () => void;
}

const isCall = (name: string): name is CallName => Object.hasOwn(calls, name);

/** One client: reads its requests, answers each once, sends it events while it keeps up. */
export class RpcConnection {
  readonly #options: ConnectionOptions;
  #subscribed = false;
  #pending = 0;
  /** Events were left out; the client sees the gap in `seq` and subscribes again. */
  dropped = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { socket, maxFrameBytes } = options;
    const reader = lineReader(
      (line) => void this.#take(line),
      () =>
        this.#closeWith(
          rpcFault('badRequest', `a frame is longer than ${String(maxFrameBytes)} bytes`),
        ),
      maxFrameBytes,
    );
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => options.onClose());
  }

  get subscribed(): boolean {
    return this.#subscribed;
  }

  close(): void {
    this.#options.socket.destroy();
  }

  /** Sends an event line that was put into JSON once for all clients. */
  sendEvent(line: string): void {
    const { socket, dropAboveBytes, cutAboveBytes, log, id } = this.#options;
    if (!this.#subscribed || socket.destroyed) return;
    if (socket.writableLength > cutAboveBytes) {
      log.warn(
        { client: id, waitingBytes: socket.writableLength },
        'client does not read, closing it',
      );
      socket.destroy();
      return;
    }
    if (socket.writableLength > dropAboveBytes) {
      this.dropped++;
      return;
    }
    socket.write(line);
  }

  #closeWith(error: RpcError): void {
    const frame: ReplyFrame = { id: 0, ok: false, error };
    this.#options.socket.end(`${JSON.stringify(frame)}\n`);
    this.#options.socket.destroySoon();
  }

  #reply(id: number, outcome: Result<unknown, RpcError>): void {
    const frame: ReplyFrame = outcome.ok
      ? { id, ok: true, result: outcome.value }
      : { id, ok: false, error: outcome.error };
    if (!this.#options.socket.destroyed) this.#options.socket.write(`${JSON.stringify(frame)}\n`);
  }

  async #take(line: string): Promise<void> {
    const frame = requestFrame.safeParse(parseJson(line));
    if (!frame.success) {
      // Without a number nobody waits for an answer; a peer that speaks something else is shown the door.
      this.#closeWith(
        rpcFault('badRequest', 'a line is not a request: expected JSON with id, call and params'),
      );
      return;
    }
    const { id, call, form, base } = frame.data;
    if (!isCall(call)) {
      this.#reply(id, {
        ok: false,
        error: rpcFault('unknownCall', `there is no call named ${call.slice(0, 60)}`),
      });
      return;
    }
    const params = calls[call].params.safeParse(frame.data.params);
    if (!params.success) {
      const problems = params.error.issues.map(
        (issue) => `${issue.path.join('.') || 'params'}: ${issue.message}`,
      );
      this.#reply(id, {
        ok: false,
        error: rpcFault('badRequest', `${call}: ${problems.join('; ')}`),
      });
      return;
    }
    if (this.#pending >= this.#options.maxPending) {
      this.#reply(id, {
        ok: false,
        error: rpcFault('unavailable', 'too many calls are still being answered; wait for them'),
      });
      return;
    }
    this.#pending++;
    try {
      this.#reply(id, await this.#answer(call, params.data, form, base));
    } finally {
      this.#pending--;
    }
  }

  async #answer<N extends CallName>(
    call: N,
    params: unknown,
    form: string | undefined,
    base: Caller['base'],
  ): Promise<Result<unknown, RpcError>> {
    const { handlers, log, id } = this.#options;
    const caller: Caller = {
      id,
      ...(form === undefined ? {} : { form }),
      ...(base === undefined ? {} : { base }),
      subscribe: () => {
        this.#subscribed = true;
      },
    };
    try {
      const outcome = await handlers[call](params as Parameters<Handlers[N]>[0], caller);
      if (!outcome.ok) return outcome;
      const checked = calls[call].result.safeParse(outcome.value);
      if (checked.success) return { ok: true, value: checked.data };
      log.error(
        { call, problem: checked.error.message.slice(0, 500) },
        'a result breaks the contract',
      );
      return {
        ok: false,
        error: rpcFault(
          'internal',
          `the answer to ${call} breaks the contract; see the engine log`,
        ),
      };
    } catch (error) {
      log.error(
        { call, error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
        'a call failed',
      );
      return { ok: false, error: rpcFault('internal', `${call} failed; see the engine log`) };
    }
  }
}
