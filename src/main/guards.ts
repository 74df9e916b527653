import { app, session, type WebContents } from 'electron';
import type { CameraGate } from './camera-gate.ts';
import { isOwnAddress } from './own-address.ts';

/**
 * Closes every door a page could leave by: navigation, new windows, web views, permissions,
 * downloads and requests to any other place.
 *
 * @param origins the addresses the window may load from.
 * @param camera lets the photo dialog use the camera while it is open; every other permission is refused.
 */
export function installGuards(origins: readonly string[], camera: CameraGate): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, origins));

  const own = session.defaultSession;
  own.setPermissionRequestHandler((contents, permission, answer, details) =>
    answer(isOwnAddress(details.requestingUrl, origins) && camera.allows(contents, permission, 'mediaTypes' in details ? details.mediaTypes : undefined)),
  );
  own.setPermissionCheckHandler((contents, permission, _origin, { mediaType }) =>
    camera.allows(contents, permission, mediaType === undefined ? undefined : [mediaType]),
  );
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
