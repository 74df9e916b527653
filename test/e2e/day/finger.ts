import type { CDPSession, Locator, Page } from '@playwright/test';
import { disassemble } from 'es-hangul';
import { keyRows } from '#renderer/model/screen-keyboard.ts';
import type { KeySheet } from '#renderer/model/screen-keyboard.ts';
import type { Day } from './day-context.ts';

/**
 * A finger on the screen: touch events at a place, through the browser's own input, which makes the
 * click of them. Words are tapped letter by letter on the window's own keys.
 */
export class Finger {
  readonly #page: Page;
  readonly #cdp: CDPSession;
  readonly #told: Told;

  private constructor(page: Page, cdp: CDPSession, told: Told) {
    this.#page = page;
    this.#cdp = cdp;
    this.#told = told;
  }

  static on(day: Day): Promise<Finger> {
    return Finger.onPage(day.page, { counted: (inputs) => day.counted(inputs), deadEnd: (what) => day.deadEnd(what) });
  }

  /** A finger that fails at what is too small for it, where nobody is told of it. */
  static async onPage(page: Page, told: Told = FAILS): Promise<Finger> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
    return new Finger(page, cdp, told);
  }

  /** Taps in the middle of something once it stands still and can be hit. */
  async tap(what: Locator): Promise<void> {
    await what.click({ trial: true });
    const box = await what.boundingBox();
    if (box === null) throw new Error('it cannot be touched');
    if (Math.min(box.width, box.height) < SMALLEST_PX) this.#told.deadEnd(`too small for a finger: ${(await what.innerText().catch(() => '')).slice(0, 30)} ${String(Math.round(box.width))} x ${String(Math.round(box.height))}`);
    this.#told.counted(1);
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await this.#cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** Writes into the field that was tapped before. */
  async write(text: string): Promise<void> {
    const keys = this.#page.getByTestId('screen-keyboard');
    for (const letter of disassemble(text)) {
      const name = letter === ' ' ? 'space' : letter;
      const onSheet = await keys.getAttribute('data-sheet');
      const { sheet, shift } = placeOf(letter, onSheet as KeySheet);
      if (onSheet !== sheet) await this.#turnTo(sheet, onSheet as KeySheet);
      if (shift) await this.tap(keys.locator('[data-screen-key="shift"]'));
      await this.tap(keys.locator(`[data-screen-key="${name === '"' ? '\\"' : name}"]`));
    }
  }

  async #turnTo(sheet: KeySheet, from: KeySheet): Promise<void> {
    const keys = this.#page.getByTestId('screen-keyboard');
    // From digits and signs one comes to letters first.
    for (let at = from, turns = 0; at !== sheet && turns < 3; turns++) {
      const direct = keys.locator(`[data-screen-key="${sheet}"]`);
      await this.tap((await direct.count()) > 0 ? direct : keys.locator('[data-screen-key="ko"], [data-screen-key="en"]').first());
      at = (await keys.getAttribute('data-sheet')) as KeySheet;
    }
  }

  async lift(): Promise<void> {
    await this.#cdp.send('Emulation.setTouchEmulationEnabled', { enabled: false });
    await this.#cdp.detach();
  }
}

/** Who is told of taps and of what cannot be tapped. */
interface Told {
  counted(inputs: number): void;
  deadEnd(what: string): void;
}
const FAILS: Told = {
  counted: () => undefined,
  deadEnd: (what) => {
    throw new Error(what);
  },
};

/** Touch targets of the window are 44 px and more; half a pixel is rounding. */
const SMALLEST_PX = 43.5;

/** Where a letter lies: on the sheet that is shown if it can be. */
function placeOf(letter: string, shown: KeySheet): { readonly sheet: KeySheet; readonly shift: boolean } {
  if (letter === ' ' || ((letter === ',' || letter === '.') && shown !== 'number')) return { sheet: shown, shift: false };
  for (const sheet of [shown, 'ko', 'en', 'signs', 'number'] as const) {
    for (const shift of [false, true]) if (keyRows(sheet, shift).flat().includes(letter)) return { sheet, shift };
  }
  throw new Error(`no key for ${letter}`);
}
