import type { CDPSession, Locator, Page } from '@playwright/test';
import type { Day } from './day-context.ts';

/**
 * A finger on the screen: touch events at a place, through the browser's own input, which makes the
 * click of them. Words come as the on-screen keyboard of the system gives them, in one piece.
 */
export class Finger {
  readonly #day: Day;
  readonly #page: Page;
  readonly #cdp: CDPSession;

  private constructor(day: Day, cdp: CDPSession) {
    this.#day = day;
    this.#page = day.page;
    this.#cdp = cdp;
  }

  static async on(day: Day): Promise<Finger> {
    const cdp = await day.page.context().newCDPSession(day.page);
    await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
    return new Finger(day, cdp);
  }

  /** Taps in the middle of something once it stands still and can be hit. */
  async tap(what: Locator): Promise<void> {
    await what.click({ trial: true });
    const box = await what.boundingBox();
    if (box === null) throw new Error('it cannot be touched');
    if (Math.min(box.width, box.height) < SMALLEST_PX) this.#day.deadEnd(`too small for a finger: ${(await what.innerText().catch(() => '')).slice(0, 30)} ${String(Math.round(box.width))} x ${String(Math.round(box.height))}`);
    this.#day.counted(1);
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  async write(text: string): Promise<void> {
    this.#day.counted(text.length);
    await this.#page.keyboard.insertText(text);
  }

  async lift(): Promise<void> {
    await this.#cdp.send('Emulation.setTouchEmulationEnabled', { enabled: false });
    await this.#cdp.detach();
  }
}

/** Touch targets of the window are 44 px and more; half a pixel is rounding. */
const SMALLEST_PX = 43.5;
