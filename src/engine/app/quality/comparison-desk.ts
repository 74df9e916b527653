import { applyCorrections } from '#core/signal/drift/correction.ts';
import type { Finding } from '#core/signal/qa/finding.ts';
import { openCalibration, propose, withdraw } from './decisions.ts';
import type { Opening } from './decisions.ts';
import { bothWritten } from './ledger.ts';
import type { QualityLedger, Written } from './ledger.ts';
import type { MinuteRunner, QualityChange } from './minute-runner.ts';
import type { ComparisonChange, References } from './references.ts';

/** What follows from a reading of a person: the filter's bias, a proposal, a finding, a calibration. */
export class ComparisonDesk {
  readonly #runner: MinuteRunner;
  readonly #ledger: QualityLedger;
  readonly #references: References;

  constructor(runner: MinuteRunner, ledger: QualityLedger, references: References) {
    this.#runner = runner;
    this.#ledger = ledger;
    this.#references = references;
  }

  /** Null when the sensor is not known. */
  take(
    change: ComparisonChange,
    nowMs: number,
  ): { readonly written: Written; readonly changes: readonly QualityChange[] } | null {
    const { tag } = change;
    const sampledMs = change.comparison?.sampledMs ?? null;
    const estimate = sampledMs === null ? null : this.#runner.estimateAt(tag, sampledMs);
    if (!this.#references.take(change, this.#ledger.lastCalibrationMs(tag), estimate?.estimate))
      return null;
    if (change.comparison !== null) this.#runner.anchor(change.comparison);
    const proposed = this.#propose(tag, nowMs);
    const judged = this.#judge(tag, nowMs);
    const changes: QualityChange[] = ['comparison'];
    if (proposed !== null) changes.push('correction');
    if (judged.entries.length > 0) changes.push('findings', 'calibration');
    return { written: bothWritten(proposed, judged), changes };
  }

  /** A calibration was done: the bias starts anew, and what spoke against the sensor is over. */
  calibrated(tag: string, doneMs: number, nowMs: number): Written {
    this.#references.calibrated(tag, doneMs);
    return this.#close(tag, nowMs);
  }

  /** A calibration that somebody else than the tests asks for; null for an unknown sensor or when one is open. */
  asked(tag: string, opening: Opening, nowMs: number): Written | null {
    return this.#runner.plan.byTag.has(tag)
      ? openCalibration(this.#ledger, tag, opening, nowMs)
      : null;
  }

  #propose(tag: string, nowMs: number): Written | null {
    const { correction } = applyCorrections(0, nowMs, this.#ledger.corrections(tag));
    const found = this.#references.proposal(tag, nowMs, correction);
    return found === null
      ? withdraw(this.#ledger, tag, 'agrees', nowMs)
      : propose(this.#ledger, found, nowMs);
  }

  /** The newest reading against the bounds of the profile (seed 6.2 tier 3, 8.3.1 layer 3 item 4). */
  #judge(tag: string, nowMs: number): Written {
    const last = this.#references.last(tag, this.#ledger);
    if (last?.beyond !== true) return this.#close(tag, nowMs);
    const check = last.how === 'laboratory' ? 'laboratory' : 'portable';
    if (this.#open(tag).some((finding) => finding.check === check)) return bothWritten();
    const { absolute } = this.#runner.plan.byTag.get(tag)?.quality.reference ?? { absolute: null };
    const finding: Finding = {
      id: `${tag}/${check}/${String(last.atMs)}`,
      tag,
      check,
      tier: 3,
      severity: 'suspect',
      fromMs: last.atMs,
      toMs: null,
      value: last.sensor,
      expected: last.reference,
      limit: absolute,
      other: null,
    };
    const { entry, event } = this.#runner.note(finding, nowMs);
    return bothWritten(
      { entries: [entry], events: event === null ? [] : [event] },
      openCalibration(
        this.#ledger,
        tag,
        {
          cause: check,
          sensorValue: last.sensor,
          referenceValue: last.reference,
          readingIds: [last.readingId],
          params: { value: last.sensor, reference: last.reference },
        },
        nowMs,
      ),
    );
  }

  #open(tag: string): readonly Finding[] {
    return (this.#runner.state.sensors[tag]?.findings ?? []).filter(
      ({ tier, toMs }) => tier === 3 && toMs === null,
    );
  }

  #close(tag: string, nowMs: number): Written {
    const closed = this.#open(tag).map((finding) =>
      this.#runner.note({ ...finding, toMs: nowMs }, nowMs),
    );
    return {
      entries: closed.map(({ entry }) => entry),
      events: closed.flatMap(({ event }) => event ?? []),
    };
  }
}
