import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccessStatus } from '#contract/access.ts';
import { PersonMark } from './person-mark.tsx';
import styles from './people.module.css';

type Offered = AccessStatus['persons'][number];

interface PersonChoiceProps {
  readonly label: string;
  readonly persons: readonly Offered[];
  readonly name: string;
  readonly onName: (name: string) => void;
}

/** The people of the site as large buttons; arrow keys move among them. */
export function PersonChoice({ label, persons, name, onName }: PersonChoiceProps): ReactNode {
  const { t } = useTranslation('people');
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = ['ArrowRight', 'ArrowDown'].includes(event.key) ? 1 : ['ArrowLeft', 'ArrowUp'].includes(event.key) ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = persons.findIndex((person) => person.name === name);
    const next = (at + step + persons.length) % persons.length;
    const person = persons[next];
    if (person === undefined) return;
    onName(person.name);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  const hasChosen = persons.some((person) => person.name === name);
  return (
    <div role="radiogroup" aria-label={label} className={styles.choice} onKeyDown={move}>
      {persons.map((person, i) => (
        <button
          key={person.id} type="button" role="radio" aria-checked={person.name === name}
          tabIndex={person.name === name || (!hasChosen && i === 0) ? 0 : -1}
          className={styles.person} data-person={person.name} onClick={() => onName(person.name)}
        >
          <PersonMark name={person.name} />
          <span><strong>{person.name}</strong><small>{t(`role.${person.role}`)}</small></span>
        </button>
      ))}
    </div>
  );
}
