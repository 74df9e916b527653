import { useEffect } from 'react';
import { useLocal } from '../store/hooks.ts';
import { usePlant } from '../store/plant-store.ts';

/** A text as CSS takes it between quotes. */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replace(/\s+/g, ' ')}"`;
const LOOK = 'font: 9pt "Pretendard Variable", sans-serif; color: #4c5762; vertical-align: top; padding-top: 4mm';
/** So much of a name stands beside the number of the page on one line. */
const MOST_NAME = 60;

/** Name of the site and number of the page beneath every sheet that is printed from the window (CSS Paged Media, margin boxes). */
export function usePaperFoot(): void {
  const local = useLocal();
  const site = usePlant((state) => state.profile?.site.name ?? null);
  const name = site === null ? '' : local(site);
  useEffect(() => {
    const letters = [...name];
    const short = letters.length > MOST_NAME ? `${letters.slice(0, MOST_NAME - 1).join('')}…` : name;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@page { @bottom-left { content: ${quoted(short)}; ${LOOK}; white-space: nowrap } @bottom-right { content: counter(page) " / " counter(pages); ${LOOK} } }`);
    document.adoptedStyleSheets.push(sheet);
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    };
  }, [name]);
}
