import { z } from 'zod';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { reportFigures } from '#core/report/figures.ts';
import type { ReportFigures, ReportKind } from '#core/report/figures.ts';
import type { Entry, EntryBody } from '#core/records/entry.ts';
import { reportSettings } from '#contract/reports.ts';
import type { ReportSettings, ReportSummary } from '#contract/reports.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian, NewEvent } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import type { StoreQueue } from '../store-queue.ts';

/** Body of an entry of kind `report`: everything the report says, so that its files can be made again. */
const head = z.object({
  number: z.string(),
  version: z.int().min(1),
  beyond: z.boolean(),
  incomplete: z.boolean(),
});
const reportBody = head.extend({ figures: reportFigures });
/** The same without looking through the figures: a list of many reports is read beside the scans. */
const reportHead = head.extend({
  figures: reportFigures.pick({
    kind: true,
    fromMs: true,
    toMs: true,
    madeMs: true,
    madeBy: true,
    remarks: true,
  }),
});
type ReportHead = z.infer<typeof reportHead>;
export type ReportBody = z.infer<typeof reportBody>;

export interface StoredReport {
  readonly summary: ReportSummary;
  readonly figures: ReportFigures;
}

const SETTINGS_ID = 'settings';
/** Those changed last; the ones before were looked at when they were. */
const RECENT_INCIDENTS = 5;
const HOUR_MS = 3_600_000;
const LETTER: Readonly<Record<ReportKind, string>> = {
  shift: 'S',
  daily: 'D',
  weekly: 'W',
  monthly: 'M',
  yearly: 'Y',
  rounds: 'R',
  savings: 'E',
  aiPerformance: 'A',
  calibration: 'C',
  incident: 'I',
};

export const DEFAULT_SETTINGS: ReportSettings = {
  siteName: '',
  logoBase64: null,
  shifts: ['09:00', '18:00'],
  automatic: {
    shift: false,
    daily: true,
    weekly: true,
    monthly: true,
    yearly: true,
    rounds: false,
    savings: false,
    aiPerformance: true,
  },
  delayMin: 10,
  formats: ['pdf', 'xlsx'],
  languages: ['ko'],
};

/** Number of a report: its kind's letter and its period. */
export const numberOf = (kind: ReportKind, label: string): string =>
  `${LETTER[kind]}-${label.replaceAll(' ', '-')}`;
export const idOf = (kind: ReportKind, label: string): string => `${kind}/${label}`;

const isBeyond = ({ effluent, incident }: ReportFigures): boolean =>
  (incident !== null && incident.percent >= 100) ||
  effluent.some(({ hoursBeyond, laboratory }) => hoursBeyond > 0 || laboratory.beyond > 0);

const isIncomplete = ({
  incident,
  storedToMs,
  toMs,
  madeMs,
  kind,
  gaps,
}: ReportFigures): boolean =>
  incident === null
    ? kind !== 'calibration' &&
      (madeMs < toMs ||
        (gaps?.minutes ?? 0) >= 60 ||
        (kind !== 'rounds' && (storedToMs === null || toMs - storedToMs > HOUR_MS)))
    : incident.state !== 'closed';

function summaryOf(
  { id, seq }: Pick<Entry, 'id' | 'seq'>,
  { number, version, beyond, incomplete, figures }: ReportHead,
): ReportSummary {
  const { kind, fromMs, toMs, madeMs, madeBy, remarks } = figures;
  return {
    id,
    number,
    kind,
    fromMs,
    toMs,
    madeMs,
    madeBy,
    remarks,
    version,
    seq,
    beyond,
    incomplete,
  };
}

/** Reports and their settings as they are stored. */
export class ReportBook {
  readonly #historian: Historian;
  readonly #store: Pick<StoreQueue, 'add'>;

  constructor(historian: Historian, store: Pick<StoreQueue, 'add'>) {
    this.#historian = historian;
    this.#store = store;
  }

  /** Newest made first; entries of another form (of a later version of the product) are left out. */
  async list(
    kind: ReportKind | null,
    beforeSeq: number | null,
    limit: number,
  ): Promise<Result<{ rows: ReportSummary[]; nextSeq: number | null }, RpcError>> {
    const rows: ReportSummary[] = [];
    let before = beforeSeq;
    for (;;) {
      const page = stored(
        await this.#historian.entries({
          kinds: ['report'],
          versions: 'latest',
          limit,
          ...(before === null ? {} : { beforeSeq: before }),
        }),
      );
      if (!page.ok) return page;
      for (const entry of page.value) {
        before = entry.seq;
        const body = reportHead.safeParse(entry.body);
        if (body.success && (kind === null || body.data.figures.kind === kind))
          rows.push(summaryOf(entry, body.data));
        if (rows.length === limit) return ok({ rows, nextSeq: before });
      }
      if (page.value.length < limit) return ok({ rows, nextSeq: null });
    }
  }

  /** Latest version of a report; null when there is none of that id. */
  async get(id: string): Promise<Result<StoredReport | null, RpcError>> {
    const found = stored(
      await this.#historian.entries({ kinds: ['report'], id, versions: 'latest', limit: 1 }),
    );
    if (!found.ok) return found;
    const entry = found.value[0];
    const body = reportBody.safeParse(entry?.body);
    return ok(
      entry === undefined || !body.success
        ? null
        : { summary: summaryOf(entry, body.data), figures: body.data.figures },
    );
  }

  /** Incidents without a report, or signed since theirs was made. */
  async dueIncidents(): Promise<Result<string[], RpcError>> {
    const recent = stored(
      await this.#historian.entries({
        kinds: ['incident'],
        versions: 'latest',
        limit: RECENT_INCIDENTS,
      }),
    );
    if (!recent.ok) return recent;
    const due: string[] = [];
    for (const { id, body } of recent.value) {
      const found = await this.get(idOf('incident', id));
      if (!found.ok) return found;
      const closedMs = body['closedMs'];
      const isLate = typeof closedMs === 'number' && (found.value?.summary.madeMs ?? 0) < closedMs;
      if (found.value === null || isLate) due.push(id);
    }
    return ok(due);
  }

  /** Stores a new version; the figures are durable before a file is made of them. */
  async add(
    id: string,
    number: string,
    figures: ReportFigures,
    actor: string,
  ): Promise<Result<ReportSummary, RpcError>> {
    const before = await this.get(id);
    if (!before.ok) return before;
    const body: ReportBody = {
      number,
      version: (before.value?.summary.version ?? 0) + 1,
      beyond: isBeyond(figures),
      incomplete: isIncomplete(figures),
      figures,
    };
    const done = stored(
      await this.#store.add({
        ...NOTHING,
        entries: [
          {
            kind: 'report',
            id,
            tsMs: figures.fromMs,
            tag: figures.calibration?.tag ?? figures.incident?.tag ?? null,
            actor,
            writtenMs: figures.madeMs,
            body: body as EntryBody,
          },
        ],
        events: [
          event(figures.madeMs, 'report.made', actor, {
            number,
            reportKind: figures.kind,
            version: body.version,
          }),
        ],
      }),
    );
    if (!done.ok) return done;
    return ok(summaryOf({ id, seq: done.value.entrySeqs[0] ?? 0 }, body));
  }

  async settings(): Promise<Result<ReportSettings, RpcError>> {
    const found = stored(
      await this.#historian.entries({
        kinds: ['reportSetting'],
        id: SETTINGS_ID,
        versions: 'latest',
        limit: 1,
      }),
    );
    if (!found.ok) return found;
    const parsed = reportSettings.safeParse(found.value[0]?.body);
    return ok(parsed.success ? parsed.data : DEFAULT_SETTINGS);
  }

  async setSettings(
    settings: ReportSettings,
    actor: string,
    nowMs: number,
  ): Promise<Result<ReportSettings, RpcError>> {
    const done = stored(
      await this.#store.add({
        ...NOTHING,
        entries: [
          {
            kind: 'reportSetting',
            id: SETTINGS_ID,
            tsMs: nowMs,
            tag: null,
            actor,
            writtenMs: nowMs,
            body: settings,
          },
        ],
        events: [event(nowMs, 'report.settings', actor, {})],
      }),
    );
    return done.ok ? ok(settings) : done;
  }
}

const NOTHING = { grid: [], changes: [], receipts: [], state: {} } as const;

const event = (
  tsMs: number,
  code: 'report.made' | 'report.settings',
  actor: string,
  params: NewEvent['params'],
): NewEvent => ({
  tsMs,
  kind: 'report',
  priority: 5,
  code,
  subject: null,
  params,
  actor,
});
