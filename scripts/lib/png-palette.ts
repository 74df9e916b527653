// Pictures of the window have few colours: kept with a palette of at most 256 they need a third of the bytes.
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const MOST_COLOURS = 256;
/** Colours are counted in steps of eight, so that the shades of smoothed letters fall together. */
const STEP_BITS = 3;

/**
 * The same picture with a palette. Takes PNG files as Chromium writes them (8 bits, RGB or RGBA, not
 * interlaced); any other comes back as it is. Colours beyond the palette go to the nearest in it.
 */
export function withPalette(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const head = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (head === undefined || head[8] !== 8 || (head[9] !== 2 && head[9] !== 6) || head[12] !== 0)
    return png;
  const width = head.readUInt32BE(0);
  const height = head.readUInt32BE(4);
  const pixels = unfiltered(
    inflateSync(
      Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)),
    ),
    width,
    height,
    head[9] === 6 ? 4 : 3,
  );
  const { palette, indexOf } = paletteOf(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = indexOf(pixels[y * width + x] ?? 0);
  }
  const newHead = Buffer.from(head);
  newHead[9] = 3;
  const small = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', newHead),
    chunk('PLTE', Buffer.from(palette.flatMap((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return small.length < png.length ? small : png;
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const found: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 8 <= png.length;) {
    const length = png.readUInt32BE(at);
    found.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return found;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

/** CRC-32 as PNG asks for it (ISO 3309). */
function crc(data: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** Takes the five row filters of PNG off; one number 0xRRGGBB per pixel. */
function unfiltered(raw: Buffer, width: number, height: number, channels: number): Uint32Array {
  const stride = width * channels;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    const row = new Uint8Array(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let x = 0; x < stride; x += 1) {
      const left = x >= channels ? (row[x - channels] ?? 0) : 0;
      const up = above[x] ?? 0;
      const corner = x >= channels ? (above[x - channels] ?? 0) : 0;
      row[x] =
        (row[x] ?? 0) +
        (filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : filter === 4
                ? paeth(left, up, corner)
                : 0);
    }
    for (let x = 0; x < width; x += 1) {
      const at = x * channels;
      pixels[y * width + x] =
        ((row[at] ?? 0) << 16) | ((row[at + 1] ?? 0) << 8) | (row[at + 2] ?? 0);
    }
    above = row;
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The most used colours; every other pixel takes the nearest of them. */
function paletteOf(pixels: Uint32Array): {
  readonly palette: readonly number[];
  readonly indexOf: (rgb: number) => number;
} {
  const counts = new Map<number, number>();
  for (const rgb of pixels) counts.set(rgb, (counts.get(rgb) ?? 0) + 1);
  const palette: number[] = [];
  const taken = new Set<number>();
  const cell = (rgb: number): number =>
    (((rgb >> 16) >> STEP_BITS) << 16) |
    ((((rgb >> 8) & 255) >> STEP_BITS) << 8) |
    ((rgb & 255) >> STEP_BITS);
  const exact = counts.size <= MOST_COLOURS;
  for (const [rgb] of [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    if (palette.length === MOST_COLOURS) break;
    if (!exact && taken.has(cell(rgb))) continue;
    taken.add(cell(rgb));
    palette.push(rgb);
  }
  const known = new Map(palette.map((rgb, at) => [rgb, at]));
  const indexOf = (rgb: number): number => {
    const found = known.get(rgb);
    if (found !== undefined) return found;
    let best = 0;
    let least = Infinity;
    for (const [at, other] of palette.entries()) {
      const [r, g, b] = [
        (rgb >> 16) - (other >> 16),
        ((rgb >> 8) & 255) - ((other >> 8) & 255),
        (rgb & 255) - (other & 255),
      ];
      const distance = r * r * 0.3 + g * g * 0.59 + b * b * 0.11;
      if (distance < least) [least, best] = [distance, at];
    }
    known.set(rgb, best);
    return best;
  };
  return { palette, indexOf };
}
