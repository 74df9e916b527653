import type { Finding, QaCheck, QaTier } from './finding.ts';
import type { FindingChange } from './monitor-types.ts';
import type { Verdict } from './sensor-state.ts';

/** Findings that are open, by sensor, test and other tag; plain data. */
export type OpenFindings = Record<string, Finding>;

const TIER: Readonly<Record<QaCheck, QaTier>> = {
  range: 1,
  missing: 1,
  rate: 1,
  spike: 1,
  stuck: 1,
  sigma: 1,
  iqr: 1,
  noise: 1,
  ratio: 1,
  agree: 1,
  line: 1,
  signal: 1,
  zero: 1,
  band: 1,
  movingAverage: 2,
  drift: 2,
  bias: 2,
  gap: 2,
  laboratory: 3,
  portable: 3,
  season: 4,
  life: 4,
};

const SEVERITY = { note: 0, suspect: 1, bad: 2 } as const;

const keyOf = (tag: string, check: QaCheck, other: string | null): string =>
  other === null ? `${tag}|${check}` : `${tag}|${check}|${other}`;

/** Keeps findings from their first minute to their last and tells what changed. */
export class Book {
  readonly changes: FindingChange[] = [];
  readonly #open: OpenFindings;
  /** Most sensors have nothing open: for them nothing has to be looked for. */
  readonly #tags = new Set<string>();

  constructor(open: OpenFindings) {
    this.#open = open;
    for (const finding of Object.values(open)) this.#tags.add(finding.tag);
  }

  /**
   * A test speaks: `verdict` is null where it has nothing to say (any more).
   * @param fromMs beginning of what the test saw, ms UTC
   * @param atMs minute in which it says so
   */
  hold(
    tag: string,
    check: QaCheck,
    verdict: Verdict | null,
    fromMs: number,
    atMs: number,
    other: string | null = null,
  ): void {
    if (verdict === null && !this.#tags.has(tag)) return;
    const key = keyOf(tag, check, other);
    const open = this.#open[key];
    if (verdict === null) {
      if (open === undefined) return;
      delete this.#open[key];
      this.changes.push({ change: 'closed', finding: { ...open, toMs: atMs } });
      return;
    }
    if (open === undefined) {
      const finding = newFinding(tag, check, verdict, fromMs, null, other);
      this.#open[key] = finding;
      this.#tags.add(tag);
      this.changes.push({ change: 'opened', finding });
    } else if (SEVERITY[verdict.severity] > SEVERITY[open.severity]) {
      const finding = { ...open, ...verdict };
      this.#open[key] = finding;
      this.changes.push({ change: 'updated', finding });
    }
  }

  /** A finding that is over when it is told, e.g. a single wrong reading. */
  tell(tag: string, check: QaCheck, verdict: Verdict, fromMs: number, toMs: number): void {
    this.changes.push({
      change: 'opened',
      finding: newFinding(tag, check, verdict, fromMs, toMs, null),
    });
  }

  isOpen(tag: string, check: QaCheck, other: string | null = null): boolean {
    return this.#tags.has(tag) && this.#open[keyOf(tag, check, other)] !== undefined;
  }

  /** Ends all findings of a sensor, e.g. when somebody begins to work on it. */
  closeAll(tag: string, atMs: number): void {
    for (const [key, finding] of Object.entries(this.#open)) {
      if (finding.tag !== tag) continue;
      delete this.#open[key];
      this.changes.push({ change: 'closed', finding: { ...finding, toMs: atMs } });
    }
  }
}

function newFinding(
  tag: string,
  check: QaCheck,
  verdict: Verdict,
  fromMs: number,
  toMs: number | null,
  other: string | null,
): Finding {
  return {
    id: `${tag}/${check}/${other === null ? '' : `${other}/`}${fromMs}`,
    tag,
    check,
    tier: TIER[check],
    severity: verdict.severity,
    fromMs,
    toMs,
    value: verdict.value,
    expected: verdict.expected,
    limit: verdict.limit,
    other,
  };
}
