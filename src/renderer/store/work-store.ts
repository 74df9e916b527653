import { create } from 'zustand';
import { scanned } from '../model/scan.ts';
import { usePlant } from './plant-store.ts';
import { route } from './route-store.ts';

export const STORES_TABS = ['parts', 'chemicals', 'services', 'costs'] as const;
export type StoresTab = (typeof STORES_TABS)[number];
export const ORDER_LISTS = ['open', 'mine', 'waiting', 'closed'] as const;
export type OrderList = (typeof ORDER_LISTS)[number];

export interface WorkState {
  /** Moves on with every change of the engine's orders, locks and stock. */
  readonly change: number;
  readonly list: OrderList;
  /** Only orders of this machine. */
  readonly machine: string | null;
  readonly order: string | null;
  readonly tab: StoresTab;
  /** Item another screen asked the stores to open; they take it over once. */
  readonly item: string | null;
}

/** What the work screens keep while the person looks elsewhere. */
export const useWork = create<WorkState>()(() => ({ change: 0, list: 'open', machine: null, order: null, tab: 'parts', item: null }));

export const work = {
  changed(): void {
    useWork.setState((state) => ({ change: state.change + 1 }));
  },
  list(list: OrderList): void {
    useWork.setState({ list });
  },
  machine(machine: string | null): void {
    useWork.setState({ machine });
  },
  choose(order: string | null): void {
    useWork.setState({ order });
  },
  tab(tab: StoresTab): void {
    useWork.setState({ tab });
  },
  /** Opens the stores at an item. */
  item(item: string): void {
    const profile = usePlant.getState().profile;
    const isChemical = profile?.stores.items.find(({ id }) => id === item)?.chemical != null;
    useWork.setState({ item, tab: isChemical ? 'chemicals' : 'parts' });
    route.go('stores');
  },
  taken(): void {
    useWork.setState({ item: null });
  },
  /** Opens the screen of orders at one of them. */
  show(order: string): void {
    useWork.setState({ order, machine: null });
    route.go('workOrders');
  },
};

/** Follows a label of the shelf to its item and a lock's tag to its machine; false for any other label. */
export function leadToWork(text: string): boolean {
  const { kind, id } = scanned(text);
  if (kind === 'equipment') return false;
  if (kind === 'stock') work.item(usePlant.getState().profile?.stores.items.find((item) => item.id.toUpperCase() === id)?.id ?? id.toLowerCase());
  const lock = usePlant.getState().status?.locks?.find(({ lockTag }) => lockTag.toUpperCase() === id);
  if (kind === 'lock' && lock !== undefined) route.machine(lock.unit);
  return true;
}
