import type { Checklist } from '#core/plant/rounds.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { answerDraftSchema } from '#core/rounds/answer.ts';
import {
  answerItem,
  beginRound,
  completeRound,
  dropRound,
  isOpen,
  pauseRound,
  resumeRound,
  turnToPaper,
} from '#core/rounds/round.ts';
import type { Round, RoundFault } from '#core/rounds/round.ts';
import type { Params } from '#contract/api.ts';
import type { RoundView } from '#contract/rounds.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { attachmentEntry } from './attachments.ts';
import { followUp } from './follow-up.ts';
import { entryOf } from './round-book.ts';
import { noRound, roundFault } from './round-words.ts';
import type { Answer, RoundsDesk } from './rounds-desk.ts';

/** A round from its beginning to its end. */
export class RoundsWalk {
  readonly #desk: RoundsDesk;

  constructor(desk: RoundsDesk) {
    this.#desk = desk;
  }

  async begin({
    checklistId,
    lineId,
    paperMs,
    paperBy = '',
    who,
  }: Params<'rounds.begin'>): Answer<RoundView> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const newest = this.#desk.lists.newest(checklistId);
    if (newest === null || newest.retired)
      return err(
        rpcFault('notFound', `no check list ${checklistId}`, 'rounds.noList', {
          list: checklistId,
        }),
      );
    const nowMs = this.#desk.nowMs();
    if (paperMs !== null && (paperMs > nowMs + 60_000 || paperMs < nowMs - 100 * 86_400_000))
      return err(rpcFault('badRequest', 'paperMs must lie in the last 100 days', 'rounds.badTime'));
    const standing = lineId === null ? null : this.#desk.book.get(lineId);
    if (standing !== null && isOpen(standing)) {
      if (paperMs === null || standing.paperMs !== null) return this.#desk.view(standing);
      const turned = turnToPaper(standing, paperMs, paperBy);
      if (!turned.ok) return err(roundFault(turned.error));
      const kept = await this.#keep(turned.value);
      return kept.ok ? this.#desk.view(kept.value) : kept;
    }
    const due = lineId === null ? undefined : this.#desk.dueOf(lineId, nowMs);
    // One nobody asked for stands in no agenda; it is begun anew beside the one that was left.
    const isAsked = lineId !== null && standing?.dueMs !== null;
    if (isAsked && (due === undefined || due.checklistId !== checklistId))
      return err(noRound(lineId));
    if (standing?.state === 'done')
      return err(rpcFault('refused', `round ${standing.id} is done`, 'rounds.isDone'));
    const id = due?.id ?? this.#desk.freeId(checklistId, paperMs ?? nowMs);
    const round = beginRound({
      id,
      checklistId,
      version: newest.version,
      dueMs: due?.dueMs ?? null,
      paperMs,
      paperBy: paperMs === null ? '' : paperBy,
      who,
      nowMs,
    });
    this.#desk.book.put(round);
    const outcome = await this.#desk.store([], [this.#desk.event('round.begun', round, who)]);
    return outcome.ok ? this.#desk.view(round) : outcome;
  }

  async save({ id, itemId, answer, who }: Params<'rounds.save'>): Answer<Round> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const asked = this.#desk.withList(id);
    if (!asked.ok) return asked;
    const beside = await this.#desk.beside(asked.value.round, asked.value.list, itemId, who);
    if (!beside.ok) return beside;
    // Other answers may have come meanwhile.
    const known = this.#desk.withList(id);
    if (!known.ok) return known;
    const { round, list } = known.value;
    const next = answerItem(round, list, itemId, answerDraftSchema.parse(answer), beside.value);
    return next.ok ? this.#keep(next.value) : err(roundFault(next.error));
  }

  async attach({
    id,
    itemId,
    name,
    base64,
    who,
  }: Params<'rounds.attach'>): Answer<{ attachmentId: string }> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const known = this.#desk.withList(id);
    if (!known.ok) return known;
    if (!known.value.list.items.some((item) => item.id === itemId))
      return err(roundFault({ code: 'unknownItem' }));
    const entry = attachmentEntry(
      { name, base64, roundId: id, itemId },
      actorOf(who),
      this.#desk.nowMs(),
    );
    if (!entry.ok) return entry;
    const outcome = await this.#desk.write({ entries: [entry.value] });
    return outcome.ok ? ok({ attachmentId: entry.value.id }) : outcome;
  }

  pause({ id }: Params<'rounds.pause'>): Answer<Round> {
    return this.#change(id, (round) => pauseRound(round, this.#desk.nowMs()));
  }

  resume({ id }: Params<'rounds.resume'>): Answer<Round> {
    return this.#change(id, (round) => resumeRound(round, this.#desk.nowMs()));
  }

  async complete({ id, who }: Params<'rounds.complete'>): Answer<RoundView> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const known = this.#desk.withList(id);
    if (!known.ok) return known;
    const { round, list } = known.value;
    const done = completeRound(round, list, who, this.#desk.nowMs());
    if (!done.ok) return err(roundFault(done.error));
    this.#desk.book.put(done.value);
    const written = await this.#desk.writeWithReadings(done.value, list, who, 'round.done', '');
    if (!written.ok) return written;
    await this.followUp(done.value, list, who);
    return this.#desk.viewOf(id);
  }

  /** Opens what the answers of a finished round call for, and writes down what was opened. */
  async followUp(round: Round, list: Checklist, who: string): Promise<void> {
    const followed = await followUp(round, list, who, this.#desk.options);
    if (followed.length === round.followed.length) return;
    const present = this.#desk.book.get(round.id) ?? round;
    const next: Round = { ...present, followed: [...followed] };
    this.#desk.book.put(next);
    await this.#desk.store([entryOf(next, actorOf(who), this.#desk.nowMs())], []);
  }

  async drop({ id, reason, who }: Params<'rounds.drop'>): Answer<Round> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const round = this.#desk.book.get(id);
    if (round === null) return err(noRound(id));
    const next = dropRound(round, who, reason, this.#desk.nowMs());
    if (!next.ok) return err(roundFault(next.error));
    this.#desk.book.put(next.value);
    const outcome = await this.#desk.store(
      [entryOf(next.value, actorOf(who), this.#desk.nowMs())],
      [this.#desk.event('round.dropped', next.value, who, 4, { reason })],
    );
    return outcome.ok ? ok(next.value) : outcome;
  }

  async #change(id: string, change: (round: Round) => Result<Round, RoundFault>): Answer<Round> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const round = this.#desk.book.get(id);
    if (round === null) return err(noRound(id));
    const next = change(round);
    return next.ok ? this.#keep(next.value) : err(roundFault(next.error));
  }

  async #keep(round: Round): Answer<Round> {
    this.#desk.book.put(round);
    const outcome = await this.#desk.store([], []);
    return outcome.ok ? ok(round) : outcome;
  }
}
