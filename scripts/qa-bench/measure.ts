import type { Finding } from '#core/signal/qa/finding.ts';

/** A finding and the minute in which it was told; the beginning it names may lie before that. */
export interface Told {
  readonly tag: string;
  readonly check: string;
  readonly toldMs: number;
  readonly finding: Finding;
}

/** A labelled fault on a time axis of its own run. */
export interface Label {
  readonly run: string;
  readonly tag: string;
  readonly kind: string;
  readonly size: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** No larger than the stated accuracy of the healthy instrument; where that is known. */
  readonly within?: boolean;
}

export interface Judged extends Label {
  /** From the fault's beginning to the finding, h; null: not found. */
  readonly afterH: number | null;
  readonly check: string | null;
}

/** What was seen of one run: how long each sensor was watched, and what was found. */
export interface RunFindings {
  readonly run: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly tags: readonly string[];
  readonly findings: readonly Told[];
  readonly labels: readonly Label[];
}

/**
 * A finding up to this long after a fault still belongs to it: the jump back, windows that run empty.
 * It is no false alarm, but it does not count as having found the fault either.
 */
export const GRACE_MS = 24 * 3_600_000;
/** Alarms of one sensor less than a day after the one before are one alarm: a person looks once. */
const ONE_ALARM_MS = 24 * 3_600_000;
const MONTH_MS = 30.4375 * 86_400_000;

/** A fault counts as found by a finding of suspect or bad severity on that very sensor that begins in its span. */
export function judge({ findings, labels }: RunFindings): Judged[] {
  return labels.map((label) => {
    let first: Told | null = null;
    for (const finding of findings)
      if (
        finding.tag === label.tag &&
        finding.toldMs >= label.fromMs &&
        finding.toldMs <= label.toMs &&
        // A sample taken before the fault says nothing of it, though its result comes while it lasts.
        (finding.finding.tier !== 3 || finding.finding.fromMs >= label.fromMs) &&
        (first === null || finding.toldMs < first.toldMs)
      )
        first = finding;
    return {
      ...label,
      afterH: first === null ? null : (first.toldMs - label.fromMs) / 3_600_000,
      check: first?.check ?? null,
    };
  });
}

export interface FalseAlarm {
  readonly run: string;
  readonly tag: string;
  readonly check: string;
  readonly atMs: number;
}
export interface Alarms {
  readonly alarms: readonly FalseAlarm[];
  /** Sensor-months by tag that were free of faults. */
  readonly months: ReadonlyMap<string, number>;
}

/** Alarms outside of every fault of their sensor, and the time in which they could have come. */
export function falseAlarms(runs: readonly RunFindings[]): Alarms {
  const alarms: FalseAlarm[] = [];
  const months = new Map<string, number>();
  for (const run of runs)
    for (const tag of run.tags) {
      const own = run.labels.filter((label) => label.tag === tag);
      let free = run.toMs - run.fromMs;
      for (const { fromMs, toMs } of own) free -= Math.min(run.toMs, toMs + GRACE_MS) - fromMs;
      months.set(tag, (months.get(tag) ?? 0) + free / MONTH_MS);
      let lastMs = Number.NEGATIVE_INFINITY;
      const times = run.findings
        .filter((finding) => finding.tag === tag)
        .sort((a, b) => a.toldMs - b.toldMs);
      for (const finding of times) {
        const atMs = finding.toldMs;
        if (own.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs + GRACE_MS)) continue;
        if (atMs - lastMs >= ONE_ALARM_MS)
          alarms.push({ run: run.run, tag, check: finding.check, atMs });
        lastMs = atMs;
      }
    }
  return { alarms, months };
}

export const quantileOf = (values: readonly number[], share: number): number | null => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
};
