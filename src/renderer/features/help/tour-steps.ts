import type { Screen } from '../../store/route-store.ts';

export type TourStepId =
  | 'welcome'
  | 'process'
  | 'headroom'
  | 'alarms'
  | 'navigation'
  | 'machines'
  | 'alarmScreen'
  | 'rounds'
  | 'workOrders'
  | 'reports'
  | 'person'
  | 'help';

export interface TourStep {
  readonly id: TourStepId;
  /** Screen that stands behind the step. */
  readonly screen: Screen;
  /** What the ring is drawn around; none shows the card alone. */
  readonly target: string | null;
}

/** A walk through the real window, in the order of a technician's day. */
export const TOUR_STEPS: readonly TourStep[] = [
  { id: 'welcome', screen: 'overview', target: null },
  { id: 'process', screen: 'overview', target: '#content section' },
  { id: 'headroom', screen: 'overview', target: '[data-testid="headroom"]' },
  { id: 'alarms', screen: 'overview', target: '[data-testid="alarm-counts"]' },
  { id: 'navigation', screen: 'overview', target: 'nav' },
  { id: 'machines', screen: 'machines', target: '#content button[data-unit]' },
  { id: 'alarmScreen', screen: 'alarms', target: '[data-testid="alarm-help"], #alarms-panel' },
  { id: 'rounds', screen: 'rounds', target: '[data-testid="today-lines"], #rounds-panel' },
  { id: 'workOrders', screen: 'workOrders', target: '[data-testid="orders"], #content section' },
  { id: 'reports', screen: 'reports', target: '[data-testid="report-make"]' },
  { id: 'person', screen: 'overview', target: '[data-testid="person"]' },
  { id: 'help', screen: 'overview', target: '[data-testid="help-button"]' },
];

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const RING_PX = 6;
const GAP_PX = 16;
const EDGE_PX = 12;

/** The ring around what a step shows, kept inside the window. */
export function ringOf(target: Box, windowWidth: number, windowHeight: number): Box {
  const left = Math.max(2, target.left - RING_PX);
  const top = Math.max(2, target.top - RING_PX);
  return {
    left,
    top,
    width: Math.min(windowWidth - 2, target.left + target.width + RING_PX) - left,
    height: Math.min(windowHeight - 2, target.top + target.height + RING_PX) - top,
  };
}

/**
 * Where the card goes: under the ring, else above, else to its right or left, else inside it at the
 * bottom; always wholly in the window. Without a ring it stands in the middle.
 */
export function cardPlace(
  ring: Box | null,
  card: { readonly width: number; readonly height: number },
  windowWidth: number,
  windowHeight: number,
): { readonly left: number; readonly top: number } {
  const inX = (left: number): number =>
    Math.max(EDGE_PX, Math.min(left, windowWidth - card.width - EDGE_PX));
  const inY = (top: number): number =>
    Math.max(EDGE_PX, Math.min(top, windowHeight - card.height - EDGE_PX));
  if (ring === null)
    return {
      left: inX((windowWidth - card.width) / 2),
      top: inY((windowHeight - card.height) / 2),
    };
  const middle = ring.left + ring.width / 2 - card.width / 2;
  const under = ring.top + ring.height + GAP_PX;
  if (under + card.height + EDGE_PX <= windowHeight) return { left: inX(middle), top: under };
  const above = ring.top - GAP_PX - card.height;
  if (above >= EDGE_PX) return { left: inX(middle), top: above };
  const right = ring.left + ring.width + GAP_PX;
  if (right + card.width + EDGE_PX <= windowWidth) return { left: right, top: inY(ring.top) };
  const left = ring.left - GAP_PX - card.width;
  if (left >= EDGE_PX) return { left, top: inY(ring.top) };
  return { left: inX(middle), top: inY(ring.top + ring.height - card.height - GAP_PX) };
}
