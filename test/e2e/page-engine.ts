import type { Page } from '@playwright/test';

/**
 * Asks the engine through the page's own port, as window code does, and gives the result of the
 * call. The page asks the shell for a port of its own for this, beside the one the window uses.
 */
export function askEngine(page: Page, call: string, params: unknown = {}): Promise<unknown> {
  return page.evaluate(
    ([name, given]) =>
      new Promise<unknown>((resolve, reject) => {
        const receive = (event: MessageEvent): void => {
          const data: unknown = event.data;
          if (typeof data !== 'object' || data === null || !('muljigi' in data) || data.muljigi !== 'engine-port') return;
          window.removeEventListener('message', receive, true);
          // The window's own listener must not take this port for a new one of its own.
          event.stopImmediatePropagation();
          const port = event.ports[0];
          if (port === undefined) return reject(new Error('the message came without a port'));
          port.onmessage = (message: MessageEvent<string>) => {
            const reply = JSON.parse(message.data) as { ok: boolean; result?: unknown; error?: { message: string } };
            port.close();
            if (reply.ok) resolve(reply.result);
            else reject(new Error(reply.error?.message ?? 'refused'));
          };
          port.postMessage(JSON.stringify({ id: 1, call: name, params: given }));
        };
        window.addEventListener('message', receive, true);
        window.muljigi.requestEnginePort();
      }),
    [call, params] as const,
  );
}
