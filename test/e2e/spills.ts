import type { Page } from '@playwright/test';

/** Text that is cut off, and boxes that reach out of the window. */
export const spills = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    // The whole picture wanders by a few pixels against burn-in; what it moves out of the window is none.
    const [driftX = 0, driftY = 0] = document.documentElement.style.translate.split(' ').map((px) => Number.parseFloat(px) || 0);
    const right = innerWidth + Math.max(0, driftX);
    if (
      document.documentElement.scrollWidth > right ||
      document.body.scrollHeight > innerHeight + Math.max(0, driftY)
    )
      found.push('the page itself scrolls');
    for (const box of document.querySelectorAll<HTMLElement>(
      '[role="dialog"], [role="dialog"] > div',
    )) {
      if (box.scrollWidth > box.clientWidth + 1) found.push('the dialog scrolls sideways');
    }
    for (const box of document.querySelectorAll<HTMLElement>('header > *')) {
      if (
        box.closest('#content, [role="dialog"], aside') === null &&
        box.scrollWidth > box.clientWidth + 1
      )
        found.push(`the bar is too narrow: ${box.textContent.slice(0, 40)}`);
    }
    const content = document.getElementById('content');
    for (const element of content?.querySelectorAll<HTMLElement>(
      'button, h1, h2, h3, p, span, th, td, dt, dd',
    ) ?? []) {
      const box = element.getBoundingClientRect();
      if (
        box.width === 0 ||
        element.closest('.visually-hidden') !== null ||
        getComputedStyle(element).position === 'absolute'
      )
        continue;
      if (box.right > right + 1)
        found.push(`beyond the right edge: ${element.tagName} ${element.textContent.slice(0, 40)}`);
      if (
        element.scrollWidth > element.clientWidth + 1 &&
        getComputedStyle(element).overflowX === 'hidden' &&
        getComputedStyle(element).textOverflow !== 'ellipsis'
      ) {
        found.push(`cut off: ${element.tagName} ${element.textContent.slice(0, 40)}`);
      }
    }
    return found;
  });
