import { ok } from '#core/result.ts';
import { readingDraftSchema } from '#core/laboratory/reading.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import type { ImportService } from './import-service.ts';
import type { LaboratoryService } from './laboratory-service.ts';
import { rememberedWords } from './remembered-words.ts';

/** Both halves of what the laboratory screen asks for. */
export interface LaboratoryParts {
  readonly readings: LaboratoryService;
  readonly imports: ImportService;
}

/** Answers the calls of the contract that belong to the laboratory. */
export const laboratoryHandlers = ({
  readings,
  imports,
}: LaboratoryParts): Pick<Handlers, Extract<keyof Handlers, `laboratory.${string}`>> => ({
  'laboratory.readings': (query) => readings.list(query),
  'laboratory.versions': ({ id }) => readings.versions(id),
  'laboratory.beside': (query) => readings.beside(query),
  'laboratory.comparisons': async (query) => {
    const loaded = stored(await readings.book.load());
    return loaded.ok ? stored(await readings.comparisons.rows(query)) : loaded;
  },
  'laboratory.compared': async () => {
    const loaded = stored(await readings.book.load());
    return loaded.ok ? ok(readings.comparisons.compared()) : loaded;
  },
  'laboratory.remembered': async () => {
    const loaded = stored(await readings.book.load());
    return loaded.ok ? ok(rememberedWords(readings.book.newestFirst())) : loaded;
  },
  'laboratory.enter': ({ draft, who }) => readings.enter(readingDraftSchema.parse(draft), who),
  'laboratory.correct': ({ draft, who, reason }) =>
    readings.correct(readingDraftSchema.parse(draft), who, reason),
  'laboratory.withdraw': ({ id, who, reason }) => readings.withdraw(id, who, reason),
  'laboratory.imports': () => imports.list(),
  'laboratory.importRows': (query) => Promise.resolve(imports.rows(query)),
  'laboratory.importPreview': ({ name, base64, who }) => imports.preview(name, base64, who),
  'laboratory.importRemap': ({ token, mapping }) => imports.remap(token, mapping),
  'laboratory.importConfirm': ({ token, who }) => imports.confirm(token, who),
  'laboratory.importDrop': ({ token }) => Promise.resolve(ok(imports.drop(token))),
  'laboratory.importUndo': ({ importId, who, reason }) => imports.undo(importId, who, reason),
});
