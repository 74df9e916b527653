import { z } from 'zod';
import { parseJson } from '#engine/rpc/frames.ts';

/** Since when a motor of a pair has run alone. */
const turnSchema = z.object({ unit: z.string(), sinceMs: z.number() });
export type Turn = z.infer<typeof turnSchema>;
const turnsSchema = z.record(z.string(), turnSchema);

/** A motor of a pair as it is seen now. */
export interface SeenMotor {
  readonly machine: string;
  readonly unit: string;
  readonly running: boolean | null;
}

/**
 * Whose turn it is in each pair and since when, from what runs and not from what this program started:
 * the PLC and the switch at the machine start motors too. A stop is no end of a turn, and while both
 * run, or one of them is not read, nothing is told.
 */
export class TurnBook {
  #turns: Readonly<Record<string, Turn>> = {};

  of(machine: string): Turn | null {
    return this.#turns[machine] ?? null;
  }

  all(): readonly Turn[] {
    return Object.values(this.#turns);
  }

  save(): string {
    return JSON.stringify(this.#turns);
  }

  /** From the saved text; what cannot be read begins anew. */
  restore(text: string | undefined): void {
    const saved = turnsSchema.safeParse(text === undefined ? {} : parseJson(text));
    this.#turns = saved.success ? saved.data : {};
  }

  /** True when a turn changed. */
  note(motors: readonly SeenMotor[], nowMs: number): boolean {
    const before = this.#turns;
    for (const machine of new Set(motors.map((each) => each.machine))) {
      const mine = motors.filter((each) => each.machine === machine);
      const [running, more] = mine.filter((each) => each.running === true);
      if (running === undefined || more !== undefined) continue;
      if (mine.some((each) => each.running === null)) continue;
      const turn = this.#turns[machine];
      if (turn?.unit === running.unit) continue;
      this.#turns = { ...this.#turns, [machine]: { unit: running.unit, sinceMs: nowMs } };
    }
    return this.#turns !== before;
  }
}
