import { create } from 'zustand';

/** How long a note stays, ms; one that can be taken back, or that says why something was not, stays longer. */
const SHOWN_MS = 6_000;
const SHOWN_LONGER_MS = 12_000;

/** Something that was done, said once in passing, with a way back where that is safe. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  /** Takes it back; gives the reason in words where it could not be, else null. */
  readonly undo: (() => Promise<string | null>) | null;
  /** It says why something could not be taken back. */
  readonly isFault: boolean;
}

interface ToastState {
  readonly shown: Toast | null;
  /** What is shown is being taken back. */
  readonly isBusy: boolean;
}

export const useToast = create<ToastState>()(() => ({ shown: null, isBusy: false }));

let lastId = 0;
let timer: ReturnType<typeof setTimeout> | null = null;

/** Whether a sheet lies over the note, which cannot be reached then. */
const isCovered = (): boolean => typeof document !== 'undefined' && document.querySelector('[role="dialog"]') !== null;

/** Goes after so long, or as long again when it was covered meanwhile. */
function stay(ms: number): void {
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => {
    if (isCovered()) stay(ms);
    else toast.leave();
  }, ms);
}

function show(shown: Toast): void {
  useToast.setState({ shown, isBusy: false });
  stay(spanOf(shown));
}

const spanOf = (shown: Toast): number => (shown.undo === null && !shown.isFault ? SHOWN_MS : SHOWN_LONGER_MS);

/** One note at a time: a newer one takes the place of the older, whose work is done all the same. */
export const toast = {
  say(text: string, undo: Toast['undo'] = null): void {
    show({ id: ++lastId, text, undo, isFault: false });
  },
  /** Takes back what the note is about, once, and says so in the given words, or why it could not. */
  async takeBack(done: string): Promise<void> {
    const { shown, isBusy } = useToast.getState();
    if (isBusy || shown === null || shown.undo === null) return;
    useToast.setState({ isBusy: true });
    toast.hold();
    const fault = await shown.undo();
    show({ id: ++lastId, text: fault ?? done, undo: null, isFault: fault !== null });
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
    useToast.setState({ shown: null, isBusy: false });
  },
} as const;
