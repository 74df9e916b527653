import { ok } from '#core/result.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { RoundsParts } from './index.ts';

/** Answers the calls of the contract that belong to rounds. */
export const roundsHandlers = ({
  desk,
  view,
  walk,
  after,
  setup,
  form,
}: RoundsParts): Pick<Handlers, Extract<keyof Handlers, `rounds.${string}`>> => ({
  'rounds.today': () => view.today(),
  'rounds.calendar': (span) => view.calendar(span),
  'rounds.round': ({ id }) => view.round(id),
  'rounds.history': (query) => view.history(query),
  'rounds.versions': ({ id }) => view.versions(id),
  'rounds.attachment': ({ id }) => view.attachment(id),
  'rounds.checklists': async () => {
    const ready = await desk.ready();
    return ready.ok ? ok(desk.lists.present()) : ready;
  },
  'rounds.checklistVersions': async ({ id }) => {
    const ready = await desk.ready();
    return ready.ok ? ok(desk.lists.versions(id)) : ready;
  },
  'rounds.settings': async () => {
    const ready = await desk.ready();
    return ready.ok
      ? ok({ holidays: [...desk.present.holidays], restDays: [...desk.present.restDays] })
      : ready;
  },
  'rounds.itemHistory': (query) => view.itemHistory(query),
  'rounds.last': async ({ checklistId }) => {
    const ready = await desk.ready();
    return ready.ok ? ok(desk.book.lastReadings(checklistId, '')) : ready;
  },
  'rounds.form': (sheet) => form.pdf(sheet, (id) => view.attachment(id)),
  'rounds.begin': (asked) => walk.begin(asked),
  'rounds.save': (answer) => walk.save(answer),
  'rounds.attach': (file) => walk.attach(file),
  'rounds.pause': (round) => walk.pause(round),
  'rounds.resume': (round) => walk.resume(round),
  'rounds.complete': (round) => walk.complete(round),
  'rounds.drop': (round) => walk.drop(round),
  'rounds.correct': (answer) => after.correct(answer),
  'rounds.add': (addition) => after.add(addition),
  'rounds.sign': (signature) => after.sign(signature),
  'rounds.carryOver': (line) => after.carryOver(line),
  'rounds.saveChecklist': (list) => setup.saveChecklist(list),
  'rounds.undoChecklist': (list) => setup.undoChecklist(list),
  'rounds.setCalendar': (calendar) => setup.setCalendar(calendar),
});
