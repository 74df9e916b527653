import type { KeyboardEvent, ReactNode } from 'react';
import styles from './tabs.module.css';

interface TabsProps<T extends string> {
  readonly label: string;
  /** Goes before the ids of tabs (`ID-tab-…`) and of the panel (`ID-panel`). */
  readonly id: string;
  readonly tabs: readonly { readonly value: T; readonly label: ReactNode }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly vertical?: boolean;
}

const STEPS: Readonly<Record<string, { readonly step: number; readonly vertical: boolean }>> = {
  ArrowRight: { step: 1, vertical: false },
  ArrowLeft: { step: -1, vertical: false },
  ArrowDown: { step: 1, vertical: true },
  ArrowUp: { step: -1, vertical: true },
};

/** Views of one screen; arrow keys move between them. The panel is the caller's own, with the id and label that `panelOf` gives. */
export function Tabs<T extends string>({ label, id, tabs, value, onChange, vertical = false }: TabsProps<T>): ReactNode {
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const found = STEPS[event.key];
    if (found === undefined || found.vertical !== vertical) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[(at + found.step + tabs.length) % tabs.length];
    if (next === undefined) return;
    onChange(next.value);
    event.currentTarget.querySelector<HTMLElement>(`#${tabId(id, next.value)}`)?.focus();
  };
  return (
    <div className={vertical ? styles.column : styles.row} role="tablist" aria-orientation={vertical ? 'vertical' : 'horizontal'} aria-label={label} onKeyDown={move}>
      {tabs.map((tab) => (
        <button key={tab.value} id={tabId(id, tab.value)} type="button" role="tab" className={styles.tab} aria-selected={tab.value === value} aria-controls={`${id}-panel`} tabIndex={tab.value === value ? 0 : -1} onClick={() => onChange(tab.value)}>
          {tab.label}
        </button>
      ))}
    </div>
  );
}

const tabId = (id: string, value: string): string => `${id}-tab-${value}`;

/** What joins a panel to its tab. */
export const panelOf = (id: string, value: string): { readonly id: string; readonly role: 'tabpanel'; readonly 'aria-labelledby': string } => ({
  id: `${id}-panel`, role: 'tabpanel', 'aria-labelledby': tabId(id, value),
});
