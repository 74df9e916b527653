import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { noticeLines } from '#core/report/incident-section.ts';
import type { ReportDocument } from '#core/report/document.ts';
import { AUTOMATIC_REPORTS, isAboutOne } from '#core/report/figures.ts';
import type { AutomaticReport, ReportKind } from '#core/report/figures.ts';
import type { Clock } from '#core/time/clock.ts';
import type { ReportFormat, ReportSettings, ReportSummary } from '#contract/reports.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { RenderThread } from '#engine/report/render-thread.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { AutomaticReports } from './automatic.ts';
import type { ReportGatherer } from './gather.ts';
import {
  labelOf,
  noSubject,
  periodAt,
  periodFault,
  placedFigures,
  repeatOf,
  reportPeriod,
} from './period.ts';
import type { MakeAsk, ReportSite } from './period.ts';
import { idOf, numberOf } from './report-book.ts';
import type { ReportBook, StoredReport } from './report-book.ts';
import { ReportPress } from './report-press.ts';
import type { Language, ReportPressOptions } from './report-press.ts';

export interface ReportServiceOptions extends ReportPressOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly book: ReportBook;
  readonly gatherer: Pick<ReportGatherer, 'figures' | 'storedTo'>;
  readonly thread: Pick<RenderThread, 'render' | 'close'>;
}

const ENGINE = 'engine';
const TICK_MS = 60_000;
/** A start has better things to do than reports. */
const FIRST_TICK_MS = 120_000;
const MINUTE_MS = 60_000;

/** Makes reports when asked and when their time has come, keeps their figures and hands out their files. */
export class ReportService {
  readonly #options: ReportServiceOptions;
  readonly #press: ReportPress;
  readonly #automatic: AutomaticReports;
  /** One at a time: two of the same report would be two versions of one wish. */
  #tail: Promise<unknown> = Promise.resolve();
  #cancel: () => void = () => undefined;
  #stopped = false;
  #change = 0;
  #tell: (event: { change: number }) => void = () => undefined;

  constructor(options: ReportServiceOptions) {
    this.#options = options;
    this.#press = new ReportPress(options);
    this.#automatic = new AutomaticReports({
      ...options,
      make: (ask) => this.make(ask, ENGINE),
      isStopped: () => this.#stopped,
    });
  }

  get folder(): string {
    return this.#press.folder;
  }

  onChange(listener: (event: { change: number }) => void): void {
    this.#tell = listener;
  }

  /** Another history stands in the place of the one before: what is made and what is not is looked at anew. */
  reload(): void {
    this.#automatic.forget();
    this.#changed();
  }

  start(): void {
    this.#arm(FIRST_TICK_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    this.#options.thread.close();
    await this.#tail.catch(() => undefined);
  }

  list(
    kind: ReportKind | null,
    beforeSeq: number | null,
    limit: number,
  ): Promise<Result<{ rows: ReportSummary[]; nextSeq: number | null }, RpcError>> {
    return this.#options.book.list(kind, beforeSeq, limit);
  }

  /** Makes a report now, also of a period that is not over. */
  make(ask: MakeAsk, actor: string): Promise<Result<ReportSummary, RpcError>> {
    const made = this.#tail.then(() => this.#make(ask, actor));
    this.#tail = made.catch(() => undefined);
    return made;
  }

  async document(
    id: string,
    language: Language,
  ): Promise<Result<{ summary: ReportSummary; document: ReportDocument }, RpcError>> {
    const found = await this.#found(id);
    if (!found.ok) return found;
    const settings = await this.#options.book.settings();
    if (!settings.ok) return settings;
    return ok({
      summary: found.value.summary,
      document: this.#press.document(found.value, language, settings.value),
    });
  }

  async file(
    id: string,
    language: Language,
    format: ReportFormat,
  ): Promise<Result<{ name: string; base64: string }, RpcError>> {
    const found = await this.#found(id);
    if (!found.ok) return found;
    const settings = await this.#options.book.settings();
    return settings.ok ? this.#press.file(found.value, language, format, settings.value) : settings;
  }

  /** Words for the authority about an incident, out of its record as it stands. */
  async notice(
    subject: string,
    language: Language,
  ): Promise<Result<{ lines: string[] }, RpcError>> {
    const { book, clock, gatherer } = this.#options;
    const settings = await book.settings();
    if (!settings.ok) return settings;
    const madeMs = clock.wallMs();
    const ask = {
      kind: 'incident',
      fromMs: madeMs,
      toMs: madeMs + 1,
      madeMs,
      madeBy: ENGINE,
    } as const;
    const figures = await gatherer.figures({ ...ask, remarks: '', subject });
    if (!figures.ok) return figures;
    const { incident } = figures.value;
    const { context, siteName } = this.#press.reader(
      placedFigures(figures.value),
      language,
      settings.value,
    );
    return ok({ lines: incident === null ? [] : [...noticeLines(incident, context, siteName)] });
  }

  async settings(): Promise<
    Result<
      { settings: ReportSettings; folder: string; next: Record<AutomaticReport, number | null> },
      RpcError
    >
  > {
    const settings = await this.#options.book.settings();
    if (!settings.ok) return settings;
    const nowMs = this.#options.clock.wallMs();
    const site = this.#site(settings.value);
    const next = Object.fromEntries(
      AUTOMATIC_REPORTS.map((kind) => [
        kind,
        settings.value.automatic[kind]
          ? periodAt(repeatOf(kind), nowMs, site).toMs + settings.value.delayMin * MINUTE_MS
          : null,
      ]),
    ) as Record<AutomaticReport, number | null>;
    return ok({ settings: settings.value, folder: this.folder, next });
  }

  async configure(
    settings: ReportSettings,
    actor: string,
  ): Promise<Result<ReportSettings, RpcError>> {
    const { logoBase64 } = settings;
    if (logoBase64 !== null && !(await this.#press.takesLogo(logoBase64)))
      return err(
        rpcFault('badRequest', 'reports.configure: logoBase64 is no picture', 'reports.badLogo'),
      );
    const done = await this.#options.book.setSettings(
      settings,
      actor,
      this.#options.clock.wallMs(),
    );
    if (done.ok) this.#changed();
    return done;
  }

  /** Makes what is due now. */
  async makeDue(): Promise<void> {
    const settings = await this.#options.book.settings();
    if (settings.ok) await this.#automatic.makeDue(settings.value, this.#site(settings.value));
  }

  #arm(delayMs: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      void this.makeDue().finally(() => this.#arm(TICK_MS));
    });
  }

  #site({ shifts }: ReportSettings): ReportSite {
    const { site, display } = this.#options.profile;
    return { timeZone: site.timeZone, dayStartsAt: display.dayStartsAt, shifts };
  }

  #changed(): void {
    this.#change++;
    this.#tell({ change: this.#change });
  }

  async #found(id: string): Promise<Result<StoredReport, RpcError>> {
    const found = await this.#options.book.get(id);
    if (!found.ok) return found;
    return found.value === null
      ? err(rpcFault('notFound', `there is no report ${id}`, 'reports.unknown', { id }))
      : ok(found.value);
  }

  async #make(
    { kind, atMs, untilMs = null, subject, remarks }: MakeAsk,
    actor: string,
  ): Promise<Result<ReportSummary, RpcError>> {
    const { book, clock, gatherer, log } = this.#options;
    const nowMs = clock.wallMs();
    const settings = await book.settings();
    if (!settings.ok) return settings;
    const period = reportPeriod(kind, { atMs, untilMs, subject }, this.#site(settings.value));
    if (isAboutOne(kind) && (subject === null || subject === '')) return err(noSubject(kind));
    const fault = periodFault(kind, period, nowMs);
    if (fault !== null) return err(fault);
    if (actor === ENGINE && !isAboutOne(kind)) {
      const storedTo = await gatherer.storedTo(period);
      if (!storedTo.ok) return storedTo;
      if (storedTo.value === null)
        return err(
          rpcFault('refused', `nothing was stored in ${period.label}`, 'reports.nothingStored'),
        );
    }
    const figures = await gatherer.figures({
      kind,
      fromMs: period.fromMs,
      toMs: period.toMs,
      madeMs: nowMs,
      madeBy: actor.replace(/^person:/, ''),
      remarks,
      subject,
    });
    if (!figures.ok) return figures;
    const placed = placedFigures(figures.value);
    const number = numberOf(kind, labelOf(placed, period.label));
    const added = await book.add(idOf(kind, period.label), number, placed, actor);
    if (!added.ok) return added;
    this.#changed();
    const report = { summary: added.value, figures: placed };
    for (const language of settings.value.languages)
      for (const format of settings.value.formats) {
        const file = this.#stopped
          ? null
          : await this.#press.keep(report, language, format, settings.value);
        if (file?.ok === false)
          log.warn(
            { number, language, format, reason: file.error.message },
            'the file of a report could not be kept',
          );
      }
    return added;
  }
}
