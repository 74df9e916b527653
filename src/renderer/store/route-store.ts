import { create } from 'zustand';

export const SCREENS = ['overview', 'trends', 'machines', 'events', 'dataQuality', 'laboratory', 'history', 'records', 'whatIf', 'backup', 'settings', 'virtualPlant'] as const;
export type Screen = (typeof SCREENS)[number];

/** Digits that open the screens with Alt, in the order of the navigation: 1 to 9, then 0 for the tenth. */
export const SCREEN_DIGITS = '1234567890';

/** What a detail sheet is open for. */
export type DetailTarget =
  | { readonly kind: 'tank'; readonly id: string }
  | { readonly kind: 'tag'; readonly id: string };

export interface RouteState {
  readonly screen: Screen;
  /** Unit chosen on the machines screen. */
  readonly unit: string | null;
  /** Station the machines screen is narrowed to. */
  readonly station: string | null;
  /** Tags another screen asked Trends to show; Trends takes them over once. */
  readonly trendTags: readonly string[] | null;
  readonly detail: DetailTarget | null;
  readonly paletteOpen: boolean;
  readonly shortcutsOpen: boolean;
}

const screenOfHash = (): Screen => {
  const name = location.hash.replace(/^#\/?/, '');
  return SCREENS.find((screen) => screen === name) ?? 'overview';
};

export const useRoute = create<RouteState>()(() => ({
  screen: screenOfHash(), unit: null, station: null, trendTags: null, detail: null, paletteOpen: false, shortcutsOpen: false,
}));

export const route = {
  go(screen: Screen): void {
    useRoute.setState({ screen, detail: null, paletteOpen: false });
    // Kept in the address so that a reload after a crash of the window comes back to the same screen.
    history.replaceState(null, '', `#/${screen}`);
  },
  machine(unit: string): void {
    useRoute.setState({ unit, station: null });
    route.go('machines');
  },
  station(station: string): void {
    useRoute.setState({ station, unit: null });
    route.go('machines');
  },
  trends(tags: readonly string[]): void {
    useRoute.setState({ trendTags: tags });
    route.go('trends');
  },
  detail(detail: DetailTarget | null): void {
    useRoute.setState({ detail });
  },
  palette(open: boolean): void {
    useRoute.setState({ paletteOpen: open });
  },
  shortcuts(open: boolean): void {
    useRoute.setState({ shortcutsOpen: open });
  },
};
