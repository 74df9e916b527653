import { create } from 'zustand';
import { SCREENS } from './route-store.ts';
import type { Screen } from './route-store.ts';

interface HelpState {
  /** Beside the screen, or over a sheet that is open already. */
  readonly open: 'no' | 'beside' | 'over';
  /** Text that was asked for; none follows the screen. */
  readonly topic: string | null;
  /** Step of the tour, while it runs. */
  readonly tourStep: number | null;
  readonly tourSeen: boolean;
}

const TOUR_KEY = 'muljigi.tour';

export const useHelp = create<HelpState>()(() => ({
  open: 'no',
  topic: null,
  tourStep: null,
  tourSeen: localStorage.getItem(TOUR_KEY) !== null,
}));

export const isScreen = (id: string): id is Screen => SCREENS.some((screen) => screen === id);

export const help = {
  /** Help on a text, or on the present screen. A sheet that is open already keeps the focus inside itself, so help goes over it. */
  open(topic: string | null = null): void {
    const over = document.querySelector('[role="dialog"]:not([data-help])') !== null;
    useHelp.setState({ open: over ? 'over' : 'beside', topic });
  },
  close(): void {
    useHelp.setState({ open: 'no', topic: null });
  },
  toggle(): void {
    if (useHelp.getState().open === 'no') help.open();
    else help.close();
  },
  topic(topic: string | null): void {
    useHelp.setState({ topic });
  },
};

/** The walk through the window. It is offered, never forced; that it was seen is kept on this PC. */
export const tour = {
  start(): void {
    useHelp.setState({ tourStep: 0, open: 'no', topic: null });
  },
  /** Opens help with the tour on offer, for whoever has not taken it yet. */
  offer(): void {
    if (!useHelp.getState().tourSeen) help.open();
  },
  to(tourStep: number): void {
    useHelp.setState({ tourStep });
  },
  end(): void {
    localStorage.setItem(TOUR_KEY, 'seen');
    useHelp.setState({ tourStep: null, tourSeen: true });
  },
};
