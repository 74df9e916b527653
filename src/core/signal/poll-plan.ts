import { POLL_CLASSES, registerCount, type PollClass, type RegisterTable, type Tag } from '../plant/tag.ts';

/**
 * Turns a tag list into the cheapest set of read requests. Neighbours share a
 * request; a hole between them is read over when its registers cost less time on the
 * wire than a second request would.
 */
export const MAX_REGISTERS_PER_READ = 125;
export const MAX_BITS_PER_READ = 2000;

/** Milliseconds a read costs: once per request and per register or bit in its answer. */
export interface WireCost {
  readonly requestMs: number;
  readonly registerMs: number;
  readonly bitMs: number;
}

/**
 * Cost on a serial line: 8 bytes of question, 5 of answer overhead, two silences of 3.5
 * characters, and the slave's turnaround.
 */
export function rtuWireCost(line: {
  readonly baudRate: number;
  /** Start, data, parity and stop bits; 11 with parity or two stop bits. */
  readonly bitsPerChar?: number;
  readonly turnaroundMs?: number;
}): WireCost {
  const charMs = ((line.bitsPerChar ?? 11) * 1000) / line.baudRate;
  return {
    requestMs: (8 + 5 + 2 * 3.5) * charMs + (line.turnaroundMs ?? 5),
    registerMs: 2 * charMs,
    bitMs: charMs / 8,
  };
}

/** Cost on a network: the round trip is all, bytes hardly count. */
export const tcpWireCost = (roundTripMs = 2): WireCost => ({
  requestMs: roundTripMs,
  registerMs: roundTripMs / 1000,
  bitMs: roundTripMs / 16_000,
});

/** Addresses `from` to `from + count - 1` of one table of one slave. */
export interface AddressRange {
  readonly slave: number;
  readonly table: RegisterTable;
  readonly from: number;
  readonly count: number;
}

export interface PlanOptions {
  readonly cost: WireCost;
  /** False for PLCs that refuse any read over addresses they do not define. Default true. */
  readonly joinGaps?: boolean;
  /** Holes known to be refused: never read over. */
  readonly unreadable?: readonly AddressRange[];
  /** Lower limits for PLCs that cannot fill a whole answer. */
  readonly maxRegisters?: number;
  readonly maxBits?: number;
}

/** One read request and the tags it brings; a tag's first word stands at `tag.address - block.address`. */
export interface PollBlock {
  /** Unique within a plan, e.g. `1s/3/holding/100+24`. */
  readonly id: string;
  readonly pollClass: PollClass;
  readonly slave: number;
  readonly table: RegisterTable;
  readonly address: number;
  readonly count: number;
  readonly tags: readonly Tag[];
}

export interface PollPlan {
  /** Fastest class first; within a class by slave, table and address. */
  readonly blocks: readonly PollBlock[];
}

/**
 * Plans the reads for a tag list. Every tag is in exactly one block; no block exceeds
 * the protocol's limit or reads over an unreadable hole; the total cost is the least
 * possible, and of equally cheap plans the one with fewest requests is taken.
 */
export function planPolls(tags: readonly Tag[], options: PlanOptions): PollPlan {
  const groups = new Map<string, Tag[]>();
  for (const tag of tags) {
    const key = `${tag.pollClass}/${tag.slave}/${tag.table}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [tag]);
    else group.push(tag);
  }
  const blocks = [...groups.values()].flatMap((group) => planGroup(group, options));
  return { blocks: blocks.sort(byPollOrder) };
}

/**
 * Smaller blocks for one the PLC refused as an illegal address, and the holes that
 * must not be read over again. A block with holes falls apart at all of them; one
 * without is halved, so that a single wrong tag ends up alone. A lone tag cannot be split.
 */
export function splitBlock(block: PollBlock): { readonly blocks: readonly PollBlock[]; readonly holes: readonly AddressRange[] } {
  const spans = spansOf(block.tags);
  const runs: Span[][] = [];
  const holes: AddressRange[] = [];
  let previous: Span | undefined;
  for (const span of spans) {
    const run = runs.at(-1);
    if (run === undefined || previous === undefined) {
      runs.push([span]);
    } else if (span.from > previous.end) {
      holes.push({ slave: block.slave, table: block.table, from: previous.end, count: span.from - previous.end });
      runs.push([span]);
    } else {
      run.push(span);
    }
    previous = span;
  }
  if (runs.length > 1) return { blocks: runs.map(blockOf), holes };
  if (spans.length < 2) return { blocks: [block], holes: [] };
  const middle = Math.ceil(spans.length / 2);
  return { blocks: [blockOf(spans.slice(0, middle)), blockOf(spans.slice(middle))], holes: [] };
}

/** Total cost of a plan's reads, each block once, ms. */
export const planCostMs = (blocks: readonly PollBlock[], cost: WireCost): number =>
  blocks.reduce((sum, block) => sum + blockCostMs(block.table, block.count, cost), 0);

const isBitTable = (table: RegisterTable): boolean => table === 'coil' || table === 'discrete';

const blockCostMs = (table: RegisterTable, count: number, cost: WireCost): number =>
  cost.requestMs + count * (isBitTable(table) ? cost.bitMs : cost.registerMs);

/** Tags that start at the same address, and the addresses they occupy: `from` to `end - 1`. */
interface Span {
  readonly from: number;
  readonly end: number;
  readonly tags: readonly Tag[];
}

function spansOf(tags: readonly Tag[]): Span[] {
  const spans: { from: number; end: number; tags: Tag[] }[] = [];
  for (const tag of [...tags].sort((a, b) => a.address - b.address)) {
    const end = tag.address + (isBitTable(tag.table) ? 1 : registerCount(tag.type));
    const last = spans.at(-1);
    if (last !== undefined && last.from === tag.address) {
      last.end = Math.max(last.end, end);
      last.tags.push(tag);
    } else {
      spans.push({ from: tag.address, end, tags: [tag] });
    }
  }
  return spans;
}

/**
 * Shortest path over the sorted spans: `best[i]` is the cheapest way to read the first
 * `i` of them. Starts rise strictly and no span is longer than two registers, so the
 * last span of a block also ends last.
 */
function planGroup(tags: readonly Tag[], options: PlanOptions): PollBlock[] {
  const first = tags[0];
  if (first === undefined) return [];
  const { table, slave } = first;
  const limit = isBitTable(table)
    ? Math.min(options.maxBits ?? MAX_BITS_PER_READ, MAX_BITS_PER_READ)
    : Math.min(options.maxRegisters ?? MAX_REGISTERS_PER_READ, MAX_REGISTERS_PER_READ);
  const holes = (options.unreadable ?? []).filter((hole) => hole.slave === slave && hole.table === table);
  const spans = spansOf(tags);
  const best: { costMs: number; requests: number; start: number }[] = [{ costMs: 0, requests: 0, start: 0 }];

  spans.forEach((last, index) => {
    let choice = { costMs: Infinity, requests: Infinity, start: index };
    for (let start = index; start >= 0; start--) {
      const head = spans[start];
      const before = best[start];
      if (head === undefined || before === undefined) break;
      const count = last.end - head.from;
      // A single span is always read, whatever the limit says.
      if (start < index && count > limit) break;
      const costMs = before.costMs + blockCostMs(table, count, options.cost);
      const requests = before.requests + 1;
      if (costMs < choice.costMs - 1e-9 || (costMs < choice.costMs + 1e-9 && requests < choice.requests)) {
        choice = { costMs, requests, start };
      }
      const neighbour = spans[start - 1];
      if (neighbour === undefined || !mayJoin(neighbour, head, options.joinGaps ?? true, holes)) break;
    }
    best.push(choice);
  });

  const blocks: PollBlock[] = [];
  for (let end = spans.length; end > 0; ) {
    const start = best[end]?.start ?? 0;
    blocks.push(blockOf(spans.slice(start, end)));
    end = start;
  }
  return blocks;
}

function mayJoin(left: Span, right: Span, joinGaps: boolean, holes: readonly AddressRange[]): boolean {
  if (right.from <= left.end) return true;
  return joinGaps && !holes.some((hole) => hole.from < right.from && hole.from + hole.count > left.end);
}

function blockOf(spans: readonly Span[]): PollBlock {
  const first = spans[0];
  const last = spans.at(-1);
  const tag = first?.tags[0];
  if (first === undefined || last === undefined || tag === undefined) throw new Error('a poll block needs at least one tag');
  const { pollClass, slave, table } = tag;
  const count = last.end - first.from;
  return {
    id: `${pollClass}/${slave}/${table}/${first.from}+${count}`,
    pollClass, slave, table,
    address: first.from,
    count,
    tags: spans.flatMap((span) => span.tags),
  };
}

function byPollOrder(a: PollBlock, b: PollBlock): number {
  return (
    POLL_CLASSES.indexOf(a.pollClass) - POLL_CLASSES.indexOf(b.pollClass) ||
    a.slave - b.slave ||
    a.table.localeCompare(b.table) ||
    a.address - b.address
  );
}
