import type { Result } from '#core/result.ts';
import type { RegisterTable } from '#core/plant/tag.ts';

/**
 * The one port to the plant's wires. Modbus RTU, Modbus TCP and the in-process link of
 * simulated runs stand behind it; OPC UA may follow. Registers go in and out raw
 * (16-bit words, or 0/1 for coils and discretes): meaning is the core's business.
 */
export interface FieldBus {
  readonly id: string;
  /** Reads neighbouring registers in one request. Never rejects; never later than its deadline plus one bus timeout. */
  read(request: ReadRequest): Promise<Result<ReadReply, BusFault>>;
  /** Writes, without read-back. Confirmation is the caller's duty (`confirmWrite` in the adapter). */
  write(request: WriteRequest): Promise<Result<WriteReply, BusFault>>;
  status(): BusStatus;
  /** Called on every change of `status().state` or of a slave's state; returns the unsubscribe function. */
  onStatus(listener: (status: BusStatus) => void): () => void;
  open(): void;
  close(): Promise<void>;
}

/** Commands overtake polling in the queue, the heartbeat comes between. */
export type BusPriority = 'command' | 'heartbeat' | 'poll';

export interface ReadRequest {
  readonly slave: number;
  readonly table: RegisterTable;
  readonly address: number;
  readonly count: number;
  readonly priority: BusPriority;
  /** Give up (fault `deadline`) when not answered within this long, queueing included. */
  readonly deadlineMs: number;
}

export interface ReadReply {
  /** One word per register, or one 0/1 per coil. */
  readonly words: readonly number[];
  /** When the last byte of the answer came in. */
  readonly wallMs: number;
  readonly monoMs: number;
}

export interface WriteRequest {
  readonly slave: number;
  readonly table: 'coil' | 'holding';
  readonly address: number;
  readonly words: readonly number[];
  readonly priority: BusPriority;
  readonly deadlineMs: number;
}

export interface WriteReply {
  readonly wallMs: number;
  readonly monoMs: number;
}

export type BusFault =
  /** Port or socket is not open; `detail` is the system's reason (ENOENT, ECONNREFUSED, ...). */
  | { readonly kind: 'notConnected'; readonly detail: string }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  /** Waited in the queue until its deadline passed, or the slave is backed off. */
  | { readonly kind: 'deadline' }
  | { readonly kind: 'backedOff'; readonly retryInMs: number }
  | { readonly kind: 'exception'; readonly code: number }
  | { readonly kind: 'badFrame'; readonly reason: 'crc' | 'short' | 'long' | 'wrongUnit' | 'wrongFunction' | 'wrongTransaction' | 'wrongLength' | 'protocol' }
  | { readonly kind: 'closed' };

export type LinkState = 'closed' | 'connecting' | 'connected' | 'degraded' | 'disconnected';

export interface SlaveStatus {
  readonly slave: number;
  readonly state: 'unknown' | 'answering' | 'silent' | 'faulty';
  readonly lastGoodWallMs: number | null;
  readonly consecutiveFaults: number;
  readonly lastFault: BusFault | null;
  readonly retryInMs: number | null;
}

export interface BusStatus {
  readonly state: LinkState;
  readonly detail: string | null;
  readonly slaves: readonly SlaveStatus[];
  readonly counters: {
    readonly requests: number;
    readonly answers: number;
    readonly timeouts: number;
    readonly exceptions: number;
    readonly badFrames: number;
    readonly reconnects: number;
  };
  /** Round trip of the last answers, ms. */
  readonly roundTripMs: { readonly last: number | null; readonly mean: number | null };
}
