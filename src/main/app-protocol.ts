import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { CONTENT_SECURITY_POLICY, fileForAddress } from './app-files.ts';

/** Must run before the application is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built window from its folder, with the content security policy on every answer. */
export function serveApp(rendererDir: string): void {
  protocol.handle('app', async (request) => {
    const found = request.method === 'GET' ? fileForAddress(request.url, rendererDir) : null;
    if (found === null) return new Response('Not found', { status: 404 });
    try {
      const body = await readFile(found.file);
      return new Response(new Uint8Array(body), {
        headers: {
          'Content-Type': found.contentType,
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
          'X-Content-Type-Options': 'nosniff',
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cache-Control': 'no-cache',
        },
      });
    } catch {
      return new Response('Not found', { status: 404 });
    }
  });
}
