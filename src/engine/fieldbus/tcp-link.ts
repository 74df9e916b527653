import net from 'node:net';
import { err, ok, type Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { BusFault } from '#engine/ports/fieldbus.ts';
import { afterLastLook } from './last-look.ts';
import { reasonOf, type Link, type LinkAnswer, type LinkCondition } from './link.ts';
import type { WireQuestion } from './pdu.ts';
import { Reconnector } from './reconnector.ts';
import { encodeTcpFrame, takeTcpFrame, type TcpFrame } from './tcp-frame.ts';

export interface TcpOptions {
  readonly host: string;
  readonly port: number;
  /** Wait for an answer, ms. */
  readonly timeoutMs: number;
}

const MAX_RECONNECT_PAUSE_MS = 5_000;
const MIN_CONNECT_TIMEOUT_MS = 1_000;
const KEEP_ALIVE_MS = 5_000;
/** Unanswered questions in a row, with not one byte in between, after which the connection counts as half-open. */
const HALF_OPEN_TIMEOUTS = 2;
const LATE_REMEMBERED = 64;

interface Pending {
  readonly question: WireQuestion;
  readonly transaction: number;
  readonly settle: (outcome: Result<LinkAnswer, BusFault>) => void;
  readonly cancelTimer: () => void;
  sawUnknownTransaction: boolean;
}

/** One Modbus TCP connection, one transaction at a time, matched by transaction number. */
export class TcpLink implements Link {
  readonly id: string;
  readonly timeoutMs: number;
  readonly #options: TcpOptions;
  readonly #clock: Clock;
  readonly #reconnector: Reconnector;
  #socket: net.Socket | null = null;
  #received: Buffer = Buffer.alloc(0);
  #transaction = 0;
  #pending: Pending | null = null;
  #timeoutsInARow = 0;
  /** Transactions given up, whose answers may still come and are then thrown away. */
  readonly #late = new Set<number>();

  constructor(options: TcpOptions, clock: Clock) {
    this.id = `tcp://${options.host}:${options.port}`;
    this.timeoutMs = options.timeoutMs;
    this.#options = options;
    this.#clock = clock;
    this.#reconnector = new Reconnector(clock, MAX_RECONNECT_PAUSE_MS, () => this.#connect());
  }

  state(): LinkCondition {
    return this.#reconnector.condition;
  }

  onChange(listener: () => void): void {
    this.#reconnector.onChange(listener);
  }

  open(): void {
    this.#reconnector.start();
  }

  close(): Promise<void> {
    const socket = this.#socket;
    this.#reconnector.stop();
    this.#discardSocket();
    this.#settle(err({ kind: 'closed' }));
    if (socket === null || socket.closed) return Promise.resolve();
    return new Promise((resolve) => void socket.once('close', () => resolve()));
  }

  exchange(question: WireQuestion): Promise<Result<LinkAnswer, BusFault>> {
    const socket = this.#socket;
    if (socket === null || this.state().phase !== 'connected') {
      return Promise.resolve(err({ kind: 'notConnected', detail: this.state().detail ?? 'disconnected' }));
    }
    this.#transaction = (this.#transaction + 1) & 0xffff;
    const transaction = this.#transaction;
    return new Promise((settle) => {
      const cancelTimer = afterLastLook(this.#clock, this.timeoutMs, () => this.#timedOut());
      this.#pending = { question, transaction, settle, cancelTimer, sawUnknownTransaction: false };
      socket.write(encodeTcpFrame(transaction, question.unit, question.pdu));
    });
  }

  #connect(): void {
    const { host, port } = this.#options;
    const socket = net.connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    this.#socket = socket;
    this.#received = Buffer.alloc(0);
    const cancelTimer = this.#clock.after(Math.max(this.timeoutMs, MIN_CONNECT_TIMEOUT_MS), () => this.#lost(socket, 'ETIMEDOUT'));
    socket.once('connect', () => {
      cancelTimer();
      this.#timeoutsInARow = 0;
      this.#late.clear();
      this.#reconnector.up();
    });
    socket.on('data', (chunk) => this.#receive(socket, chunk));
    socket.on('error', (error) => this.#lost(socket, reasonOf(error)));
    socket.once('end', () => this.#lost(socket, 'closed by the other side'));
    socket.once('close', () => {
      cancelTimer();
      this.#lost(socket, 'closed by the other side');
    });
  }

  #receive(socket: net.Socket, chunk: Buffer): void {
    if (socket !== this.#socket) return;
    this.#timeoutsInARow = 0;
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (;;) {
      const frame = takeTcpFrame(this.#received);
      if (!frame.ok) {
        this.#settle(err({ kind: 'badFrame', reason: frame.error }));
        this.#lost(socket, `stream out of step (${frame.error})`);
        return;
      }
      if (frame.value === null) return;
      this.#received = this.#received.subarray(frame.value.size);
      this.#frameCame(frame.value);
    }
  }

  #frameCame(frame: TcpFrame): void {
    const pending = this.#pending;
    if (pending === null || frame.transaction !== pending.transaction) {
      if (!this.#late.delete(frame.transaction) && pending !== null) pending.sawUnknownTransaction = true;
      return;
    }
    if (frame.unit !== pending.question.unit) {
      this.#settle(err({ kind: 'badFrame', reason: 'wrongUnit' }));
      return;
    }
    this.#reconnector.proven();
    // The PDU is copied: it must not keep the whole receive buffer alive.
    const pdu = Uint8Array.from(frame.pdu);
    this.#settle(ok({ pdu, wallMs: this.#clock.wallMs(), monoMs: this.#clock.monoMs() }));
  }

  #timedOut(): void {
    const pending = this.#pending;
    const socket = this.#socket;
    if (pending === null || socket === null) return;
    if (this.#received.length > 0) {
      // Half an answer: whatever follows cannot be told from the next answer.
      this.#settle(err({ kind: 'badFrame', reason: 'short' }));
      this.#lost(socket, 'answer cut off');
      return;
    }
    this.#timeoutsInARow++;
    this.#rememberLate(pending.transaction);
    this.#settle(err(pending.sawUnknownTransaction
      ? { kind: 'badFrame', reason: 'wrongTransaction' }
      : { kind: 'timeout', afterMs: this.timeoutMs }));
    if (this.#timeoutsInARow >= HALF_OPEN_TIMEOUTS) this.#lost(socket, 'no answer on an open connection');
  }

  #rememberLate(transaction: number): void {
    this.#late.add(transaction);
    const [oldest] = this.#late;
    if (this.#late.size > LATE_REMEMBERED && oldest !== undefined) this.#late.delete(oldest);
  }

  #lost(socket: net.Socket, detail: string): void {
    if (socket !== this.#socket) return;
    this.#discardSocket();
    this.#settle(err({ kind: 'notConnected', detail }));
    this.#reconnector.down(detail);
  }

  #discardSocket(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }

  #settle(outcome: Result<LinkAnswer, BusFault>): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    pending.cancelTimer();
    pending.settle(outcome);
  }
}
