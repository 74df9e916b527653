/** The part of Electron's WebFrameMain that tells whether a message may be believed. */
export interface SenderFrame {
  /** Empty while the frame has not loaded anything yet. */
  readonly url: string;
  readonly parent: unknown;
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

/**
 * Whether a message came from the main frame of one of our own pages. A frame that has not loaded
 * yet can send too, as the preload runs in the empty page as soon as anything looks into it (a
 * debugger does): it is refused, like any address that is none.
 */
export function isTrustedSender(frame: SenderFrame | null, origins: readonly string[]): boolean {
  if (frame === null || frame.parent !== null || !URL.canParse(frame.url)) return false;
  const { protocol } = new URL(frame.url);
  return (protocol === 'app:' || protocol === 'http:') && isOwnAddress(frame.url, origins);
}
