import type { Finding } from '../../signal/qa/finding.ts';
import type { AiFigures } from './figures.ts';

const DAY_MS = 86_400_000;
/** Findings of a sensor closer together than this are one fault. */
const SAME_FAULT_MS = DAY_MS;
/** What staff measure up to so long after a fault still judges it. */
const JUDGED_WITHIN_MS = 7 * DAY_MS;
/** Nothing can be read beside a sensor that only fell silent. */
const SILENT: ReadonlySet<Finding['check']> = new Set(['missing', 'gap']);

/** What staff found when they held a sensor against a reading or a standard. */
export interface StaffCheck {
  readonly tag: string;
  readonly atMs: number;
  /** Beyond the bound the profile sets for this sensor. */
  readonly beyond: boolean;
}

interface Fault {
  readonly tag: string;
  readonly fromMs: number;
  toMs: number;
}

/** Findings of the tests that doubt a sensor's reading, those of one spell taken together. */
function faultsOf(findings: readonly Finding[], endMs: number): Fault[] {
  const faults: Fault[] = [];
  const last = new Map<string, Fault>();
  const doubts = findings
    .filter(({ tier, severity, check }) => tier <= 2 && severity !== 'note' && !SILENT.has(check))
    .sort((a, b) => a.fromMs - b.fromMs);
  for (const { tag, fromMs, toMs } of doubts) {
    const until = toMs ?? endMs;
    const before = last.get(tag);
    if (before !== undefined && fromMs - before.toMs < SAME_FAULT_MS) {
      before.toMs = Math.max(before.toMs, until);
      continue;
    }
    const fault = { tag, fromMs, toMs: until };
    faults.push(fault);
    last.set(tag, fault);
  }
  return faults;
}

/**
 * How far the faults the tests told agree with what staff measured on the same sensor, from a fault's
 * beginning to a week after its end. One reading beyond the bound confirms it; readings that are all
 * within contradict it; without a reading nobody knows. `missed`: times staff found a sensor beyond its
 * bound that no test had doubted by then.
 *
 * @param span faults that begin within it count, and readings taken within it
 */
export function agreementOf(
  findings: readonly Finding[],
  checks: readonly StaffCheck[],
  span: { readonly fromMs: number; readonly toMs: number },
): AiFigures['agreement'] {
  const faults = faultsOf(findings, span.toMs);
  const own = faults.filter(({ fromMs }) => fromMs >= span.fromMs && fromMs < span.toMs);
  const figures = { confirmed: 0, contradicted: 0, unchecked: 0, missed: 0 };
  for (const { tag, fromMs, toMs } of own) {
    const judging = checks.filter(
      (check) => check.tag === tag && check.atMs >= fromMs && check.atMs < toMs + JUDGED_WITHIN_MS,
    );
    if (judging.some(({ beyond }) => beyond)) figures.confirmed++;
    else if (judging.length > 0) figures.contradicted++;
    else figures.unchecked++;
  }
  figures.missed = checks.filter(
    ({ tag, atMs, beyond }) =>
      beyond &&
      atMs >= span.fromMs &&
      atMs < span.toMs &&
      !faults.some(
        (fault) =>
          fault.tag === tag && fault.fromMs <= atMs && atMs < fault.toMs + JUDGED_WITHIN_MS,
      ),
  ).length;
  return figures;
}
