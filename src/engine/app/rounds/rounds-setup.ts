import { checklistSchema } from '#core/plant/rounds.ts';
import type { Checklist } from '#core/plant/rounds.ts';
import type { NewEntry } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import { listProblems } from '#core/rounds/problems.ts';
import { dayOfIso } from '#core/rounds/schedule.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { StoredChecklist } from '#contract/rounds.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { CALENDAR_ID } from './rounds-desk.ts';
import type { Answer, RoundsDesk } from './rounds-desk.ts';

/** Check lists and calendar as a person changes them; every version is kept. */
export class RoundsSetup {
  readonly #desk: RoundsDesk;

  constructor(desk: RoundsDesk) {
    this.#desk = desk;
  }

  async saveChecklist({
    list: asked,
    retired,
    note,
    who,
  }: Params<'rounds.saveChecklist'>): Answer<StoredChecklist> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const list = checklistSchema.parse(asked);
    const problems = listProblems(list, this.#desk.options.profile.rounds.places);
    const [problem] = problems;
    if (problem !== undefined)
      return err(rpcFault('badRequest', problem.rule, 'rounds.badList', { problem: problem.rule }));
    return this.#putList(list, retired, note, who);
  }

  async undoChecklist({
    id,
    version,
    who,
  }: Params<'rounds.undoChecklist'>): Answer<StoredChecklist> {
    const ready = await this.#desk.ready();
    if (!ready.ok) return ready;
    const before =
      version === undefined
        ? this.#desk.lists.versions(id)[1]
        : this.#desk.lists.version(id, version);
    if (before == null)
      return err(
        version === undefined
          ? rpcFault('refused', `check list ${id} has no version before`, 'rounds.noVersionBefore')
          : rpcFault(
              'notFound',
              `check list ${id} has no version ${String(version)}`,
              'rounds.noList',
              { list: id },
            ),
      );
    return this.#putList(before.list, before.retired, `= ${String(before.version)}`, who);
  }

  async setCalendar({
    holidays,
    restDays,
    who,
  }: Params<'rounds.setCalendar'>): Answer<ResultOf<'rounds.settings'>> {
    const wrong = holidays.find(
      ({ from, to }) => from > to || dayOfIso(from) === null || dayOfIso(to) === null,
    );
    if (wrong !== undefined)
      return err(
        rpcFault(
          'badRequest',
          `holiday ${wrong.from} to ${wrong.to}: from must not be later than to`,
          'rounds.badHoliday',
          { from: wrong.from, to: wrong.to },
        ),
      );
    const nowMs = this.#desk.nowMs();
    const body = { holidays: [...holidays].sort((a, b) => a.from.localeCompare(b.from)), restDays };
    this.#desk.present = body;
    const entry: NewEntry = {
      kind: 'calendarSetting',
      id: CALENDAR_ID,
      tsMs: nowMs,
      tag: null,
      actor: actorOf(who),
      writtenMs: nowMs,
      body,
    };
    const outcome = await this.#desk.store(
      [entry],
      [this.#desk.said('round.calendar', null, who, 5, { count: holidays.length })],
    );
    return outcome.ok ? ok(body) : outcome;
  }

  async #putList(
    list: Checklist,
    retired: boolean,
    note: string,
    who: string,
  ): Answer<StoredChecklist> {
    const { stored: next, entry } = this.#desk.lists.put(
      list,
      { origin: 'person', retired, note, actor: actorOf(who) },
      this.#desk.nowMs(),
    );
    const outcome = await this.#desk.store(
      [entry],
      [this.#desk.said('round.checklist', list.id, who, 5, { version: next.version })],
    );
    return outcome.ok ? ok(next) : outcome;
  }
}
