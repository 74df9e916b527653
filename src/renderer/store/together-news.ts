import { create } from 'zustand';

/** How often each record was replaced by somebody since the window is joined, by what the engine calls it. */
export const useReplaced = create<{ readonly times: Readonly<Record<string, number>>; readonly all: number }>()(() => ({ times: {}, all: 0 }));

export const replaced = {
  one(what: string): void {
    useReplaced.setState(({ times }) => ({ times: { ...times, [what]: (times[what] ?? 0) + 1 } }));
  },
  /** News may have been missed. */
  any(): void {
    useReplaced.setState(({ all }) => ({ all: all + 1 }));
  },
};
