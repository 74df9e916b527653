import type { WebContents } from 'electron';

/**
 * Which windows may use the camera now: one whose photo dialog is open, and only for as long. A page
 * that is loaded anew or goes loses it.
 */
export class CameraGate {
  readonly #open = new WeakSet<WebContents>();
  readonly #watched = new WeakSet<WebContents>();

  set(contents: WebContents, isOpen: boolean): void {
    if (!isOpen) {
      this.#open.delete(contents);
      return;
    }
    this.#open.add(contents);
    if (this.#watched.has(contents)) return;
    this.#watched.add(contents);
    const close = (): void => void this.#open.delete(contents);
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) close();
    });
    contents.on('render-process-gone', close);
  }

  /** Pictures alone: a microphone is never granted. */
  allows(contents: WebContents | null, permission: string, media: readonly string[] | undefined): boolean {
    return permission === 'media' && contents !== null && this.#open.has(contents) && media?.length === 1 && media[0] === 'video';
  }
}
