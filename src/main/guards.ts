import { app, session, type WebContents, type WebFrameMain } from 'electron';

/**
 * Closes every door a page could leave by: navigation, new windows, web views, permissions,
 * downloads and requests to any other place.
 *
 * @param origins the addresses the window may load from.
 */
export function installGuards(origins: readonly string[]): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, origins));

  const own = session.defaultSession;
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event) => event.preventDefault());
  own.setSpellCheckerEnabled(false);
  own.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwnAddress(details.url, origins) }));
}

function guardContents(contents: WebContents, origins: readonly string[]): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-navigate', (event) => {
    if (!isOwnAddress(event.url, origins)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnAddress(event.url, origins)) event.preventDefault();
  });
}

/** Whether an address is the application's own, or text and pictures the page made itself. */
export function isOwnAddress(address: string, origins: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === 'data:' || url.protocol === 'blob:') return true;
  // Custom schemes have the origin "null" in Node's URL, hence protocol and host.
  return origins.some((origin) => {
    const own = new URL(origin);
    const isSameHost = url.host === own.host;
    const isLiveReload = own.protocol === 'http:' && url.protocol === 'ws:';
    return isSameHost && (url.protocol === own.protocol || isLiveReload);
  });
}

/** Whether a message came from the main frame of one of our own pages. */
export function isTrustedSender(frame: WebFrameMain | null, origins: readonly string[]): boolean {
  if (frame === null || frame.parent !== null) return false;
  const url = new URL(frame.url);
  return (url.protocol === 'app:' || url.protocol === 'http:') && isOwnAddress(frame.url, origins);
}
