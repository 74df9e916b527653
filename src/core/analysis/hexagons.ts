/**
 * Many points as hexagons that say how many lie in each: any number of points in bounded memory.
 * Binning after D. B. Carr et al., J. Am. Stat. Assoc. 82 (1987) 424: two lattices, the nearer centre wins.
 */
export interface HexagonBin {
  /** Centre, in the units of x and y. */
  readonly x: number;
  readonly y: number;
  readonly n: number;
  /** Mean of what the points were coloured by; NaN where none had it. */
  readonly colour: number;
}

export interface HexagonSpan {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
}

/** What points are coloured by: a plain mean, or one on a circle of this length (hours of the day: 24). */
export type ColourMean = 'plain' | { readonly circle: number };

export class Hexagons {
  readonly #span: HexagonSpan;
  readonly #stepX: number;
  readonly #stepY: number;
  readonly #circle: number | null;
  readonly #bins = new Map<string, { x: number; y: number; n: number; a: number; b: number }>();

  /** `across` hexagons side by side along x. */
  constructor(span: HexagonSpan, across: number, colour: ColourMean) {
    this.#span = span;
    this.#stepX = (span.maxX - span.minX || 1) / across;
    // Rows of regular hexagons on a square picture lie sqrt(3)/2 of a width apart; a lattice skips every other row.
    this.#stepY = ((span.maxY - span.minY || 1) / across) * Math.sqrt(3);
    this.#circle = colour === 'plain' ? null : colour.circle;
  }

  add(x: number, y: number, colour: number): void {
    const u = (x - this.#span.minX) / this.#stepX;
    const v = (y - this.#span.minY) / this.#stepY;
    const u1 = Math.round(u);
    const v1 = Math.round(v);
    const u2 = Math.floor(u) + 0.5;
    const v2 = Math.floor(v) + 0.5;
    const first = (u - u1) ** 2 + 3 * (v - v1) ** 2;
    const second = (u - u2) ** 2 + 3 * (v - v2) ** 2;
    const [cu, cv] = first <= second ? [u1, v1] : [u2, v2];
    const key = `${String(cu)} ${String(cv)}`;
    let bin = this.#bins.get(key);
    if (bin === undefined) {
      bin = {
        x: this.#span.minX + cu * this.#stepX,
        y: this.#span.minY + cv * this.#stepY,
        n: 0,
        a: 0,
        b: 0,
      };
      this.#bins.set(key, bin);
    }
    bin.n++;
    if (this.#circle === null) bin.a += colour;
    else {
      const angle = (colour / this.#circle) * 2 * Math.PI;
      bin.a += Math.cos(angle);
      bin.b += Math.sin(angle);
    }
  }

  bins(): HexagonBin[] {
    return [...this.#bins.values()].map(({ x, y, n, a, b }) => ({
      x,
      y,
      n,
      colour: this.#colour(n, a, b),
    }));
  }

  #colour(n: number, a: number, b: number): number {
    if (this.#circle === null) return a / n;
    const turns = Math.atan2(b, a) / (2 * Math.PI);
    return (((turns % 1) + 1) % 1) * this.#circle;
  }
}
