import type { Clock } from '#core/time/clock.ts';
import { POLL_CLASSES, POLL_PERIOD_MS, type PollClass } from '#core/plant/tag.ts';
import { splitBlock, type AddressRange, type PollBlock, type PollPlan } from '#core/signal/poll-plan.ts';
import type { BusFault, FieldBus, ReadReply } from '#engine/ports/fieldbus.ts';

export interface BlockReading extends ReadReply {
  readonly block: PollBlock;
}
export interface BlockFault {
  readonly block: PollBlock;
  readonly fault: BusFault;
  readonly wallMs: number;
  readonly monoMs: number;
}

export interface PollerOptions {
  readonly bus: FieldBus;
  readonly plan: PollPlan;
  readonly clock: Clock;
  readonly onBlock: (reading: BlockReading) => void;
  readonly onFault: (fault: BlockFault) => void;
  /** A joined block was refused and is read in parts from now on; the holes belong into the next plan. */
  readonly onSplit?: (block: PollBlock, parts: readonly PollBlock[], holes: readonly AddressRange[]) => void;
  /** Called when the last block of a round of a class has its outcome. */
  readonly onRound?: (pollClass: PollClass) => void;
}

interface PollerCounters {
  readonly rounds: number;
  readonly blocksRead: number;
  readonly blockFaults: number;
  /** Blocks not asked for because their last question was still waiting: the bus is slower than the plan. */
  readonly overruns: number;
  readonly splits: number;
}

export interface Poller {
  /**
   * Reads every class once at once, then each at its own full seconds, minutes, quarters
   * or hours of UTC. What fails in a slow class is tried again every few seconds.
   */
  start(): void;
  stop(): void;
  /**
   * Reads the blocks of these tags once more at once, in the bus's own order after what already waits.
   * A block whose question is still open is not asked twice.
   */
  readNow(tags: ReadonlySet<string>): void;
  counters(): PollerCounters;
  /** The blocks as they are read now, splits included. */
  blocks(): readonly PollBlock[];
}

/** A timer that fires this much early still belongs to the tick it was set for. */
const EARLY_MS = 20;
const MAX_WAIT_MS = 30_000;
/** Blocks of classes slower than this do not wait for their next turn after a fault. */
const RETRY_MS = 5_000;
const ILLEGAL_ADDRESS = 2;

/**
 * Polls one bus by plan. Ticks follow the wall clock, so they do not drift; a block
 * whose last question is still open is skipped and counted instead of piling up, and
 * only that block: one slow slave does not thin out the others.
 */
export function createPoller(options: PollerOptions): Poller {
  const { bus, clock } = options;
  let blocks: readonly PollBlock[] = options.plan.blocks;
  const waiting = new Set<string>();
  const nextWallMs = new Map<PollClass, number>();
  const failed = new Set<string>();
  let retryAtMonoMs = Infinity;
  const counters = { rounds: 0, blocksRead: 0, blockFaults: 0, overruns: 0, splits: 0 };
  let running = false;
  let cancelTimer = (): void => undefined;

  const classes = (): PollClass[] => POLL_CLASSES.filter((c) => blocks.some((block) => block.pollClass === c));

  async function readBlock(block: PollBlock): Promise<void> {
    waiting.add(block.id);
    const { slave, table, address, count } = block;
    const deadlineMs = Math.min(MAX_WAIT_MS, 2 * POLL_PERIOD_MS[block.pollClass]);
    const reply = await bus.read({ slave, table, address, count, priority: 'poll', deadlineMs });
    waiting.delete(block.id);
    if (!running) return;
    if (reply.ok) {
      failed.delete(block.id);
      counters.blocksRead++;
      options.onBlock({ block, ...reply.value });
      return;
    }
    if (reply.error.kind === 'exception' && reply.error.code === ILLEGAL_ADDRESS) {
      const parts = divide(block);
      if (parts.length > 1) {
        await Promise.all(parts.map(readBlock));
        return;
      }
    }
    counters.blockFaults++;
    if (POLL_PERIOD_MS[block.pollClass] > RETRY_MS) retryLater(block);
    options.onFault({ block, fault: reply.error, wallMs: clock.wallMs(), monoMs: clock.monoMs() });
  }

  function retryLater(block: PollBlock): void {
    failed.add(block.id);
    if (retryAtMonoMs !== Infinity) return;
    retryAtMonoMs = clock.monoMs() + RETRY_MS;
    arm();
  }

  function retryFailed(): void {
    if (clock.monoMs() < retryAtMonoMs) return;
    retryAtMonoMs = Infinity;
    const again = blocks.filter((block) => failed.has(block.id) && !waiting.has(block.id));
    failed.clear();
    for (const block of again) void readBlock(block);
  }

  /** Replaces a refused block by its parts for good; a block that cannot be divided stays. */
  function divide(block: PollBlock): readonly PollBlock[] {
    const split = splitBlock(block);
    if (split.blocks.length < 2) return [];
    counters.splits++;
    blocks = blocks.flatMap((b) => (b.id === block.id ? split.blocks : [b]));
    options.onSplit?.(block, split.blocks, split.holes);
    return split.blocks;
  }

  function round(pollClass: PollClass): void {
    counters.rounds++;
    const due = blocks.filter((block) => block.pollClass === pollClass && !isWaiting(block));
    const reads = due.map(readBlock);
    if (options.onRound !== undefined) void Promise.all(reads).then(() => running && options.onRound?.(pollClass));
  }

  function isWaiting(block: PollBlock): boolean {
    if (!waiting.has(block.id)) return false;
    counters.overruns++;
    return true;
  }

  function tick(): void {
    const nowMs = clock.wallMs();
    for (const pollClass of classes()) {
      const periodMs = POLL_PERIOD_MS[pollClass];
      const next = nextWallMs.get(pollClass) ?? nowMs;
      // A tick far in the future means the PC clock was set back: start over from now.
      const wasSetBack = next - nowMs > periodMs;
      if (nowMs >= next - EARLY_MS || wasSetBack) {
        nextWallMs.set(pollClass, (Math.floor((nowMs + EARLY_MS) / periodMs) + 1) * periodMs);
        round(pollClass);
      }
    }
    retryFailed();
    arm();
  }

  function arm(): void {
    if (!running || nextWallMs.size === 0) return;
    const waitMs = Math.max(1, Math.min(...nextWallMs.values()) - clock.wallMs());
    // Never sleep longer than the fastest period, so that a clock set back is noticed.
    const fastestMs = Math.min(...[...nextWallMs.keys()].map((c) => POLL_PERIOD_MS[c]));
    cancelTimer();
    cancelTimer = clock.after(Math.min(waitMs, fastestMs, Math.max(1, retryAtMonoMs - clock.monoMs())), tick);
  }

  return {
    start() {
      if (running) return;
      running = true;
      nextWallMs.clear();
      tick();
    },
    stop() {
      running = false;
      cancelTimer();
    },
    readNow(tags) {
      if (!running) return;
      for (const block of blocks)
        if (!waiting.has(block.id) && block.tags.some((tag) => tags.has(tag.id)))
          void readBlock(block);
    },
    counters: () => ({ ...counters }),
    blocks: () => blocks,
  };
}
