import type { Checklist } from '#core/plant/rounds.ts';
import { err, ok } from '#core/result.ts';
import { awaitsSecond } from '#core/rounds/round-after.ts';
import { isOpen, roundSchema } from '#core/rounds/round.ts';
import type { Round } from '#core/rounds/round.ts';
import { dayOfIso, isFree, isoDay } from '#core/rounds/schedule.ts';
import { runningSteps } from '#core/rounds/timer.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { RoundView } from '#contract/rounds.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import { attachmentBody } from './attachments.ts';
import type { Answer, RoundsDesk } from './rounds-desk.ts';

/** What can be asked of rounds; nothing here changes anything. */
export class RoundsView {
  readonly #desk: RoundsDesk;

  constructor(desk: RoundsDesk) {
    this.#desk = desk;
  }

  async today(): Answer<ResultOf<'rounds.today'>> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const nowMs = this.#desk.nowMs();
    const today = this.#desk.time.dayOf(nowMs);
    const due = new Map(
      [...this.#desk.agenda.pending(nowMs), ...this.#desk.agenda.due(today, today + 1)].map(
        (each) => [each.id, each],
      ),
    );
    const lines = [...due.values()].map((each) => this.#desk.agenda.line(each, nowMs));
    const others = [...this.#desk.book.all()].filter(
      (round) =>
        !due.has(round.id) &&
        round.carriedTo === null &&
        (isOpen(round) ||
          (round.state === 'done' &&
            (this.#desk.time.dayOf(round.doneMs ?? 0) === today || this.#waits(round)))),
    );
    lines.push(...others.flatMap((round) => this.#desk.agenda.lineOf(round) ?? []));
    const next = this.#desk.agenda.next(nowMs);
    return ok({
      day: isoDay(today),
      holiday: this.#desk.agenda.holiday(today)?.name ?? null,
      lines,
      next: next === null ? null : { id: next.id, name: next.list.name, dueMs: next.dueMs },
      timers: this.#desk.book
        .open()
        .flatMap((round) => runningSteps(round, this.#listOf(round) ?? { items: [] }))
        .sort((a, b) => a.endsMs - b.endsMs),
    });
  }

  #listOf(round: Round): Checklist | null {
    return this.#desk.lists.version(round.checklistId, round.version)?.list ?? null;
  }

  /** Done, and a second person has not signed it yet. */
  #waits(round: Round): boolean {
    const list = this.#listOf(round);
    return list !== null && awaitsSecond(round, list);
  }

  async itemHistory({
    checklistId,
    itemId,
    limit,
  }: Params<'rounds.itemHistory'>): Answer<ResultOf<'rounds.itemHistory'>> {
    const ready = await this.#desk.ready();
    return ready.ok ? ok(this.#desk.book.itemHistory(checklistId, itemId, limit)) : ready;
  }

  async calendar({ from, to }: Params<'rounds.calendar'>): Answer<ResultOf<'rounds.calendar'>> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const [first, end] = [dayOfIso(from), dayOfIso(to)];
    if (first === null || end === null || end <= first || end - first > 100)
      return err(
        rpcFault(
          'badRequest',
          `rounds.calendar: from ${from} to ${to} must be 1 to 100 days`,
          'rounds.badSpan',
          { from, to },
        ),
      );
    const nowMs = this.#desk.nowMs();
    const due = this.#desk.agenda.due(first, end);
    const ids = new Set(due.map(({ id }) => id));
    const extra = [...this.#desk.book.all()].flatMap((round) => {
      const line =
        ids.has(round.id) || round.carriedTo !== null ? null : this.#desk.agenda.lineOf(round);
      return line !== null && line.day >= from && line.day < to ? [line] : [];
    });
    const free = Array.from({ length: end - first }, (_, i) => first + i)
      .filter((day) => isFree(this.#desk.present, day))
      .map((day) => ({ day: isoDay(day), name: this.#desk.agenda.holiday(day)?.name ?? null }));
    return ok({
      lines: [...due.map((each) => this.#desk.agenda.line(each, nowMs)), ...extra],
      free,
    });
  }

  async round(id: string): Answer<RoundView> {
    const ready = await this.#desk.ready();
    return ready.ok ? this.#desk.viewOf(id) : ready;
  }

  async history({
    checklistId,
    skip,
    limit,
  }: Params<'rounds.history'>): Answer<ResultOf<'rounds.history'>> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const at = (round: Round): number => round.paperMs ?? round.doneMs ?? round.dueMs ?? 0;
    const rows = [...this.#desk.book.all()]
      .filter(
        (round) => !isOpen(round) && (checklistId === null || round.checklistId === checklistId),
      )
      .sort((a, b) => at(b) - at(a));
    return ok({
      lines: rows
        .slice(skip, skip + limit)
        .flatMap((round) => this.#desk.agenda.lineOf(round) ?? []),
      total: rows.length,
    });
  }

  async versions(id: string): Answer<ResultOf<'rounds.versions'>> {
    const answer = stored(
      await this.#desk.options.historian.entries({
        kinds: ['round'],
        id,
        versions: 'all',
        limit: 500,
      }),
    );
    if (!answer.ok) return answer;
    return ok(
      answer.value.flatMap(({ body, actor, writtenMs, seq }) => {
        const round = roundSchema.safeParse(body);
        return round.success ? [{ round: round.data, actor, writtenMs, seq }] : [];
      }),
    );
  }

  async attachment(id: string): Answer<ResultOf<'rounds.attachment'>> {
    const answer = stored(
      await this.#desk.options.historian.entries({
        kinds: ['attachment'],
        id,
        versions: 'latest',
        limit: 1,
      }),
    );
    if (!answer.ok) return answer;
    const body = attachmentBody.safeParse(answer.value[0]?.body);
    return body.success
      ? ok(body.data)
      : err(rpcFault('notFound', `no file ${id}`, 'rounds.noFile'));
  }
}
