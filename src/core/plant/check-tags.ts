import type { DraftIndex, Report } from './check-index.ts';
import { reportDuplicates } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';
import { TAGS_FILE } from './profile.ts';
import { registerCount, type Tag, type TagType } from './tag.ts';

const LAST_ADDRESS = 65_535;

/** Raw numbers a register type can hold; null for types where every engineering value fits. */
export const RAW_RANGE: Readonly<Record<TagType, readonly [number, number] | null>> = {
  bool: [0, 1],
  bit: [0, 1],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  float32: null,
};

/** The tag list on its own (types, ranges, overlaps) and against the AI area of `plc.json`. */
export function checkTags(draft: ProfileDraft, _index: DraftIndex, report: Report): void {
  const tags = draft.tags;
  if (tags === null) return;
  const line = (i: number): string => `line ${draft.tagLines[i] ?? i + 2}`;
  reportDuplicates(
    tags.map((tag) => tag.id),
    (i) => `${line(i)}, column id`,
    TAGS_FILE,
    'tag id',
    report,
  );
  tags.forEach((tag, i) => {
    const wrong = (
      column: string,
      value: unknown,
      rule: string,
      code: 'range' | 'order' | 'overlap',
    ): void => report(TAGS_FILE, `${line(i)}, column ${column}`, value, `${tag.id}: ${rule}`, code);
    checkForm(tag, wrong);
    checkRange(tag, wrong);
    checkAccess(tag, draft, wrong);
  });
  checkOverlap(tags, line, report);
}

type Wrong = (
  column: string,
  value: unknown,
  rule: string,
  code: 'range' | 'order' | 'overlap',
) => void;

function checkForm(tag: Tag, wrong: Wrong): void {
  const oneBitTable = tag.table === 'coil' || tag.table === 'discrete';
  if (oneBitTable !== (tag.type === 'bool')) {
    wrong(
      'type',
      tag.type,
      oneBitTable
        ? `a ${tag.table} must have type bool`
        : `type bool belongs to a coil or discrete input; for a bit of an ${tag.table} register use type bit`,
      'range',
    );
  }
  if ((tag.type === 'bit') !== (tag.bit !== null)) {
    wrong(
      'bit',
      tag.bit,
      tag.type === 'bit'
        ? 'type bit needs a bit number 0 to 15'
        : 'only type bit has a bit number; leave it empty',
      'range',
    );
  }
  const wide = registerCount(tag.type) === 2;
  if (wide !== (tag.wordOrder !== null)) {
    wrong(
      'wordOrder',
      tag.wordOrder,
      wide
        ? 'a 32-bit type needs a word order (ABCD, CDAB, BADC or DCBA)'
        : 'only 32-bit types have a word order; leave it empty',
      'range',
    );
  }
  if (tag.address + registerCount(tag.type) - 1 > LAST_ADDRESS) {
    wrong(
      'address',
      tag.address,
      `a 32-bit value must start at ${LAST_ADDRESS - 1} or below`,
      'range',
    );
  }
  if ((tag.type === 'bit' || tag.type === 'bool') && (tag.scale !== 1 || tag.offset !== 0)) {
    wrong('scale', tag.scale, 'a single bit must have scale 1 and offset 0', 'range');
  }
}

function checkRange(tag: Tag, wrong: Wrong): void {
  if (tag.min !== null && tag.max !== null && tag.min >= tag.max) {
    wrong('min', tag.min, `min must be below max (${tag.max})`, 'order');
    return;
  }
  const raw = RAW_RANGE[tag.type];
  if (raw === null) return;
  const ends = raw.map((r) => r * tag.scale + tag.offset);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  for (const column of ['min', 'max'] as const) {
    const value = tag[column];
    if (value !== null && (value < low || value > high)) {
      wrong(
        column,
        value,
        `a ${tag.type} with scale ${tag.scale} and offset ${tag.offset} carries ${low} to ${high} only`,
        'range',
      );
    }
  }
}

/** The engine writes into the AI area of the PLC and to the outputs of its annunciator, and nowhere else. */
function checkAccess(tag: Tag, draft: ProfileDraft, wrong: Wrong): void {
  const ai = draft.plc?.ai;
  if (tag.access !== 'rw' || ai === undefined) return;
  // `check-annunciator.ts` holds these against rules of their own.
  const ringing = draft.plc?.annunciator;
  if (tag.id === ringing?.aliveTag || ringing?.outputs.some((output) => output.tag === tag.id))
    return;
  const last = tag.address + registerCount(tag.type) - 1;
  if (
    tag.table !== 'holding' ||
    tag.slave !== ai.slave ||
    tag.address < ai.firstAddress ||
    last > ai.lastAddress
  ) {
    wrong(
      'access',
      tag.access,
      `a writable tag must lie in the AI area: slave ${ai.slave}, holding ${ai.firstAddress} to ${ai.lastAddress} (plc.json ai)`,
      'range',
    );
  }
  if (tag.type === 'bit')
    wrong('type', tag.type, 'a writable tag must own its whole register', 'range');
}

/** Bits may share a register with other bits; anything else needs its registers alone. */
function checkOverlap(tags: readonly Tag[], line: (i: number) => string, report: Report): void {
  const owners = new Map<string, { tag: Tag; line: string }[]>();
  tags.forEach((tag, i) => {
    let reported = false;
    for (let at = tag.address; at < tag.address + registerCount(tag.type); at += 1) {
      const place = `${tag.slave}/${tag.table}/${at}`;
      const there = owners.get(place) ?? [];
      const clash = there.find(
        (other) => !(tag.type === 'bit' && other.tag.type === 'bit' && tag.bit !== other.tag.bit),
      );
      if (clash !== undefined && !reported) {
        reported = true;
        const bit = tag.type === 'bit' && clash.tag.type === 'bit' ? ` bit ${tag.bit}` : '';
        report(
          TAGS_FILE,
          `${line(i)}, column address`,
          tag.address,
          `${tag.id}: slave ${tag.slave} ${tag.table} ${at}${bit} already belongs to ${clash.tag.id} (${clash.line}); give one of them a free address`,
          'overlap',
        );
      }
      // A tag that clashes still holds its registers: the next one may clash with it.
      there.push({ tag, line: line(i) });
      owners.set(place, there);
    }
  });
}
