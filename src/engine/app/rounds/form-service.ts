import type { ReportDocument } from '#core/report/document.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { RenderThread } from '#engine/report/render-thread.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';

/** What the PDF can hold as a picture. */
const PRINTABLE: ReadonlySet<string> = new Set(['image/png', 'image/jpeg']);

/** Printed forms of check lists, and records of rounds, set like the reports: same paper, same fonts, same thread's work. */
export class FormService {
  readonly #thread: RenderThread;
  readonly #clock: Clock;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#thread = new RenderThread(clock, log);
  }

  /** @param picture file of an attachment, for the pictures of a record */
  async pdf(
    { document: asked, product, pageText }: Params<'rounds.form'>,
    picture: (id: string) => Promise<Result<ResultOf<'rounds.attachment'>, RpcError>>,
  ): Promise<Result<ResultOf<'rounds.form'>, RpcError>> {
    const document = await withPictures(asked, picture);
    const madeMs = this.#clock.wallMs();
    const order = { format: 'pdf', document, madeMs, product, pageText, logo: null } as const;
    const made = await this.#thread.render(order);
    return made.ok
      ? ok({ base64: Buffer.from(made.value).toString('base64') })
      : err(
          rpcFault('unavailable', `the form cannot be made: ${made.error}`, 'rounds.formFailed', {
            reason: made.error,
          }),
        );
  }

  close(): void {
    this.#thread.close();
  }
}

/** Puts the pictures in that the document only names; one that cannot be had, or is no picture, stays a caption. */
async function withPictures(
  document: ReportDocument,
  picture: (id: string) => Promise<Result<ResultOf<'rounds.attachment'>, RpcError>>,
): Promise<ReportDocument> {
  const blocks = await Promise.all(
    document.blocks.map(async (block) => {
      if (block.type !== 'images') return block;
      const images = await Promise.all(
        block.images.map(async (image) => {
          const file = await picture(image.id);
          return file.ok && PRINTABLE.has(file.value.mime)
            ? { ...image, base64: file.value.base64 }
            : image;
        }),
      );
      return { ...block, images };
    }),
  );
  return { ...document, blocks };
}
