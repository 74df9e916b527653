import { app, session, type WebContents } from 'electron';
import { isOwnAddress } from './own-address.ts';

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
