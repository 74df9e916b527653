import { planPolls, tcpWireCost } from '#core/signal/poll-plan.ts';
import type { AddressRange, WireCost } from '#core/signal/poll-plan.ts';
import { decode } from '#core/signal/registers.ts';
import type { ReadFault, Reading } from '#core/signal/grade.ts';
import type { PlantContext } from '#core/control/plant-context.ts';
import type { PollClass } from '#core/plant/tag.ts';
import type { Clock } from '#core/time/clock.ts';
import { createPoller } from '#engine/fieldbus/poller.ts';
import type { BlockFault, BlockReading, Poller } from '#engine/fieldbus/poller.ts';
import type { BusStatus, FieldBus } from '#engine/ports/fieldbus.ts';
import type { Log } from '#engine/ports/platform.ts';

export interface AcquisitionOptions {
  readonly plant: PlantContext;
  readonly clock: Clock;
  readonly log: Log;
  /** All blocks of the fastest class have their outcome: a good moment to scan. */
  readonly onFastRound: () => void;
}

/** What arrived since the scan before. */
export interface Arrived {
  readonly readings: readonly Reading[];
  readonly faults: readonly ReadFault[];
}

const ILLEGAL_ADDRESS = 2;
/** After a link came back every class is read again, but not more often than this. */
const REREAD_EVERY_MS = 10_000;

/**
 * Between the bus and the scan: polls by plan, decodes blocks into readings and keeps
 * them until the scan takes them. The bus can be exchanged while running.
 */
export class Acquisition {
  readonly #options: AcquisitionOptions;
  #readings = new Map<string, Reading>();
  #faults = new Map<string, ReadFault>();
  #bus: FieldBus | null = null;
  #poller: Poller | null = null;
  #unwatch: () => void = () => undefined;
  #holes: AddressRange[] = [];
  #answering = new Set<number>();
  #rereadAtMs = 0;
  #wasDown = false;
  /** Recorded time of the latest block that carried it; only for recordings. */
  #recordedMs: number | null = null;
  /** Answers taken since start, per tag. */
  readonly counts = new Map<string, number>();

  constructor(options: AcquisitionOptions) {
    this.#options = options;
  }

  get bus(): FieldBus | null {
    return this.#bus;
  }

  get poller(): Poller | null {
    return this.#poller;
  }

  /** Polls this bus from now on; the one before must have been detached. */
  attach(bus: FieldBus, cost: WireCost = tcpWireCost()): void {
    const { plant, clock, log, onFastRound } = this.#options;
    this.#bus = bus;
    this.#recordedMs = null;
    const plan = planPolls(plant.profile.tags, { cost, unreadable: this.#holes });
    log.info(
      { bus: bus.id, blocks: plan.blocks.length, tags: plant.profile.tags.length },
      'polling',
    );
    const fastest: PollClass = plan.blocks[0]?.pollClass ?? '1s';
    const poller = createPoller({
      bus,
      plan,
      clock,
      onBlock: (reading) => this.takeBlock(reading),
      onFault: (fault) => this.#miss(fault),
      onSplit: (block, parts, holes) => {
        log.warn(
          { block: block.id, parts: parts.length },
          'PLC refuses a read over unused registers, reading in parts',
        );
        this.#holes.push(...holes);
      },
      onRound: (pollClass) => {
        if (pollClass === fastest) onFastRound();
      },
    });
    this.#poller = poller;
    this.#answering.clear();
    this.#unwatch = bus.onStatus((status) => this.#watch(status));
    bus.open();
    poller.start();
  }

  /** Stops polling and closes the bus; every tag is without communication from now on. */
  async detach(): Promise<void> {
    const bus = this.#bus;
    this.#poller?.stop();
    this.#unwatch();
    this.#bus = null;
    this.#poller = null;
    for (const tag of this.#options.plant.tags.keys()) this.#faults.set(tag, { tag, kind: 'comm' });
    this.#readings.clear();
    await bus?.close();
  }

  /** A value known by another way than polling, e.g. a command's read-back. */
  inject(reading: Reading): void {
    this.#readings.set(reading.tag, reading);
    this.#faults.delete(reading.tag);
  }

  /** Reads these tags again at once, e.g. for a second look at a jump. */
  readNow(tags: readonly string[]): void {
    if (tags.length > 0) this.#poller?.readNow(new Set(tags));
  }

  /** Hands over and forgets what arrived. Of several answers for one tag the newest counts. */
  drain(): Arrived {
    const arrived = { readings: [...this.#readings.values()], faults: [...this.#faults.values()] };
    this.#readings = new Map();
    this.#faults = new Map();
    return arrived;
  }

  /** Decodes a block that was read and keeps its readings for the next scan. */
  takeBlock({ block, words, wallMs, monoMs }: BlockReading): void {
    const { recordClockTag } = this.#options.plant;
    const clockTag =
      recordClockTag === null ? undefined : block.tags.find((tag) => tag.id === recordClockTag);
    if (clockTag !== undefined)
      this.#recordedMs = decode(clockTag, words, clockTag.address - block.address) * 1000;
    const sourceTimeMs = recordClockTag === null ? wallMs : this.#recordedMs;
    // A recorded value without its recorded time has no place on the grid.
    if (sourceTimeMs === null) return;
    for (const tag of block.tags) {
      const value = decode(tag, words, tag.address - block.address);
      this.#readings.set(tag.id, { tag: tag.id, value, sourceTimeMs, monoMs });
      this.#faults.delete(tag.id);
      this.counts.set(tag.id, (this.counts.get(tag.id) ?? 0) + 1);
    }
  }

  #miss({ block, fault }: BlockFault): void {
    const kind = fault.kind === 'exception' && fault.code === ILLEGAL_ADDRESS ? 'config' : 'comm';
    for (const tag of block.tags) {
      this.#faults.set(tag.id, { tag: tag.id, kind });
      this.#readings.delete(tag.id);
    }
  }

  /** True when the link was down at any time since this was asked last, however short. */
  takeWasDown(): boolean {
    const was = this.#wasDown;
    this.#wasDown = false;
    return was;
  }

  /** A slave that answers again is read in all its classes at once; else an hourly value would be missing for an hour. */
  #watch(status: BusStatus): void {
    if (status.state === 'disconnected') this.#wasDown = true;
    const now = new Set(
      status.slaves.filter((slave) => slave.state === 'answering').map(({ slave }) => slave),
    );
    const back = [...now].some((slave) => !this.#answering.has(slave));
    const wasUp = this.#answering.size > 0 || this.#rereadAtMs > 0;
    this.#answering = now;
    if (!back || !wasUp) {
      if (back) this.#rereadAtMs = this.#options.clock.monoMs();
      return;
    }
    const monoMs = this.#options.clock.monoMs();
    if (monoMs - this.#rereadAtMs < REREAD_EVERY_MS) return;
    this.#rereadAtMs = monoMs;
    const poller = this.#poller;
    poller?.stop();
    poller?.start();
  }
}
