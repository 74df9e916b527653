import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SerialPort } from 'serialport';
import type * as serialport from 'serialport';
import { err, ok, type Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { BusFault } from '#engine/ports/fieldbus.ts';
import { afterLastLook } from './last-look.ts';
import { reasonOf, type Link, type LinkAnswer, type LinkCondition } from './link.ts';
import { echoQuestion, type WireQuestion } from './pdu.ts';
import { Reconnector } from './reconnector.ts';
import { encodeRtuFrame, judgeRemains, scanAnswer } from './rtu-frame.ts';

const require = createRequire(import.meta.url);
/** Loaded with the first line that is opened: most plants answer over TCP, and its driver takes time at the start. */
const driver = (): typeof serialport => require('serialport') as typeof serialport;

export interface RtuOptions {
  /** Device, e.g. `/dev/ttyUSB0` or `COM3`. */
  readonly path: string;
  readonly baudRate: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  /** Wait for an answer to begin, ms, counted from the end of the question on the wire. */
  readonly timeoutMs: number;
}

const MAX_RECONNECT_PAUSE_MS = 2_000;
const PRESENCE_CHECK_MS = 1_000;
const MAX_FRAME_BYTES = 256;
/** USB adapters hand bytes over in lots up to 16 ms apart; a busy PC adds to that. */
const PAUSE_WITHIN_FRAME_MS = 50;
/** After a fault the line must be quiet this long, so that the rest of a bad answer is over. */
const QUIET_AFTER_FAULT_MS = 20;
/** A slave that misses this many echoes in a row may not know them: the next question goes out without. */
const ECHOES_BEFORE_PLAIN = 3;
/** Longest a timer may come late on an idle machine. */
const TIMER_STEP_MS = 1.2;

interface Pending {
  readonly asked: WireQuestion;
  readonly settle: (outcome: Result<LinkAnswer, BusFault>) => void;
  cancelTimer: () => void;
  /** Bytes received since the question went out; null before that, when bytes are stray. */
  bytes: Buffer | null;
  /** The answer has begun: from now on its pauses are watched. */
  inFrame: boolean;
  /** When the answer must have begun, and when it must be over whatever still comes. */
  answerByMonoMs: number;
  endByMonoMs: number;
}

/**
 * One serial line. RTU answers carry no number that ties them to a question, so an old
 * answer could pass for a new one. After any fault the slave therefore counts as late:
 * whatever sound frames it sends are dropped, and before its next question it must echo
 * a token (function 8, or the exception of a slave that does not know it). Slaves answer
 * in order, so behind the echo no older answer can follow.
 */
export class RtuLink implements Link {
  readonly id: string;
  readonly timeoutMs: number;
  readonly #options: RtuOptions;
  readonly #clock: Clock;
  readonly #reconnector: Reconnector;
  readonly #charMs: number;
  readonly #gapMs: number;
  /** Slaves whose old answers may still come, with the number of echoes they missed since. */
  readonly #late = new Map<number, number>();
  /** Slaves known to ignore echoes instead of refusing them; their back-off alone must do. */
  readonly #echoless = new Set<number>();
  #token = 0;
  #port: SerialPort | null = null;
  #pending: Pending | null = null;
  /** The next question may go out when the line has been quiet this long after `#lastByteMonoMs`. */
  #quietMs: number;
  #lastByteMonoMs = -Infinity;
  #cancelPresenceCheck: () => void = () => undefined;

  constructor(options: RtuOptions, clock: Clock) {
    this.id = `rtu:${options.path}`;
    this.timeoutMs = options.timeoutMs;
    this.#options = options;
    this.#clock = clock;
    const bitsPerChar = 1 + 8 + (options.parity === 'none' ? 0 : 1) + options.stopBits;
    this.#charMs = (bitsPerChar * 1000) / options.baudRate;
    // Serial Line V1.02, 2.5.1.1: fixed 1.75 ms above 19,200 baud.
    this.#gapMs = options.baudRate > 19_200 ? 1.75 : 3.5 * this.#charMs;
    this.#quietMs = this.#gapMs;
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

  async close(): Promise<void> {
    this.#reconnector.stop();
    const port = this.#port;
    this.#port = null;
    this.#cancelPresenceCheck();
    this.#settle(err({ kind: 'closed' }));
    if (port !== null) await closePort(port);
  }

  async exchange(asked: WireQuestion): Promise<Result<LinkAnswer, BusFault>> {
    const missed = this.#late.get(asked.unit) ?? 0;
    if (this.#late.has(asked.unit) && !this.#echoless.has(asked.unit) && missed < ECHOES_BEFORE_PLAIN) {
      const echo = await this.#askEcho(asked.unit);
      if (!echo.ok) {
        this.#late.set(asked.unit, missed + 1);
        return echo;
      }
      this.#late.delete(asked.unit);
    }
    const answer = await this.#ask(asked);
    if (answer.ok) {
      this.#late.delete(asked.unit);
      this.#reconnector.proven();
      // It may also have been away all the time: only an echo missed now shows that it knows none.
      if (missed >= ECHOES_BEFORE_PLAIN && !(await this.#askEcho(asked.unit)).ok) this.#echoless.add(asked.unit);
    } else {
      this.#late.set(asked.unit, 0);
    }
    return answer;
  }

  #askEcho(unit: number): Promise<Result<LinkAnswer, BusFault>> {
    this.#token = (this.#token + 1) & 0xffff;
    return this.#ask(echoQuestion(unit, this.#token));
  }

  #ask(asked: WireQuestion): Promise<Result<LinkAnswer, BusFault>> {
    if (this.#port === null || this.state().phase !== 'connected') {
      return Promise.resolve(err({ kind: 'notConnected', detail: this.state().detail ?? 'disconnected' }));
    }
    return new Promise((settle) => {
      this.#pending = { asked, settle, cancelTimer: () => undefined, bytes: null, inFrame: false, answerByMonoMs: Infinity, endByMonoMs: Infinity };
      this.#sendWhenQuiet(this.#pending, this.#clock.monoMs() + this.timeoutMs);
    });
  }

  /** Waits for the silence before a frame; a line that never falls silent is a fault. */
  #sendWhenQuiet(pending: Pending, giveUpMonoMs: number): void {
    const nowMs = this.#clock.monoMs();
    const waitMs = this.#lastByteMonoMs + this.#quietMs - nowMs;
    if (waitMs > 0) {
      if (nowMs >= giveUpMonoMs) this.#settle(err({ kind: 'badFrame', reason: 'protocol' }));
      else pending.cancelTimer = this.#afterPrecisely(waitMs, () => this.#sendWhenQuiet(pending, giveUpMonoMs));
      return;
    }
    const frame = encodeRtuFrame(pending.asked.unit, pending.asked.pdu);
    this.#quietMs = this.#gapMs;
    pending.bytes = Buffer.alloc(0);
    this.#port?.write(Buffer.from(frame));
    pending.answerByMonoMs = nowMs + frame.length * this.#charMs + this.timeoutMs;
    pending.endByMonoMs = pending.answerByMonoMs + MAX_FRAME_BYTES * this.#charMs + PAUSE_WITHIN_FRAME_MS;
    this.#waitForAnswer(pending);
  }

  /** Timers are late by up to a millisecond, half the silence at 19,200 baud: the last stretch is waited turn by turn. */
  #afterPrecisely(waitMs: number, fn: () => void): () => void {
    if (waitMs > TIMER_STEP_MS) return this.#clock.after(waitMs - TIMER_STEP_MS, fn);
    const immediate = setImmediate(fn);
    return () => clearImmediate(immediate);
  }

  #waitForAnswer(pending: Pending): void {
    pending.inFrame = false;
    pending.cancelTimer();
    const leftMs = Math.max(0, pending.answerByMonoMs - this.#clock.monoMs());
    pending.cancelTimer = afterLastLook(this.#clock, leftMs, () => this.#answerMissing());
  }

  #received(chunk: Buffer): void {
    this.#lastByteMonoMs = this.#clock.monoMs();
    const pending = this.#pending;
    if (pending === null || pending.bytes === null) return;
    const isFirst = pending.bytes.length === 0;
    pending.bytes = isFirst ? chunk : Buffer.concat([pending.bytes, chunk]);
    this.#scan(pending, pending.bytes);
  }

  #scan(pending: Pending, bytes: Buffer): void {
    const scan = scanAnswer(bytes, pending.asked);
    switch (scan.kind) {
      case 'answer':
        if (bytes.length > scan.size) this.#fail({ kind: 'badFrame', reason: 'long' });
        else this.#settle(ok({ pdu: scan.pdu, wallMs: this.#clock.wallMs(), monoMs: this.#clock.monoMs() }));
        return;
      case 'foreign':
        this.#skipForeign(pending, bytes, scan);
        return;
      case 'more':
      case 'garbled':
        this.#waitForPause(pending);
        return;
    }
  }

  /** A late answer is dropped and the wait goes on; anything else is a wrong answer. */
  #skipForeign(pending: Pending, bytes: Buffer, frame: { unit: number; size: number; reason: 'wrongUnit' | 'wrongFunction' | 'wrongLength' }): void {
    if (!this.#late.has(frame.unit)) {
      this.#fail({ kind: 'badFrame', reason: frame.reason });
      return;
    }
    const rest = bytes.subarray(frame.size);
    pending.bytes = rest;
    this.#waitForAnswer(pending);
    if (rest.length > 0) this.#scan(pending, rest);
  }

  /** Every byte pushes the end of a frame away; it ends with a pause, on a babbling line by force. */
  #waitForPause(pending: Pending): void {
    if (this.#clock.monoMs() > pending.endByMonoMs) {
      this.#paused(pending);
      return;
    }
    if (pending.inFrame) return;
    pending.inFrame = true;
    pending.cancelTimer();
    const look = (): void => {
      const leftMs = this.#lastByteMonoMs + PAUSE_WITHIN_FRAME_MS - this.#clock.monoMs();
      if (leftMs > 0) pending.cancelTimer = afterLastLook(this.#clock, leftMs, look);
      else this.#paused(pending);
    };
    look();
  }

  #paused(pending: Pending): void {
    if (pending.bytes === null) return;
    this.#fail({ kind: 'badFrame', reason: judgeRemains(pending.bytes, pending.asked) });
  }

  #answerMissing(): void {
    this.#fail({ kind: 'timeout', afterMs: this.timeoutMs });
  }

  #fail(fault: BusFault): void {
    this.#quietMs = QUIET_AFTER_FAULT_MS + this.#gapMs;
    this.#settle(err(fault));
  }

  #settle(outcome: Result<LinkAnswer, BusFault>): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    pending.cancelTimer();
    pending.settle(outcome);
  }

  #connect(): void {
    const { path, baudRate, parity, stopBits } = this.#options;
    const { SerialPort: Port } = driver();
    const port = new Port({ path, baudRate, parity, stopBits, dataBits: 8, autoOpen: false });
    this.#port = port;
    port.on('data', (chunk: Buffer) => {
      if (port === this.#port) this.#received(chunk);
    });
    port.on('error', (error) => this.#lost(port, reasonOf(error)));
    port.on('close', (error: unknown) => this.#lost(port, error === null || error === undefined ? 'port closed' : reasonOf(error)));
    port.open((error) => {
      if (port !== this.#port) {
        void closePort(port);
      } else if (error !== null) {
        this.#lost(port, reasonOf(error));
      } else {
        this.#lastByteMonoMs = this.#clock.monoMs();
        this.#checkPresence(port);
        this.#reconnector.up();
      }
    });
  }

  /** Some drivers report no error when the device is pulled out; the vanished path tells. */
  #checkPresence(port: SerialPort): void {
    this.#cancelPresenceCheck = this.#clock.after(PRESENCE_CHECK_MS, () => {
      if (port !== this.#port) return;
      if (this.#options.path.startsWith('/') && !existsSync(this.#options.path)) this.#lost(port, 'ENOENT');
      else this.#checkPresence(port);
    });
  }

  #lost(port: SerialPort, detail: string): void {
    if (port !== this.#port) return;
    this.#port = null;
    this.#cancelPresenceCheck();
    void closePort(port);
    this.#settle(err({ kind: 'notConnected', detail }));
    this.#reconnector.down(detail);
  }
}

/** Closes whatever state the port is in; a port that is gone has nothing left to close. */
async function closePort(port: SerialPort): Promise<void> {
  if (!port.isOpen) return;
  await new Promise<void>((resolve) => port.close(() => resolve()));
}
