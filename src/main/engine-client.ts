import { connect, type Socket } from 'node:net';
import { calls, PROTOCOL_VERSION, type CallName, type Params, type ResultOf } from '#contract/api.ts';
import { replyFrame } from '#contract/wire.ts';
import { err, ok, type Result } from '#core/result.ts';
import { lineSplitter } from './line-splitter.ts';

export type ConnectFault = { readonly kind: 'unreachable' | 'wrongVersion' | 'noAnswer'; readonly message: string };
export type Hello = ResultOf<'hello'>;

const CALL_LIMIT_MS = 5000;
/** An engine says so itself when the window's protocol is not its own. */
const OTHER_VERSION = 'versionMismatch';

/**
 * The shell's own connection to the engine: it knows who answers there, notices when it goes away
 * and can ask it to stop. Window traffic does not pass through here (see `port-relay.ts`).
 */
export class EngineClient {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (reply: Result<unknown, string>) => void>();
  #nextId = 1;
  #closed = false;

  private constructor(socket: Socket, onClose: () => void) {
    this.#socket = socket;
    socket.on('data', lineSplitter((line) => this.#receive(line), () => socket.destroy()));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#closed = true;
      for (const answer of this.#waiting.values()) answer(err('the engine closed the connection'));
      this.#waiting.clear();
      onClose();
    });
  }

  /**
   * Connects and says hello.
   * Errors: nobody listens at the path, no answer in time, or an engine of another protocol version.
   */
  static async open(
    socketPath: string,
    onClose: () => void,
    limitMs = 2000,
  ): Promise<Result<{ client: EngineClient; hello: Hello }, ConnectFault>> {
    const connected = await connectSocket(socketPath, limitMs);
    if (!connected.ok) return err({ kind: 'unreachable', message: connected.error });
    let isOpen = false;
    const client = new EngineClient(connected.value, () => {
      if (isOpen) onClose();
    });
    const hello = await client.call('hello', { protocol: PROTOCOL_VERSION, client: 'shell' }, limitMs);
    if (!hello.ok) {
      client.close();
      return err({ kind: hello.error.startsWith(OTHER_VERSION) ? 'wrongVersion' : 'noAnswer', message: hello.error });
    }
    if (hello.value.protocol !== PROTOCOL_VERSION) {
      client.close();
      return err({
        kind: 'wrongVersion',
        message: `The engine at ${socketPath} speaks protocol ${hello.value.protocol}, this window speaks ${PROTOCOL_VERSION}. Install the same version of both.`,
      });
    }
    isOpen = true;
    return ok({ client, hello: hello.value });
  }

  /**
   * Asks an engine of another version to end in order; the words for that are the same in every version.
   * True when nobody listens there any more.
   */
  static async endOther(socketPath: string, limitMs: number): Promise<boolean> {
    const connected = await connectSocket(socketPath, CALL_LIMIT_MS);
    if (!connected.ok) return true;
    let isGone: () => void = () => undefined;
    const gone = new Promise<boolean>((resolve) => {
      isGone = () => resolve(true);
    });
    const client = new EngineClient(connected.value, isGone);
    await client.call('hello', { protocol: PROTOCOL_VERSION, client: 'shell' }, CALL_LIMIT_MS);
    await client.call('engine.stop', { who: 'shell' }, CALL_LIMIT_MS);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs);
    });
    const outcome = await Promise.race([gone, tooLate]);
    clearTimeout(timer);
    client.close();
    return outcome;
  }

  /** Asks the engine; the error is a sentence for the log. */
  async call<N extends CallName>(name: N, params: Params<N>, limitMs = CALL_LIMIT_MS): Promise<Result<ResultOf<N>, string>> {
    if (this.#closed) return err('the engine closed the connection');
    const id = this.#nextId++;
    const reply = await new Promise<Result<unknown, string>>((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve(err(`no answer to ${name} within ${limitMs} ms`));
      }, limitMs);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#socket.write(`${JSON.stringify({ id, call: name, params })}\n`);
    });
    if (!reply.ok) return reply;
    const parsed = calls[name].result.safeParse(reply.value);
    if (!parsed.success) return err(`the answer to ${name} is not of the agreed form: ${parsed.error.message}`);
    return ok(parsed.data as ResultOf<N>);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(line: string): void {
    const frame = replyFrame.safeParse(parseJson(line));
    // Events are for windows; a client that did not subscribe gets none, and ignores the odd one.
    if (!frame.success) return;
    const answer = this.#waiting.get(frame.data.id);
    this.#waiting.delete(frame.data.id);
    if (frame.data.ok) answer?.(ok(frame.data.result));
    else {
      const { code, message } = frame.data.error;
      answer?.(err(code === OTHER_VERSION ? `${OTHER_VERSION}: ${message}` : message));
    }
  }
}

/** Opens a local socket. The error is the system's own word for what is wrong. */
export function connectSocket(socketPath: string, limitMs: number): Promise<Result<Socket, string>> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const giveUp = (reason: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(err(reason));
    };
    const timer = setTimeout(() => giveUp(`no connection within ${limitMs} ms`), limitMs);
    const onError = (error: Error): void => giveUp(error.message);
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve(ok(socket));
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
