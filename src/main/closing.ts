import { setTimeout as delay } from 'node:timers/promises';
import { dialog, type BrowserWindow } from 'electron';
import korean from '../../resources/shell/ko.json' with { type: 'json' };
import english from '../../resources/shell/en.json' with { type: 'json' };

/**
 * Asks before a window closes that would take the engine with it.
 * The language is the one the page shows.
 *
 * @returns true to end the engine and close, false to stay open.
 */
export async function confirmClose(window: BrowserWindow): Promise<boolean> {
  const text = (await pageLanguage(window)) === 'en' ? english : korean;
  const answer = await dialog.showMessageBox(window, {
    type: 'question',
    title: text.closeTitle,
    message: text.closeMessage,
    detail: text.closeDetail,
    buttons: [text.closeStay, text.closeEnd],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return answer.response === 1;
}

/** A page that hangs must not keep the question from being asked. */
const PAGE_LIMIT_MS = 1000;

async function pageLanguage(window: BrowserWindow): Promise<string> {
  const contents = window.webContents;
  if (contents.isCrashed() || contents.isLoading()) return '';
  const limit = new AbortController();
  const asked: Promise<unknown> = contents.executeJavaScript('document.documentElement.lang');
  const language = await Promise.race([
    asked.catch(() => ''),
    delay(PAGE_LIMIT_MS, '', { signal: limit.signal }),
  ]);
  limit.abort();
  return typeof language === 'string' ? language.slice(0, 2) : '';
}
