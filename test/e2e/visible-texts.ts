import type { Page } from '@playwright/test';

/** What may be read in the other language: names of languages, and the way back to one's own. */
const ALLOWED = ['한국어', '한국어로 바꾸기', 'English', 'Switch to English'];

/**
 * Texts on the screen, seen or read aloud, that are not in its language: Korean in an English window; in a
 * Korean one, sentences in English and keys of texts that were never filled in. What a person typed, what
 * stands in raw records (`pre`, `code`) and what names its own language (`lang`) is left out.
 */
export function strayTexts(page: Page, where: string): Promise<readonly string[]> {
  return page.evaluate(
    ([allowed, place]) => {
      const language = document.documentElement.lang;
      const found = new Set<string>();
      const strange = (text: string): boolean => {
        const words = text.trim();
        if (words === '' || allowed.includes(words)) return false;
        // A key is words joined by dots without a blank; tags and files are not in camel case.
        if (/^[a-z]+(?:[A-Z][a-z]+)*:?(?:\.[a-z]+[A-Za-z]*)+$/.test(words)) return true;
        if (language === 'en') return /[가-힣]/.test(words);
        return /\b[a-z]{2,}(?:\s+[a-z]{2,}){3,}\b/.test(words);
      };
      const own = (element: Element): boolean =>
        element.closest(
          `pre, code, textarea, script, style, [lang]:not(html), [data-own-words]`,
        ) === null;
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent !== null && own(parent) && strange(node.nodeValue ?? ''))
          found.add((node.nodeValue ?? '').trim());
      }
      for (const element of document.querySelectorAll(
        '[aria-label], [title], [placeholder], [alt], [aria-valuetext]',
      )) {
        if (!own(element)) continue;
        for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext']) {
          const text = element.getAttribute(name);
          if (text !== null && strange(text)) found.add(`${name}: ${text}`);
        }
      }
      return [...found].map(
        (text) => `${place}: not in the language of the window: ${text.slice(0, 80)}`,
      );
    },
    [ALLOWED, where] as const,
  );
}
