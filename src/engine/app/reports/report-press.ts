import { buildDocument } from '#core/report/build.ts';
import { reportContext } from '#core/report/context.ts';
import type { ReportContext } from '#core/report/context.ts';
import type { ReportDocument } from '#core/report/document.ts';
import type { ReportFigures } from '#core/report/figures.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { ReportFormat, ReportSettings } from '#contract/reports.ts';
import type { RpcError } from '#contract/wire.ts';
import { zoneShifts } from '#engine/historian/analysis/zone.ts';
import type { RenderThread } from '#engine/report/render-thread.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { messageTexts } from '../texts.ts';
import { ReportFiles, fileName } from './files.ts';
import type { ReportFile } from './files.ts';
import type { StoredReport } from './report-book.ts';
import { reportWords } from './words.ts';

export type Language = 'ko' | 'en';

export interface ReportPressOptions {
  readonly profile: PlantProfile;
  readonly dataDir: string;
  readonly thread: Pick<RenderThread, 'render'>;
}

const DAY_MS = 86_400_000;

const fileOf = (
  { summary: { number, version, fromMs } }: StoredReport,
  language: Language,
  format: ReportFormat,
): ReportFile => ({ number, version, fromMs, language, format });

/** Turns stored figures into documents and files, in either language. */
export class ReportPress {
  readonly #options: ReportPressOptions;
  readonly #files: ReportFiles;

  constructor(options: ReportPressOptions) {
    this.#options = options;
    this.#files = new ReportFiles(options.dataDir);
  }

  get folder(): string {
    return this.#files.folder;
  }

  document(
    { summary, figures }: StoredReport,
    language: Language,
    settings: ReportSettings,
  ): ReportDocument {
    const { context, siteName } = this.reader(figures, language, settings);
    const { number, version } = summary;
    return buildDocument(figures, context, {
      siteName,
      number: version === 1 ? number : `${number}.${String(version)}`,
    });
  }

  /** Language, names and local time of whoever reads these figures. */
  reader(
    { zone, fromMs, toMs, madeMs }: ReportFigures,
    language: Language,
    { siteName }: ReportSettings,
  ): { readonly context: ReportContext; readonly siteName: string } {
    const { profile } = this.#options;
    const shifts = zoneShifts(
      zone,
      Math.min(fromMs, madeMs) - DAY_MS,
      Math.max(toMs, madeMs) + DAY_MS,
    );
    const texts = messageTexts(language);
    return {
      context: reportContext(language, profile, reportWords(language), texts, shifts),
      siteName: siteName === '' ? profile.site.name[language] : siteName,
    };
  }

  /** Whether a picture can be set on a letterhead: it is tried on an empty page. */
  async takesLogo(logoBase64: string): Promise<boolean> {
    const page = await this.#options.thread.render({
      format: 'pdf',
      document: { title: '', subtitle: '', origin: '', blocks: [] },
      madeMs: 0,
      product: '',
      pageText: '',
      logo: Buffer.from(logoBase64, 'base64'),
    });
    return page.ok;
  }

  /** The file as it was made; made again out of the figures where it is gone. */
  async file(
    report: StoredReport,
    language: Language,
    format: ReportFormat,
    settings: ReportSettings,
  ): Promise<Result<{ name: string; base64: string }, RpcError>> {
    const file = fileOf(report, language, format);
    const there = this.#files.read(file);
    const bytes =
      there === null ? await this.#render(report, language, format, settings) : ok(there);
    return bytes.ok
      ? ok({ name: fileName(file), base64: Buffer.from(bytes.value).toString('base64') })
      : bytes;
  }

  async keep(
    report: StoredReport,
    language: Language,
    format: ReportFormat,
    settings: ReportSettings,
  ): Promise<Result<string, RpcError>> {
    const bytes = await this.#render(report, language, format, settings);
    if (!bytes.ok) return bytes;
    try {
      return ok(this.#files.write(fileOf(report, language, format), bytes.value).name);
    } catch (error) {
      return err(
        rpcFault(
          'unavailable',
          error instanceof Error ? error.message : String(error),
          'reports.notWritten',
          { folder: this.folder },
        ),
      );
    }
  }

  async #render(
    report: StoredReport,
    language: Language,
    format: ReportFormat,
    settings: ReportSettings,
  ): Promise<Result<Uint8Array, RpcError>> {
    const words = reportWords(language);
    const bytes = await this.#options.thread.render({
      format,
      document: this.document(report, language, settings),
      madeMs: report.figures.madeMs,
      product: words['product'] ?? '',
      pageText: words['page'] ?? '{at}/{of}',
      logo: settings.logoBase64 === null ? null : Buffer.from(settings.logoBase64, 'base64'),
    });
    return bytes.ok
      ? bytes
      : err(
          rpcFault('internal', `the file could not be made: ${bytes.error}`, 'reports.notMade', {
            detail: bytes.error,
          }),
        );
  }
}
