import { create } from 'zustand';

/** How long a note stays, ms; one that can be taken back stays longer. */
const SHOWN_MS = 6_000;
const SHOWN_WITH_UNDO_MS = 12_000;

/** Something that was done, said once in passing, with a way back where that is safe. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  /** Takes it back; gives the reason in words where it could not be, else null. */
  readonly undo: (() => Promise<string | null>) | null;
}

interface ToastState {
  readonly shown: Toast | null;
}

export const useToast = create<ToastState>()(() => ({ shown: null }));

let lastId = 0;
let timer: ReturnType<typeof setTimeout> | null = null;

function stay(ms: number): void {
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(toast.leave, ms);
}

const spanOf = (shown: Toast): number => (shown.undo === null ? SHOWN_MS : SHOWN_WITH_UNDO_MS);

/** One note at a time: a newer one takes the place of the older, whose work is done all the same. */
export const toast = {
  say(text: string, undo: Toast['undo'] = null): void {
    const shown = { id: ++lastId, text, undo };
    useToast.setState({ shown });
    stay(spanOf(shown));
  },
  /** While somebody points at it or has reached it by keyboard it does not go. */
  hold(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  },
  release(): void {
    const { shown } = useToast.getState();
    if (shown !== null) stay(spanOf(shown));
  },
  leave(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    useToast.setState({ shown: null });
  },
} as const;
