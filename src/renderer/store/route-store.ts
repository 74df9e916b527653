import { create } from 'zustand';
import type { EventRecord } from '#contract/records.ts';
import type { EntryKind } from '#core/records/entry.ts';

export const SCREENS = [
  'overview', 'machines', 'alarms', 'trends', 'whatIf', 'virtualPlant',
  'rounds', 'workOrders', 'stores', 'laboratory',
  'reports', 'history', 'events', 'records', 'dataQuality',
  'people', 'backup', 'settings',
] as const;
export type Screen = (typeof SCREENS)[number];

/** What belongs together in the navigation. A digit with Alt opens a group at the screen it was left at. */
export const GROUPS = [
  { id: 'plant', screens: ['overview', 'machines', 'alarms', 'trends', 'whatIf', 'virtualPlant'] },
  { id: 'work', screens: ['rounds', 'workOrders', 'stores', 'laboratory'] },
  { id: 'records', screens: ['reports', 'history', 'events', 'records', 'dataQuality'] },
  { id: 'system', screens: ['people', 'backup', 'settings'] },
] as const satisfies readonly { readonly id: string; readonly screens: readonly Screen[] }[];
export type GroupId = (typeof GROUPS)[number]['id'];

export const groupOf = (screen: Screen): GroupId =>
  GROUPS.find(({ screens }) => (screens as readonly Screen[]).includes(screen))?.id ?? 'plant';

/** What a detail sheet is open for. */
export type DetailTarget =
  | { readonly kind: 'tank'; readonly id: string }
  | { readonly kind: 'tag'; readonly id: string };

/** A record to be followed to its source. */
export type SourceTarget =
  | { readonly kind: 'value'; readonly tag: string; readonly atMs: number }
  | { readonly kind: 'entry'; readonly entryKind: EntryKind; readonly id: string }
  | { readonly kind: 'event'; readonly event: EventRecord }
  | { readonly kind: 'receipt'; readonly requestId: string };

/** What the record browser opens with. */
export interface RecordsAsked {
  readonly tag: string;
}

export interface RouteState {
  readonly screen: Screen;
  /** Screen each group was left at. */
  readonly leftAt: Readonly<Record<GroupId, Screen>>;
  /** Unit chosen on the machines screen. */
  readonly unit: string | null;
  /** Station the machines screen is narrowed to. */
  readonly station: string | null;
  /** Tags another screen asked Trends to show; Trends takes them over once. */
  readonly trendTags: readonly string[] | null;
  readonly detail: DetailTarget | null;
  /** Sensor opened on the data quality screen. */
  readonly qualitySensor: string | null;
  /** What is followed to its source, in a sheet over the screen. */
  readonly source: SourceTarget | null;
  /** Kind of records another screen asked the record browser to show; it takes it over once. */
  readonly recordsAsked: RecordsAsked | null;
  readonly paletteOpen: boolean;
  readonly shortcutsOpen: boolean;
}

const screenOfHash = (): Screen => {
  const name = location.hash.replace(/^#\/?/, '');
  return SCREENS.find((screen) => screen === name) ?? 'overview';
};

export const useRoute = create<RouteState>()(() => ({
  screen: screenOfHash(), leftAt: { plant: 'overview', work: 'rounds', records: 'reports', system: 'people' }, unit: null, station: null, trendTags: null, detail: null, qualitySensor: null, source: null, recordsAsked: null, paletteOpen: false, shortcutsOpen: false,
}));

export const route = {
  go(screen: Screen): void {
    useRoute.setState((state) => ({ screen, leftAt: { ...state.leftAt, [groupOf(screen)]: screen }, detail: null, source: null, paletteOpen: false }));
    // Kept in the address so that a reload after a crash of the window comes back to the same screen.
    history.replaceState(null, '', `#/${screen}`);
  },
  group(id: GroupId): void {
    route.go(useRoute.getState().leftAt[id]);
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
  qualitySensor(qualitySensor: string | null): void {
    useRoute.setState({ qualitySensor });
  },
  /** Opens a sensor on the data quality screen. */
  quality(tag: string): void {
    useRoute.setState({ qualitySensor: tag });
    route.go('dataQuality');
  },
  /** Where does this come from? */
  source(source: SourceTarget | null): void {
    useRoute.setState({ source });
  },
  records(recordsAsked: RecordsAsked): void {
    useRoute.setState({ recordsAsked });
    route.go('records');
  },
  palette(open: boolean): void {
    useRoute.setState({ paletteOpen: open });
  },
  shortcuts(open: boolean): void {
    useRoute.setState({ shortcutsOpen: open });
  },
};
