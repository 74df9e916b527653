import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './select.module.css';

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly id?: string;
}

/** One choice of many, in a list that opens. */
export function Select<T extends string>({ label, value, options, onChange, id }: SelectProps<T>): ReactNode {
  return (
    <Base.Root items={[...options]} value={value} onValueChange={(next) => { if (next !== null) onChange(next); }}>
      <Base.Trigger className={styles.trigger} aria-label={label} id={id}>
        <Base.Value />
        <Base.Icon className={styles.icon}><ChevronDown size={18} aria-hidden /></Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={styles.popup}>
            <Base.List className={styles.list}>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={styles.item}>
                  <Base.ItemIndicator className={styles.check}><Check size={16} aria-hidden /></Base.ItemIndicator>
                  <Base.ItemText className={styles.text}>{option.label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
