import { err, ok } from '#core/result.ts';
import { answerDraftSchema } from '#core/rounds/answer.ts';
import { addTo, correctAnswer, signRound } from '#core/rounds/round-after.ts';
import { unwalked } from '#core/rounds/round.ts';
import { dayOfIso, timeliness } from '#core/rounds/schedule.ts';
import type { Params } from '#contract/api.ts';
import type { RoundLine, RoundView } from '#contract/rounds.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { attachmentEntry } from './attachments.ts';
import { entryOf } from './round-book.ts';
import { noRound, roundFault } from './round-words.ts';
import type { Answer, RoundsDesk } from './rounds-desk.ts';
import type { RoundsWalk } from './rounds-walk.ts';

const DAY_MIN = 24 * 60;
const OFF_DAYS = 40;

/** What happens to a round that is over, or that nobody walks: put right, added to, moved, missed. */
export class RoundsAfter {
  readonly #desk: RoundsDesk;
  readonly #walk: RoundsWalk;

  constructor(desk: RoundsDesk, walk: RoundsWalk) {
    this.#desk = desk;
    this.#walk = walk;
  }

  async correct({ id, itemId, answer, reason, who }: Params<'rounds.correct'>): Answer<RoundView> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const asked = this.#desk.withList(id);
    if (!asked.ok) return asked;
    const beside = await this.#desk.beside(asked.value.round, asked.value.list, itemId, who);
    if (!beside.ok) return beside;
    const known = this.#desk.withList(id);
    if (!known.ok) return known;
    const { round, list } = known.value;
    const { correctionMin } = this.#desk.options.profile.rounds;
    const next = correctAnswer(round, list, itemId, answerDraftSchema.parse(answer), {
      ...beside.value,
      correctionMin,
      reason,
    });
    if (!next.ok) return err(roundFault(next.error));
    this.#desk.book.put(next.value);
    const one = { ...list, items: list.items.filter((item) => item.id === itemId) };
    const written = await this.#desk.writeWithReadings(
      next.value,
      one,
      who,
      'round.corrected',
      reason,
    );
    if (!written.ok) return written;
    await this.#walk.followUp(next.value, list, who);
    return this.#desk.viewOf(id);
  }

  async add({ id, itemId, text, reason, who }: Params<'rounds.add'>): Answer<RoundView> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const known = this.#desk.withList(id);
    if (!known.ok) return known;
    const { round, list } = known.value;
    const next = addTo(
      round,
      list,
      { itemId, text, reason, who, atMs: this.#desk.nowMs() },
      this.#desk.options.profile.rounds.correctionMin,
    );
    if (!next.ok) return err(roundFault(next.error));
    this.#desk.book.put(next.value);
    const outcome = await this.#desk.store(
      [entryOf(next.value, actorOf(who), this.#desk.nowMs())],
      [this.#desk.event('round.added', next.value, who)],
    );
    return outcome.ok ? this.#desk.view(next.value) : outcome;
  }

  /** Signs as the second person; the drawn name is on disk with the signature. */
  async sign({ id, base64, who }: Params<'rounds.sign'>): Answer<RoundView> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const known = this.#desk.withList(id);
    if (!known.ok) return known;
    const { round, list } = known.value;
    const nowMs = this.#desk.nowMs();
    const file = { name: 'signature.png', base64, roundId: id, itemId: '' };
    const picture = attachmentEntry(file, actorOf(who), nowMs);
    if (!picture.ok) return picture;
    const second = { who, atMs: nowMs, attachmentId: picture.value.id };
    const next = signRound(round, list, second);
    if (!next.ok) return err(roundFault(next.error));
    this.#desk.book.put(next.value);
    const outcome = await this.#desk.store(
      [picture.value, entryOf(next.value, actorOf(who), nowMs)],
      [this.#desk.event('round.signed', next.value, who)],
    );
    return outcome.ok ? this.#desk.view(next.value) : outcome;
  }

  async carryOver({ lineId, toDay, reason, who }: Params<'rounds.carryOver'>): Answer<RoundLine> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const nowMs = this.#desk.nowMs();
    const due = this.#desk.dueOf(lineId, nowMs);
    if (due === undefined) return err(noRound(lineId));
    if (due.round !== null && due.round.state !== 'carried' && due.round.state !== 'dropped')
      return err(roundFault({ code: 'notOpen' }));
    const day = dayOfIso(toDay);
    const today = this.#desk.time.dayOf(nowMs);
    if (day === null || day < today || day > today + 100 || day === due.day)
      return err(
        rpcFault(
          'badRequest',
          `toDay ${toDay} must be another day from today to 100 days on`,
          'rounds.badDay',
          { day: toDay },
        ),
      );
    const round = unwalked(
      {
        id: lineId,
        checklistId: due.checklistId,
        version: this.#desk.lists.newest(due.checklistId)?.version ?? 1,
        dueMs: due.dueMs,
      },
      'carried',
      toDay,
      reason,
    );
    this.#desk.book.put(round);
    const outcome = await this.#desk.store(
      [entryOf(round, actorOf(who), nowMs)],
      [this.#desk.event('round.carried', round, who, 5, { day: toDay, reason })],
    );
    if (!outcome.ok) return outcome;
    const line = this.#desk.dueOf(lineId, nowMs);
    return line === undefined ? err(noRound(lineId)) : ok(this.#desk.agenda.line(line, nowMs));
  }

  /** Rounds whose last moment has passed; for the watch. */
  async miss(): Promise<void> {
    const nowMs = this.#desk.nowMs();
    const today = this.#desk.time.dayOf(nowMs);
    for (const stored of this.#desk.lists.present()) {
      const { list } = stored;
      // A PC that was off for a month still writes down what nobody did meanwhile.
      const back = Math.ceil(list.missedMin / DAY_MIN) + OFF_DAYS;
      for (const due of this.#desk.agenda.dueOf(stored, today - back, today + 1)) {
        if (timeliness(list, due.dueMs, nowMs) !== 'missed') continue;
        if (due.round !== null && due.round.state !== 'carried') continue;
        const round = unwalked(
          {
            id: due.id,
            checklistId: list.id,
            version: this.#desk.lists.newest(list.id)?.version ?? 1,
            dueMs: due.dueMs,
          },
          'missed',
          null,
          due.round?.reason ?? '',
        );
        this.#desk.book.put(round);
        await this.#desk.store(
          [entryOf(round, 'engine', nowMs)],
          [this.#desk.event('round.missed', round, 'engine', 3)],
        );
      }
    }
  }
}
