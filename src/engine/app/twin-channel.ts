import { z } from 'zod';
import type { Clock } from '#core/time/clock.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/** Answer of the virtual plant to a question, and why there may be none. */
export type TwinAnswer = Readonly<Record<string, unknown>>;
export type TwinFault =
  /** The connection is not the virtual plant. */
  | { readonly kind: 'realPlant' }
  /** It is being started again. */
  | { readonly kind: 'notRunning' }
  | { readonly kind: 'noAnswer'; readonly afterMs: number }
  /** It cannot be done; the reason in English. */
  | { readonly kind: 'refused'; readonly message: string };

/** What a scenario did or found out, told by the virtual plant on its own. */
export interface TwinNotice {
  readonly scenario: string;
  readonly kind: 'started' | 'done' | 'skipped' | 'met' | 'failed' | 'ended' | 'stopped';
  readonly what: string;
  readonly detail: string | null;
  readonly atS: number;
}

const answerLine = z.looseObject({ ask: z.int(), ok: z.boolean() });
const noticeLine = z.object({
  notice: z.object({
    scenario: z.string(),
    kind: z.enum(['started', 'done', 'skipped', 'met', 'failed', 'ended', 'stopped']),
    what: z.string(),
    detail: z.string().nullable(),
    atS: z.number(),
  }),
});

const ANSWER_WITHIN_MS = 5000;

/** Matches the answers on the virtual plant's control channel to the questions asked on it. */
export class TwinChannel {
  readonly #clock: Clock;
  readonly #send: (line: string) => boolean;
  readonly #onNotice: (notice: TwinNotice) => void;
  readonly #waiting = new Map<number, (answer: Result<TwinAnswer, TwinFault>) => void>();
  #next = 1;

  constructor(
    clock: Clock,
    send: (line: string) => boolean,
    onNotice: (notice: TwinNotice) => void,
  ) {
    this.#clock = clock;
    this.#send = send;
    this.#onNotice = onNotice;
  }

  /** Asks, and resolves with the answer or the reason why there is none; never rejects. */
  ask(
    command: object,
    withinMs: number = ANSWER_WITHIN_MS,
  ): Promise<Result<TwinAnswer, TwinFault>> {
    const ask = this.#next++;
    return new Promise((resolve) => {
      const cancel = this.#clock.after(withinMs, () =>
        settle(err({ kind: 'noAnswer', afterMs: withinMs })),
      );
      const settle = (answer: Result<TwinAnswer, TwinFault>): void => {
        if (!this.#waiting.delete(ask)) return;
        cancel();
        resolve(answer);
      };
      this.#waiting.set(ask, settle);
      if (!this.#send(JSON.stringify({ ...command, ask }))) settle(err({ kind: 'notRunning' }));
    });
  }

  /** Takes a line of the virtual plant, already parsed; true when it was an answer or a notice. */
  take(data: unknown): boolean {
    const answer = answerLine.safeParse(data);
    if (answer.success) {
      const { ask, ok: done, ...fields } = answer.data;
      const message = typeof fields['error'] === 'string' ? fields['error'] : 'refused';
      this.#waiting.get(ask)?.(done ? ok(fields) : err({ kind: 'refused', message }));
      return true;
    }
    const notice = noticeLine.safeParse(data);
    if (notice.success) this.#onNotice(notice.data.notice);
    return notice.success;
  }

  /** Nobody is there any more to answer. */
  ended(): void {
    for (const settle of [...this.#waiting.values()]) settle(err({ kind: 'notRunning' }));
  }
}
