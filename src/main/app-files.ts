import path from 'node:path';

/** The window's own address. Nothing else is ever loaded. */
export const APP_ORIGIN = 'app://muljigi';

/**
 * No remote content, no inline scripts, no plug-ins, no framing. Charts set style attributes on
 * their tooltips, hence the one relaxation for attributes.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
};

/**
 * The file a window address stands for, or null when the address is not ours, leaves the folder,
 * or is of a kind the window has no use for.
 */
export function fileForAddress(address: string, rendererDir: string): { file: string; contentType: string } | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== 'app:' || url.host !== 'muljigi') return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const file = path.join(rendererDir, decoded === '/' ? 'index.html' : decoded);
  const contentType = contentTypes[path.extname(file).toLowerCase()];
  if (contentType === undefined || !file.startsWith(rendererDir + path.sep)) return null;
  return { file, contentType };
}
