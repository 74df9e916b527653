import { useState } from 'react';

/** Rows drawn beyond either edge, so that scrolling finds them there. */
const BEYOND = 12;

export interface RowWindow {
  readonly first: number;
  /** One past the last row to draw. */
  readonly end: number;
  /** To be told the scroller's position and height. */
  readonly onScroll: (scrollTop: number, heightPx: number) => void;
}

/** Which rows of a long list of equally high rows to draw. */
export function useRowWindow(count: number, rowPx: number): RowWindow {
  const [view, setView] = useState({ first: 0, shown: 60 });
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
