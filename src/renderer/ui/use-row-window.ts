import { useState } from 'react';

/** Rows drawn beyond either edge, so that scrolling finds them there. */
const BEYOND = 8;
/** Rows drawn before the height is known: a screenful, and no more than can be drawn without a stall. */
const AT_FIRST = 24;

export interface RowWindow {
  readonly first: number;
  /** One past the last row to draw. */
  readonly end: number;
  /** To be told the scroller's position and height. */
  readonly onScroll: (scrollTop: number, heightPx: number) => void;
}

/** Which rows of a long list of equally high rows to draw. */
export function useRowWindow(count: number, rowPx: number): RowWindow {
  const [view, setView] = useState({ first: 0, shown: AT_FIRST });
  return {
    first: Math.max(0, Math.min(view.first, count) - BEYOND),
    end: Math.min(count, view.first + view.shown + BEYOND),
    onScroll: (scrollTop, heightPx) => {
      const first = Math.floor(scrollTop / rowPx);
      const shown = Math.ceil(heightPx / rowPx) + 1;
      setView((was) => (was.first === first && was.shown === shown ? was : { first, shown }));
    },
  };
}
