import type { Page } from '@playwright/test';

/**
 * What a gloved finger would miss: things to press on the screen that are smaller than 44 px either way,
 * whatever lies around them counted in where it takes the touch for them. Left out, as in WCAG 2.5.5, are links
 * within a sentence and what another target of full size does as well (`data-equivalent`).
 */
export function smallTargets(page: Page, where: string): Promise<readonly string[]> {
  return page.evaluate((place) => {
    const LEAST_PX = 43.5;
    const PRESSED =
      'button, a[href], input:not([type="hidden"]), select, textarea, summary, [role="button"], [role="tab"], [role="radio"], [role="checkbox"], [role="switch"], [role="option"], [role="menuitem"], [role="slider"]';
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(PRESSED)) {
      const target = element.closest<HTMLElement>('label') ?? element;
      const box = target.getBoundingClientRect();
      const seen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (element.closest('[data-equivalent]') !== null) continue;
      if (!seen || box.width <= 1 || box.height <= 1) continue;
      if (box.width >= LEAST_PX && box.height >= LEAST_PX) continue;
      if (element.closest('p, li > span') !== null && getComputedStyle(element).display === 'inline') continue;
      const x = box.x + box.width / 2;
      const y = box.y + box.height / 2;
      const takes = (atX: number, atY: number): boolean => {
        const hit = document.elementFromPoint(atX, atY);
        return hit !== null && (target.contains(hit) || hit.closest('label') === target);
      };
      if (!takes(x, y)) continue;
      /** Pixels in a row through the middle that take the touch. */
      const reach = (dx: number, dy: number): number => {
        let pixels = 1;
        for (const sign of [-1, 1])
          for (let i = 1; i < LEAST_PX && takes(x + sign * i * dx, y + sign * i * dy); i++) pixels += 1;
        return pixels;
      };
      const wide = box.width >= LEAST_PX || reach(1, 0) >= LEAST_PX;
      const high = box.height >= LEAST_PX || reach(0, 1) >= LEAST_PX;
      if (wide && high) continue;
      const name = element.getAttribute('aria-label') ?? element.textContent.trim();
      found.push(`${place}: ${element.tagName.toLowerCase()} "${name.slice(0, 40)}" takes a touch on ${box.width.toFixed(0)} x ${box.height.toFixed(0)} px only`);
    }
    return [...new Set(found)];
  }, where);
}
