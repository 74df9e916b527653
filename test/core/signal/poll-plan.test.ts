import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLL_CLASSES, REGISTER_TABLES, registerCount, type Tag } from '#core/plant/tag.ts';
import {
  MAX_BITS_PER_READ, MAX_REGISTERS_PER_READ, planCostMs, planPolls, rtuWireCost, splitBlock, tcpWireCost,
  type AddressRange, type PollBlock, type WireCost,
} from '#core/signal/poll-plan.ts';

const makeTag = (over: Partial<Tag>): Tag => ({
  id: 'T-1.v', name: { ko: '값', en: 'value' }, unit: '', slave: 1, table: 'holding', address: 0, type: 'int16', bit: null,
  wordOrder: null, scale: 1, offset: 0, pollClass: '1s', access: 'r', min: null, max: null, decimals: 0, store: 'grid', ...over,
});

const RTU = rtuWireCost({ baudRate: 19_200 });
const anyCost = fc.constantFrom<WireCost>(RTU, tcpWireCost(), { requestMs: 3, registerMs: 1, bitMs: 1 });

const anyTag = (maxAddress: number): fc.Arbitrary<Tag> =>
  fc.record({
    slave: fc.integer({ min: 1, max: 2 }),
    table: fc.constantFrom(...REGISTER_TABLES),
    address: fc.nat(maxAddress),
    wide: fc.boolean(),
    pollClass: fc.constantFrom(...POLL_CLASSES),
  }).map(({ wide, ...rest }) => {
    const bits = rest.table === 'coil' || rest.table === 'discrete';
    return makeTag({ ...rest, type: bits ? 'bool' : wide ? 'float32' : 'uint16' });
  });

const endOf = (tag: Tag): number => tag.address + (tag.table === 'coil' || tag.table === 'discrete' ? 1 : registerCount(tag.type));
const limitOf = (block: PollBlock): number => (block.table === 'coil' || block.table === 'discrete' ? MAX_BITS_PER_READ : MAX_REGISTERS_PER_READ);

function expectSound(tags: readonly Tag[], blocks: readonly PollBlock[]): void {
  const seen = blocks.flatMap((block) => block.tags);
  expect(seen.length).toBe(tags.length);
  expect(new Set(seen)).toEqual(new Set(tags));
  expect(new Set(blocks.map((block) => block.id)).size).toBe(blocks.length);
  for (const block of blocks) {
    expect(block.count).toBeLessThanOrEqual(limitOf(block));
    for (const tag of block.tags) {
      expect([tag.slave, tag.table, tag.pollClass]).toEqual([block.slave, block.table, block.pollClass]);
      expect(tag.address).toBeGreaterThanOrEqual(block.address);
      expect(endOf(tag)).toBeLessThanOrEqual(block.address + block.count);
    }
    expect(block.address).toBe(Math.min(...block.tags.map((tag) => tag.address)));
    expect(block.address + block.count).toBe(Math.max(...block.tags.map(endOf)));
  }
}

/** Every way to share tags out into groups, for a handful of tags. */
function* partitions<T>(items: readonly T[]): Generator<T[][]> {
  const [head, ...rest] = items;
  if (head === undefined) {
    yield [];
    return;
  }
  for (const smaller of partitions(rest)) {
    yield [[head], ...smaller];
    for (let i = 0; i < smaller.length; i++) yield smaller.map((group, k) => (k === i ? [head, ...group] : group));
  }
}

describe('planPolls', () => {
  it('covers every tag exactly once within the protocol limits', () => {
    fc.assert(
      fc.property(fc.array(anyTag(5000), { maxLength: 200 }), anyCost, (tags, cost) => {
        expectSound(tags, planPolls(tags, { cost }).blocks);
      }),
    );
  });

  it('costs no more than the best of all possible plans', () => {
    fc.assert(
      fc.property(fc.array(anyTag(40), { maxLength: 6 }), anyCost, (all, cost) => {
        const tags = all.map((tag) => ({ ...tag, slave: 1, pollClass: '1s' as const, table: 'holding' as const }));
        const plan = planPolls(tags, { cost }).blocks;
        let least = Infinity;
        for (const groups of partitions(tags)) {
          let costMs = 0;
          for (const group of groups) {
            const count = Math.max(...group.map(endOf)) - Math.min(...group.map((tag) => tag.address));
            costMs += cost.requestMs + count * cost.registerMs;
          }
          least = Math.min(least, costMs);
        }
        expect(planCostMs(plan, cost)).toBeLessThanOrEqual(tags.length === 0 ? 0 : least + 1e-6);
      }),
    );
  });

  it('never reads over a hole marked unreadable, nor over any hole when told so', () => {
    fc.assert(
      fc.property(fc.array(anyTag(60), { minLength: 1, maxLength: 30 }), fc.nat(60), fc.integer({ min: 1, max: 5 }), (tags, from, count) => {
        const hole: AddressRange = { slave: 1, table: 'holding', from, count };
        const plan = planPolls(tags, { cost: tcpWireCost(), unreadable: [hole] });
        expectSound(tags, plan.blocks);
        for (const block of plan.blocks.filter((b) => b.slave === 1 && b.table === 'holding')) {
          const own = new Set(block.tags.flatMap((tag) => Array.from({ length: endOf(tag) - tag.address }, (_, i) => tag.address + i)));
          for (let a = block.address; a < block.address + block.count; a++) {
            if (a >= from && a < from + count) expect(own.has(a)).toBe(true);
          }
        }
        for (const block of planPolls(tags, { cost: tcpWireCost(), joinGaps: false }).blocks) {
          const own = new Set(block.tags.flatMap((tag) => Array.from({ length: endOf(tag) - tag.address }, (_, i) => tag.address + i)));
          expect(own.size).toBe(block.count);
        }
      }),
    );
  });

  it('reads over a hole on the wire only while that is cheaper than asking twice', () => {
    const pair = (gap: number): Tag[] => [makeTag({ address: 0 }), makeTag({ address: 1 + gap })];
    const cheapest = Math.floor(RTU.requestMs / RTU.registerMs);
    expect(planPolls(pair(cheapest), { cost: RTU }).blocks).toHaveLength(1);
    expect(planPolls(pair(cheapest + 1), { cost: RTU }).blocks).toHaveLength(2);
  });

  it('keeps to a lower limit of a small PLC', () => {
    const tags = Array.from({ length: 100 }, (_, address) => makeTag({ address }));
    expect(planPolls(tags, { cost: RTU, maxRegisters: 32 }).blocks.map((block) => block.count).sort((a, b) => b - a)[0]).toBeLessThanOrEqual(32);
  });

  it('puts the bits of one register and overlapping tags into one read', () => {
    const tags = [
      makeTag({ type: 'bit', bit: 0, address: 4 }), makeTag({ type: 'bit', bit: 9, address: 4 }),
      makeTag({ type: 'uint32', address: 3 }), makeTag({ address: 5 }),
    ];
    const blocks = planPolls(tags, { cost: RTU }).blocks;
    expectSound(tags, blocks);
    expect(blocks).toMatchObject([{ address: 3, count: 3 }]);
  });

  it('keeps poll classes apart, fastest first', () => {
    const tags = [makeTag({ pollClass: '1h', address: 0 }), makeTag({ pollClass: '1s', address: 1 }), makeTag({ pollClass: '1min', address: 2 })];
    expect(planPolls(tags, { cost: RTU }).blocks.map((block) => block.pollClass)).toEqual(['1s', '1min', '1h']);
  });
});

describe('splitBlock', () => {
  it('falls apart at its holes and names them', () => {
    const tags = [makeTag({ address: 0 }), makeTag({ address: 1 }), makeTag({ address: 4, type: 'float32' }), makeTag({ address: 9 })];
    const [block] = planPolls(tags, { cost: tcpWireCost() }).blocks;
    const split = splitBlock(block!);
    expect(split.blocks.map((b) => [b.address, b.count])).toEqual([[0, 2], [4, 2], [9, 1]]);
    expect(split.holes).toEqual([
      { slave: 1, table: 'holding', from: 2, count: 2 },
      { slave: 1, table: 'holding', from: 6, count: 3 },
    ]);
    // Planned anew with what was learned, nothing reads over the holes again.
    expect(planPolls(tags, { cost: tcpWireCost(), unreadable: split.holes }).blocks.map((b) => b.id)).toEqual(split.blocks.map((b) => b.id));
  });

  it('ends at single tags, so that one wrong address cannot take others with it', () => {
    fc.assert(
      fc.property(fc.array(anyTag(300), { minLength: 1, maxLength: 40 }), (tags) => {
        let blocks: readonly PollBlock[] = planPolls(tags, { cost: tcpWireCost() }).blocks;
        for (let round = 0; round < 10; round++) blocks = blocks.flatMap((block) => splitBlock(block).blocks);
        expectSound(tags, blocks);
        for (const block of blocks) expect(new Set(block.tags.map((tag) => tag.address)).size).toBe(1);
      }),
    );
  });
});
