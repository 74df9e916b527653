import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { RenderThread } from '#engine/report/render-thread.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';

/** Printed forms of check lists, set like the reports: same paper, same fonts, same thread's work. */
export class FormService {
  readonly #thread: RenderThread;
  readonly #clock: Clock;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#thread = new RenderThread(clock, log);
  }

  async pdf({
    document,
    product,
    pageText,
  }: Params<'rounds.form'>): Promise<Result<ResultOf<'rounds.form'>, RpcError>> {
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
