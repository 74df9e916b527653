import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { mappingSchema } from '#core/laboratory/import/mapping.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import { wordsSchema } from '#core/laboratory/import/words.ts';
import type { NamedPoint } from '#core/laboratory/import/words.ts';
import { samplingPoints } from '#core/laboratory/places.ts';
import { sameReadingKey } from '#core/laboratory/reading.ts';
import type { LaboratoryReading } from '#core/laboratory/reading.ts';
import type { NewEntry } from '#core/records/entry.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import { importRecord } from '#contract/laboratory.ts';
import type { ImportPreview, ImportRecord } from '#contract/laboratory.ts';
import type { RpcError } from '#contract/wire.ts';
import { ImportThread } from '#engine/laboratory/import-thread.ts';
import type { FileFault } from '#engine/laboratory/file-fault.ts';
import type { PlanAnswer } from '#engine/laboratory/messages.ts';
import type { Historian } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import { stored } from '../stored-answer.ts';
import { applicationRoot } from '../texts.ts';
import type { LaboratoryService } from './laboratory-service.ts';

export interface ImportOptions {
  readonly laboratory: LaboratoryService;
  readonly historian: Historian;
  readonly clock: Clock;
  readonly log: Log;
}

/** A preview nobody came back to is dropped. */
const PREVIEW_MS = 30 * 60_000;
/** Readings taken over at a time. */
const SLICE = 1000;
const MAPPING_ID = 'laboratory-mapping-';

const keptMapping = z.object({
  form: z.string(),
  laboratory: z.string().nullable(),
  mapping: mappingSchema,
});

interface Preview {
  readonly token: string;
  readonly thread: ImportThread;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly cancelExpiry: () => void;
  answer: PlanAnswer;
}

/**
 * Files of readings: reads one in a thread of its own, shows what each row would become, and stores
 * only on a person's word, all in one transaction. One file at a time.
 */
export class ImportService {
  readonly #options: ImportOptions;
  #preview: Preview | null = null;
  #isReading = false;

  constructor(options: ImportOptions) {
    this.#options = options;
  }

  /** Files that were taken in, newest first. */
  async list(): Promise<Result<ResultOf<'laboratory.imports'>, RpcError>> {
    const answer = stored(
      await this.#options.historian.entries({ kinds: ['import'], versions: 'latest', limit: 500 }),
    );
    if (!answer.ok) return answer;
    return ok(
      answer.value.flatMap(({ body, writtenMs }) => {
        const record = importRecord.safeParse(body);
        return record.success ? [{ record: record.data, writtenMs }] : [];
      }),
    );
  }

  async preview(
    name: string,
    base64: string,
    who: string,
  ): Promise<Result<ImportPreview, RpcError>> {
    if (this.#isReading)
      return err(rpcFault('refused', 'another file is being read', 'laboratory.busy'));
    this.#isReading = true;
    try {
      return await this.#read(name, Buffer.from(base64, 'base64'), who);
    } finally {
      this.#isReading = false;
    }
  }

  /** The same file by another mapping. */
  async remap(token: string, mapping: ImportMapping): Promise<Result<ImportPreview, RpcError>> {
    const preview = this.#preview;
    if (preview?.token !== token) return err(gone());
    const answer = await preview.thread.plan(mapping);
    if (!answer.ok) return err(fileError(answer.error));
    // The file's form is that of its own column names, whatever a person makes of them.
    preview.answer = answer.value;
    return this.#view(preview);
  }

  async rows({
    token,
    ...ask
  }: Params<'laboratory.importRows'>): Promise<
    Result<ResultOf<'laboratory.importRows'>, RpcError>
  > {
    if (this.#preview?.token !== token) return err(gone());
    const answer = await this.#preview.thread.rows(ask);
    if (!answer.ok) return err(fileError(answer.error));
    return ok({
      total: answer.value.total,
      rows: answer.value.rows.map((row) => ({ ...row, notes: [...row.notes] })),
    });
  }

  /** Stores what the preview showed as taken: all of it or nothing. */
  async confirm(token: string, who: string): Promise<Result<ImportRecord, RpcError>> {
    const preview = this.#preview;
    if (preview?.token !== token) return err(gone());
    const taken = await this.#taken(preview);
    if (!taken.ok) return taken;
    // A second press meanwhile finds no preview, so that nothing is stored twice.
    if (this.#preview !== preview) return err(gone());
    const readings = taken.value;
    if (readings.length === 0)
      return err(rpcFault('badRequest', 'no row of the file is taken', 'laboratory.nothingToTake'));
    this.drop(token);
    const { laboratory, clock } = this.#options;
    const { counts, mapping, form } = preview.answer;
    const importId = preview.token;
    const record: ImportRecord = {
      importId,
      file: preview.name,
      sha256: preview.sha256,
      laboratory: mapping.defaults.laboratory,
      taken: readings.length,
      duplicate: counts.duplicate,
      rejected: counts.rejected,
      who,
      state: 'taken',
      reason: '',
    };
    const nowMs = clock.wallMs();
    const kept: NewEntry = {
      kind: 'dataSetting',
      id: `${MAPPING_ID}${sha256Of(Buffer.from(form)).slice(0, 32)}`,
      tsMs: nowMs,
      tag: null,
      actor: actorOf(who),
      writtenMs: nowMs,
      body: { form, laboratory: mapping.defaults.laboratory, mapping },
    };
    const written = await laboratory.writeMany(
      readings,
      [importEntry(record, actorOf(who), nowMs), kept],
      { code: 'laboratory.imported', params: { file: record.file, taken: record.taken } },
      who,
    );
    return written.ok ? ok(record) : written;
  }

  /** The readings of a preview, but for those that were entered by hand since; in slices, between which scans go on. */
  async #taken(preview: Preview): Promise<Result<LaboratoryReading[], RpcError>> {
    const { book } = this.#options.laboratory;
    const readings: LaboratoryReading[] = [];
    for (let skip = 0; ; skip += SLICE) {
      const slice = await preview.thread.taken(skip, SLICE);
      if (!slice.ok) return err(fileError(slice.error));
      for (const { draft, row } of slice.value) {
        const origin = { importId: preview.token, file: preview.name, row };
        if (book.sameAs(draft) === undefined)
          readings.push({ ...draft, origin, state: 'valid', reason: '' });
      }
      if (slice.value.length < SLICE) return ok(readings);
    }
  }

  /** Ends a preview without storing anything. */
  drop(token: string): Record<string, never> {
    if (this.#preview?.token === token) this.#end();
    return {};
  }

  /** Withdraws every reading of an import that still stands; the file's entry says so. */
  async undo(
    importId: string,
    who: string,
    reason: string,
  ): Promise<Result<ImportRecord, RpcError>> {
    const { laboratory, historian, clock } = this.#options;
    const loaded = stored(await laboratory.book.load());
    if (!loaded.ok) return loaded;
    const found = stored(
      await historian.entries({ kinds: ['import'], id: importId, versions: 'latest', limit: 1 }),
    );
    if (!found.ok) return found;
    const parsed = importRecord.safeParse(found.value[0]?.body);
    if (!parsed.success)
      return err(rpcFault('notFound', `no import ${importId}`, 'laboratory.importGone'));
    if (parsed.data.state === 'undone')
      return err(
        rpcFault('refused', `import ${importId} is undone`, 'laboratory.importUndoneAlready'),
      );
    const readings = laboratory.book
      .newestFirst()
      .filter(({ reading }) => reading.origin?.importId === importId && reading.state === 'valid')
      .map(({ reading }): LaboratoryReading => ({ ...reading, state: 'withdrawn', reason }));
    const record: ImportRecord = { ...parsed.data, state: 'undone', reason, who };
    const written = await laboratory.writeMany(
      readings,
      [importEntry(record, actorOf(who), clock.wallMs())],
      {
        code: 'laboratory.importUndone',
        params: { file: record.file, taken: readings.length, reason },
      },
      who,
    );
    return written.ok ? ok(record) : written;
  }

  /** Ends what is being read; for a stop of the engine. */
  stop(): void {
    this.#end();
  }

  async #read(name: string, bytes: Buffer, who: string): Promise<Result<ImportPreview, RpcError>> {
    const { laboratory, clock, log } = this.#options;
    const loaded = stored(await laboratory.book.load());
    if (!loaded.ok) return loaded;
    const kept = await this.#keptMappings();
    if (!kept.ok) return kept;
    this.#end();
    const token = `import-${randomUUID()}`;
    const standing = laboratory.book
      .newestFirst()
      .filter(({ reading }) => reading.state === 'valid');
    const thread = new ImportThread({
      clock,
      log,
      setup: {
        bytes,
        name,
        who,
        importId: token,
        nowMs: clock.wallMs(),
        profile: laboratory.profile,
        words: laboratoryWords(),
        points: this.#points(),
        kept: kept.value,
        same: standing.map(({ reading }) => sameReadingKey(reading)),
      },
    });
    const answer = await thread.plan(null);
    if (!answer.ok) {
      thread.close();
      return err(fileError(answer.error));
    }
    const preview: Preview = {
      token,
      thread,
      name,
      bytes: bytes.length,
      sha256: sha256Of(bytes),
      answer: answer.value,
      cancelExpiry: clock.after(PREVIEW_MS, () => this.drop(token)),
    };
    this.#preview = preview;
    return this.#view(preview);
  }

  async #view(preview: Preview): Promise<Result<ImportPreview, RpcError>> {
    const imports = await this.list();
    if (!imports.ok) return imports;
    const before = imports.value.find(
      ({ record }) => record.sha256 === preview.sha256 && record.state === 'taken',
    );
    const { kind, encoding, delimiter, mapping, remembered, sheets, counts, reasons } =
      preview.answer;
    return ok({
      token: preview.token,
      file: {
        name: preview.name,
        bytes: preview.bytes,
        sha256: preview.sha256,
        kind,
        encoding,
        delimiter,
      },
      already:
        before === undefined
          ? null
          : { importId: before.record.importId, writtenMs: before.writtenMs },
      mapping,
      remembered,
      sheets: sheets.map((sheet) => ({ ...sheet, sample: sheet.sample.map((row) => [...row]) })),
      counts,
      reasons: [...reasons],
    });
  }

  /** The plant's own places by every name they have, and places readings were entered for by hand. */
  #points(): readonly NamedPoint[] {
    const { profile, book } = this.#options.laboratory;
    const tanks = new Map(profile.tanks.map(({ id, name }) => [id, [name.ko, name.en]]));
    const all = new Set([
      ...samplingPoints(profile),
      ...book.newestFirst().map(({ reading }) => reading.point),
    ]);
    return [...all].map((id) => ({ id, names: tanks.get(id) ?? [] }));
  }

  async #keptMappings(): Promise<Result<{ form: string; mapping: ImportMapping }[], RpcError>> {
    const answer = stored(
      await this.#options.historian.entries({
        kinds: ['dataSetting'],
        versions: 'latest',
        limit: 2000,
      }),
    );
    if (!answer.ok) return answer;
    return ok(
      answer.value.flatMap(({ id, body }) => {
        const kept = id.startsWith(MAPPING_ID) ? keptMapping.safeParse(body) : null;
        return kept?.success === true ? [kept.data] : [];
      }),
    );
  }

  #end(): void {
    this.#preview?.cancelExpiry();
    this.#preview?.thread.close();
    this.#preview = null;
  }
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const importEntry = (record: ImportRecord, actor: string, writtenMs: number): NewEntry => ({
  kind: 'import',
  id: record.importId,
  tsMs: writtenMs,
  tag: null,
  actor,
  writtenMs,
  body: record,
});

const fileError = ({ kind, params }: FileFault): RpcError =>
  rpcFault('badRequest', `${kind} ${JSON.stringify(params)}`, `laboratory.${kind}`, { ...params });

const gone = (): RpcError =>
  rpcFault('notFound', 'this preview is no longer kept', 'laboratory.previewGone');

let words: ReturnType<typeof wordsSchema.parse> | null = null;
/** The table of words laboratories use, from the installation. */
function laboratoryWords(): ReturnType<typeof wordsSchema.parse> {
  words ??= wordsSchema.parse(
    JSON.parse(
      readFileSync(path.join(applicationRoot(), 'resources', 'laboratory', 'words.json'), 'utf8'),
    ),
  );
  return words;
}
