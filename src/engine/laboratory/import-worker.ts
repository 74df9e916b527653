import { parentPort, workerData } from 'node:worker_threads';
import { DateTime } from 'luxon';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { cellText } from '#core/laboratory/import/cell.ts';
import type { ImportMapping } from '#core/laboratory/import/mapping.ts';
import { planImport } from '#core/laboratory/import/plan.ts';
import type { ImportPlan, PlanContext, PlannedRow } from '#core/laboratory/import/plan.ts';
import { columnsAt, detectMapping, formOf } from '#core/laboratory/import/table.ts';
import { prepareWords } from '#core/laboratory/import/words.ts';
import { sameReadingKey } from '#core/laboratory/reading.ts';
import { fileFault } from './file-fault.ts';
import type { FileFault } from './file-fault.ts';
import type {
  ImportAsk,
  ImportReply,
  ImportSetup,
  PlanAnswer,
  RowsAnswer,
  SheetView,
  TakenReading,
} from './messages.ts';
import { readLaboratoryFile } from './read-file.ts';
import type { LaboratoryFile } from './read-file.ts';

/** Thread that reads one file and says what its rows would become. It ends with the preview. */

const SAMPLE_ROWS = 14;
const SAMPLE_COLUMNS = 40;

const setup = workerData as ImportSetup;
const words = prepareWords(setup.words, setup.points);
const zone = setup.profile.site.timeZone;
const same = new Set(setup.same);
const samples = new Set(setup.same.map((key) => key.split('|').slice(0, 4).join('|')));

const context: PlanContext = {
  profile: setup.profile,
  words,
  nowMs: setup.nowMs,
  toMs: (time) => {
    const at = DateTime.fromObject(time, { zone });
    // An hour the clocks leapt over comes back as another one.
    return at.isValid && at.hour === time.hour && at.minute === time.minute ? at.toMillis() : null;
  },
  stands: (draft) => {
    const key = sameReadingKey(draft);
    if (same.has(key)) return 'same';
    return samples.has(key.split('|').slice(0, 4).join('|')) ? 'other' : null;
  },
  newId: (n) => `${setup.importId}-${String(n + 1)}`,
};

let file: LaboratoryFile | null = null;
let plan: ImportPlan | null = null;

async function makePlan(asked: ImportMapping | null): Promise<Result<PlanAnswer, FileFault>> {
  if (file === null) {
    const read = await readLaboratoryFile(Buffer.from(setup.bytes), setup.name);
    if (!read.ok) return read;
    file = read.value;
  }
  const { sheets, kind, encoding, delimiter } = file;
  const found = detectMapping(sheets, words, setup.who);
  const form = formOf(found.sheets);
  const kept = setup.kept.find((each) => each.form === form)?.mapping;
  const mapping = asked === null ? fromKept(found, kept) : withColumns(asked);
  if (asked === null && !mapping.sheets.some(({ use }) => use) && sheets.length === 0)
    return err(fileFault('noTable', { file: setup.name }));
  plan = planImport(sheets, mapping, context);
  const reasons = new Map<NonNullable<PlannedRow['code']>, number>();
  for (const { code } of plan.rows)
    if (code !== null) reasons.set(code, (reasons.get(code) ?? 0) + 1);
  return ok({
    kind,
    encoding,
    delimiter,
    mapping,
    form,
    remembered: asked === null && kept !== undefined,
    sheets: sheets.map(viewOf),
    counts: plan.counts,
    reasons: [...reasons]
      .map(([code, count]) => ({ code, count }))
      .sort((a, b) => b.count - a.count),
  });
}

/** What a person chose for a file of this form, with the dates and places of this very file. */
function fromKept(found: ImportMapping, kept: ImportMapping | undefined): ImportMapping {
  if (kept === undefined) return found;
  const { sheets, defaults } = kept;
  return {
    ...kept,
    sheets: found.sheets.map((sheet, i) => {
      const before = sheets[i];
      return before === undefined
        ? sheet
        : {
            ...before,
            sheet: sheet.sheet,
            point: sheet.point ?? before.point,
            sampled: sheet.sampled,
          };
    }),
    defaults: {
      ...defaults,
      person: found.defaults.person,
      laboratory: found.defaults.laboratory ?? defaults.laboratory,
    },
  };
}

/** A person who points at another row of names leaves the columns to be found anew. */
function withColumns(mapping: ImportMapping): ImportMapping {
  return {
    ...mapping,
    sheets: mapping.sheets.map((sheet) => {
      const raw = file?.sheets.find(({ name }) => name === sheet.sheet);
      return sheet.columns.length > 0 || raw === undefined
        ? sheet
        : { ...sheet, columns: columnsAt(raw, sheet.headerRow, words) };
    }),
  };
}

function viewOf({ name, rows }: LaboratoryFile['sheets'][number]): SheetView {
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  return {
    name,
    rows: rows.length,
    columns,
    sample: rows
      .slice(0, SAMPLE_ROWS)
      .map((row) => row.slice(0, SAMPLE_COLUMNS).map((cell) => cellText(cell).slice(0, 80))),
  };
}

function rowsOf({ status, skip, limit }: Extract<ImportAsk, { do: 'rows' }>['ask']): RowsAnswer {
  const all = (plan?.rows ?? []).filter((row) => status === null || row.status === status);
  return { rows: all.slice(skip, skip + limit), total: all.length };
}

/** Readings to be stored, in slices: the engine takes them between its scans. */
const takenOf = (skip: number, limit: number): readonly TakenReading[] =>
  (plan?.rows ?? [])
    .filter(({ status }) => status === 'taken')
    .slice(skip, skip + limit)
    .flatMap(({ reading, row }) => (reading === null ? [] : [{ draft: reading, row }]));

async function answer(ask: ImportAsk): Promise<ImportReply['result']> {
  try {
    if (ask.do === 'plan') return await makePlan(ask.mapping);
    return ok(ask.do === 'rows' ? rowsOf(ask.ask) : takenOf(ask.skip, ask.limit));
  } catch (error) {
    return err(
      fileFault('fileBroken', {
        file: setup.name,
        detail: error instanceof Error ? error.message : String(error),
      }),
    );
  }
}

parentPort?.on('message', (ask: ImportAsk) => {
  void answer(ask).then((result) =>
    parentPort?.postMessage({ id: ask.id, result } satisfies ImportReply),
  );
});
