import { registerCount } from '#core/plant/tag.ts';
import type { RegisterTable, Tag, TagType } from '#core/plant/tag.ts';
import { decode } from '#core/signal/registers.ts';

/**
 * Registers of one unit id as a device holds them: words per table, and which addresses
 * exist. A value that does not fit its register is held at the end of the range, as PLCs do.
 */
interface Table {
  readonly words: Uint16Array;
  readonly exists: Uint8Array;
  readonly writable: Uint8Array;
}

export interface TagSlot {
  readonly tag: Tag;
  write(value: number): void;
}

/** A write that a master made to a tag. */
export interface WrittenTag {
  readonly tag: Tag;
  readonly value: number;
}

export type WriteFault = 'noSuchAddress' | 'readOnly' | 'partOfValue';

const SPACE = 65_536;
const newTable = (): Table => ({
  words: new Uint16Array(SPACE),
  exists: new Uint8Array(SPACE),
  writable: new Uint8Array(SPACE),
});

const RAW_LIMITS: Readonly<
  Record<Exclude<TagType, 'float32' | 'bool' | 'bit'>, readonly [number, number]>
> = {
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
};

export class UnitRegisters {
  readonly #tables = new Map<RegisterTable, Table>();
  /** Tags that begin at an address: one, or the bits of a register. */
  readonly #tagsAt = new Map<string, Tag[]>();

  table(name: RegisterTable): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = newTable();
      this.#tables.set(name, table);
    }
    return table;
  }

  /** Makes room for a tag and returns the writer of its value. */
  add(tag: Tag, writable: boolean): TagSlot {
    const table = this.table(tag.table);
    for (let i = 0; i < registerCount(tag.type); i++) {
      table.exists[tag.address + i] = 1;
      if (writable) table.writable[tag.address + i] = 1;
    }
    const key = `${tag.table}:${tag.address}`;
    this.#tagsAt.set(key, [...(this.#tagsAt.get(key) ?? []), tag]);
    return { tag, write: writerOf(tag, table.words) };
  }

  /** Words of a block; null when any address of it does not exist. */
  read(name: RegisterTable, address: number, count: number): Uint16Array | null {
    const table = this.#tables.get(name);
    if (table === undefined || address + count > SPACE) return null;
    for (let i = address; i < address + count; i++) if (table.exists[i] !== 1) return null;
    return table.words.subarray(address, address + count);
  }

  /** Writes a block whole or not at all, and names the tags it changed. */
  write(
    name: 'coil' | 'holding',
    address: number,
    words: readonly number[],
  ): WrittenTag[] | WriteFault {
    const table = this.#tables.get(name);
    if (table === undefined || address + words.length > SPACE) return 'noSuchAddress';
    for (let i = 0; i < words.length; i++) {
      if (table.exists[address + i] !== 1) return 'noSuchAddress';
      if (table.writable[address + i] !== 1) return 'readOnly';
    }
    const tags = this.#tagsIn(name, address, words.length);
    if (tags === null) return 'partOfValue';
    words.forEach((word, i) => {
      table.words[address + i] = word;
    });
    return tags.map((tag) => ({
      tag,
      value: decode(tag, [
        ...table.words.subarray(tag.address, tag.address + registerCount(tag.type)),
      ]),
    }));
  }

  #tagsIn(name: RegisterTable, address: number, count: number): Tag[] | null {
    const tags: Tag[] = [];
    for (let at = address; at < address + count;) {
      const [tag, ...bits] = this.#tagsAt.get(`${name}:${at}`) ?? [];
      if (tag === undefined || at + registerCount(tag.type) > address + count) return null;
      tags.push(tag, ...bits);
      at += registerCount(tag.type);
    }
    return tags;
  }
}

const scratch = new DataView(new ArrayBuffer(4));

/** Puts high and low word in place by the word order of the tag. */
function storeLong(
  words: Uint16Array,
  address: number,
  order: Tag['wordOrder'],
  raw: number,
): void {
  const high = (raw >>> 16) & 0xffff;
  const low = raw & 0xffff;
  const swap = (word: number): number => ((word << 8) | (word >>> 8)) & 0xffff;
  const wordsOf = {
    ABCD: [high, low],
    CDAB: [low, high],
    BADC: [swap(high), swap(low)],
    DCBA: [swap(low), swap(high)],
  } as const;
  const [first, second] = wordsOf[order ?? 'ABCD'];
  words[address] = first;
  words[address + 1] = second;
}

function writerOf(tag: Tag, words: Uint16Array): (value: number) => void {
  const { address, type, scale, offset, bit } = tag;
  if (type === 'bool') {
    return (value) => {
      words[address] = value === 0 ? 0 : 1;
    };
  }
  if (type === 'bit') {
    const mask = 1 << (bit ?? 0);
    return (value) => {
      words[address] = ((words[address] ?? 0) & ~mask) | (value === 0 ? 0 : mask);
    };
  }
  if (type === 'float32') {
    return (value) => {
      scratch.setFloat32(0, (value - offset) / scale);
      storeLong(words, address, tag.wordOrder, scratch.getUint32(0));
    };
  }
  const [low, high] = RAW_LIMITS[type];
  const long = registerCount(type) === 2;
  return (value) => {
    const raw = Math.min(high, Math.max(low, Math.round((value - offset) / scale)));
    if (long) storeLong(words, address, tag.wordOrder, raw >>> 0);
    else words[address] = raw & 0xffff;
  };
}
