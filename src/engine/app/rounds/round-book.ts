import { z } from 'zod';
import { numberOf } from '#core/rounds/answer.ts';
import { isOpen, roundSchema } from '#core/rounds/round.ts';
import type { Round } from '#core/rounds/round.ts';
import type { NewEntry } from '#core/records/entry.ts';
import type { ItemRecord, RoundView } from '#contract/rounds.ts';
import type { Historian, HistorianFault } from '#engine/ports/historian.ts';

/** Key of the open rounds in the state of the engine: what was typed and is not finished. */
export const OPEN_KEY = 'rounds.open';
const MOST = 4000;

const openSchema = z.array(roundSchema);

/** The round as it goes to disk. */
export const entryOf = (round: Round, actor: string, writtenMs: number): NewEntry => ({
  kind: 'round',
  id: round.id,
  tsMs: round.paperMs ?? round.doneMs ?? round.dueMs ?? round.beganMs ?? writtenMs,
  tag: null,
  actor,
  writtenMs,
  body: z.record(z.string(), z.json()).parse(round),
});

/** Rounds that were walked, missed or moved, and the open ones with every answer so far. */
export class RoundBook {
  readonly #rounds = new Map<string, Round>();
  /** Those moved to another day. */
  readonly #carried = new Map<string, Round>();

  /** @returns the fault of the history, or null. */
  async load(historian: Historian): Promise<HistorianFault | null> {
    const entries = await historian.entries({
      kinds: ['round'],
      versions: 'latest',
      order: 'time',
      limit: MOST,
    });
    if (!entries.ok) return entries.error;
    const state = await historian.loadState();
    if (!state.ok) return state.error;
    this.#rounds.clear();
    this.#carried.clear();
    for (const entry of [...entries.value].reverse()) {
      const round = roundSchema.safeParse(entry.body);
      if (round.success) this.put(round.data);
    }
    for (const round of openOf(state.value[OPEN_KEY])) {
      // Its end went to disk, the draft did not get out of the way any more.
      const ended = this.#rounds.get(round.id);
      const isOver =
        ended !== undefined && !isOpen(ended) && (ended.beganMs ?? 0) >= (round.beganMs ?? 0);
      if (!isOver) this.put(round);
    }
    return null;
  }

  get(id: string): Round | null {
    return this.#rounds.get(id) ?? null;
  }

  put(round: Round): void {
    this.#rounds.set(round.id, round);
    if (round.carriedTo === null) this.#carried.delete(round.id);
    else this.#carried.set(round.id, round);
  }

  all(): Iterable<Round> {
    return this.#rounds.values();
  }

  carried(): Iterable<Round> {
    return this.#carried.values();
  }

  open(): Round[] {
    return [...this.#rounds.values()].filter(isOpen);
  }

  /** What is to be found again after a power cut. */
  openText(): string {
    return JSON.stringify(this.open());
  }

  /** Answers to one item in the rounds that are done, newest first. */
  itemHistory(checklistId: string, itemId: string, limit: number): ItemRecord[] {
    return [...this.#rounds.values()]
      .flatMap((round) => {
        const answer = round.answers[itemId];
        if (round.checklistId !== checklistId || round.state !== 'done' || answer === undefined)
          return [];
        const corrected = round.corrections.some((each) => each.itemId === itemId);
        return [{ roundId: round.id, version: round.version, answer, corrected }];
      })
      .sort((a, b) => b.answer.atMs - a.answer.atMs)
      .slice(0, limit);
  }

  /** Newest reading of each item of a list, from rounds that are done. */
  lastReadings(checklistId: string, exceptId: string): RoundView['last'] {
    const done = [...this.#rounds.values()]
      .filter(
        (round) =>
          round.checklistId === checklistId && round.state === 'done' && round.id !== exceptId,
      )
      .sort((a, b) => (b.paperMs ?? b.doneMs ?? 0) - (a.paperMs ?? a.doneMs ?? 0));
    const last: RoundView['last'] = {};
    for (const round of done) {
      for (const [itemId, answer] of Object.entries(round.answers)) {
        const value = answer.state === 'given' ? numberOf(answer.text) : null;
        if (value !== null) last[itemId] ??= { value, atMs: answer.atMs, by: answer.who };
      }
    }
    return last;
  }
}

function openOf(text: string | undefined): Round[] {
  if (text === undefined || text === '') return [];
  try {
    const parsed = openSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
