import { bit } from '#core/control/facts.ts';
import type { Samples } from '#core/control/facts.ts';
import type { PlantEvent } from '#core/control/record.ts';
import type { ReceiptRecord } from '#contract/records.ts';

interface Expected {
  readonly receipt: ReceiptRecord;
  readonly tag: string;
  readonly value: boolean;
  readonly untilMonoMs: number;
}

/** The PLC answers a command in its state bits; sequences and start delays may take this long. */
const ANSWER_WITHIN_MS = 20_000;

const ROLES = {
  start: { role: 'run', value: true },
  stop: { role: 'run', value: false },
  auto: { role: 'auto', value: true },
} as const;

/** Waits for the PLC's answer in the state bits after a confirmed command, and tells it or its absence. */
export class Feedback {
  #expected: readonly Expected[] = [];

  expect(receipt: ReceiptRecord, monoMs: number): void {
    if (receipt.outcome !== 'confirmed' || receipt.intent.type !== 'machine') return;
    const { unit, action } = receipt.intent;
    const { role, value } = ROLES[action];
    // A newer command to the same unit replaces what the older one was waiting for.
    this.#expected = [
      ...this.#expected.filter(
        (each) => each.receipt.intent.type !== 'machine' || each.receipt.intent.unit !== unit,
      ),
      { receipt, tag: `${unit}.${role}`, value, untilMonoMs: monoMs + ANSWER_WITHIN_MS },
    ];
  }

  check(samples: Samples, wallMs: number, monoMs: number): readonly PlantEvent[] {
    if (this.#expected.length === 0) return [];
    const events: PlantEvent[] = [];
    this.#expected = this.#expected.filter(({ receipt, tag, value, untilMonoMs }) => {
      const answered = bit(samples, tag) === value;
      if (!answered && monoMs < untilMonoMs) return true;
      const { intent, requestId, tsMs } = receipt;
      const unit = intent.type === 'machine' ? intent.unit : null;
      const action = intent.type === 'machine' ? intent.action : null;
      events.push({
        tsMs: wallMs,
        kind: 'command',
        priority: answered ? 5 : 3,
        actor: 'plc',
        subject: unit,
        code: answered ? 'command.feedback' : 'command.noFeedback',
        params: { unit, action, requestId, afterMs: wallMs - tsMs },
      });
      return false;
    });
    return events;
  }
}
