import type { Page } from '@playwright/test';

export interface EngineQuestion {
  readonly call: string;
  readonly params: unknown;
}

/**
 * Runs in the page: asks the engine as window code does and gives the result of the call. It asks
 * the shell for a port of its own, beside the one the window uses. It must not name anything
 * outside itself, since only its text reaches the page.
 */
export function askInPage({ call, params }: EngineQuestion): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    const id = 1;
    const receive = (event: MessageEvent): void => {
      const data: unknown = event.data;
      if (typeof data !== 'object' || data === null || !('muljigi' in data) || data.muljigi !== 'engine-port') return;
      window.removeEventListener('message', receive, true);
      const port = event.ports[0];
      if (port === undefined) return reject(new Error('the message came without a port'));
      port.addEventListener('message', (message: MessageEvent<string>) => {
        const reply = JSON.parse(message.data) as { id?: number; ok: boolean; result?: unknown; error?: { message: string } };
        if (reply.id !== id) return;
        port.close();
        if (reply.ok) resolve(reply.result);
        else reject(new Error(reply.error?.message ?? 'refused'));
      });
      port.start();
      port.postMessage(JSON.stringify({ id, call, params }));
    };
    window.addEventListener('message', receive, true);
    window.muljigi.requestEnginePort();
  });
}

/** Asks the engine through a page that the test driver holds. */
export function askEngine(page: Page, call: string, params: unknown = {}): Promise<unknown> {
  return page.evaluate(askInPage, { call, params });
}
