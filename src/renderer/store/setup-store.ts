import { create } from 'zustand';
import type { SetupView } from '#contract/setup.ts';
import type { SetupStep } from '#core/setup/steps.ts';
import { useAccess } from './access-store.ts';
import { setPreferences } from './settings-store.ts';

/** What of the set-up is on screen: nothing, the choice at the very first start, or a step. */
export type SetupShown = 'none' | 'welcome' | 'flow';

export interface SetupState {
  /** As the engine last told it; null before the first word. */
  readonly view: SetupView | null;
  readonly shown: SetupShown;
  /** Step on screen; the engine keeps it too, for the next start. */
  readonly step: SetupStep;
}

export const useSetup = create<SetupState>()(() => ({ view: null, shown: 'none', step: 'language' }));

/** Once per window: a person who closed the set-up is not led into it again by a reconnect. */
let decided = false;

const isText = <T extends string>(value: unknown, of: readonly T[]): value is T => of.some((each) => each === value);

export const setup = {
  take(view: SetupView): void {
    const before = useSetup.getState().view;
    useSetup.setState({ view });
    // The engine came back with another plant: what is to be done is that one's.
    if (decided && (before === null || before.plant === view.plant)) return;
    decided = true;
    const shown = shownAtStart(view);
    if (shown === 'flow') {
      const { language, theme } = view.drafts.language ?? {};
      setPreferences({
        ...(isText(language, ['ko', 'en'] as const) ? { language } : {}),
        ...(isText(theme, ['system', 'light', 'dark'] as const) ? { theme } : {}),
      });
    }
    if (shown !== 'none') useSetup.setState({ shown, step: view.step });
  },
  show(step: SetupStep): void {
    useSetup.setState({ shown: 'flow', step });
  },
  hide(): void {
    useSetup.setState({ shown: 'none' });
  },
};

/**
 * Where the first start leads. One that was under way goes on where it was. A real plant without an
 * administrator can do nothing else. A fresh data folder offers the choice where the program was
 * installed or asked to; a plant that was named at the start, as a test does, is never covered.
 */
function shownAtStart({ status, connectionGiven }: SetupView): SetupShown {
  if (connectionGiven || status === 'done') return 'none';
  const access = useAccess.getState().status?.state ?? 'people';
  if (status === 'begun') return 'flow';
  if (access === 'setUpFirst') return 'welcome';
  return status === 'new' && access === 'open' && window.muljigi.offersSetup ? 'welcome' : 'none';
}
