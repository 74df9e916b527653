import { parentPort } from 'node:worker_threads';
import { reportFonts } from './fonts.ts';
import type { RenderOrder, RenderReply } from './messages.ts';
import { renderPdf } from './pdf.ts';
import { renderXlsx } from './xlsx.ts';

/** Thread that turns documents into files, so that setting type holds up no scan. */

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread');

async function render(order: RenderOrder): Promise<Uint8Array> {
  const { format, document, madeMs, product, pageText, logo } = order;
  if (format === 'xlsx') return renderXlsx(document, madeMs, logo);
  const page = (at: number, of: number): string =>
    pageText.replace('{at}', String(at)).replace('{of}', String(of));
  return renderPdf(document, madeMs, { fonts: reportFonts(), product, page, logo });
}

port.on('message', (order: RenderOrder) => {
  render(order).then(
    (bytes) => port.postMessage({ id: order.id, ok: true, bytes } satisfies RenderReply),
    (error: unknown) =>
      port.postMessage({
        id: order.id,
        ok: false,
        message: error instanceof Error ? error.message : String(error),
      } satisfies RenderReply),
  );
});
