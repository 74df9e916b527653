import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonView } from '#contract/access.ts';
import { formatStamp } from '../../model/format.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { PersonDialog, ResetDialog, StopDialog } from './person-dialogs.tsx';
import { PersonMark } from './person-mark.tsx';
import styles from './people-screen.module.css';
import { useAsked } from './use-asked.ts';

type Open = { readonly what: 'add' } | { readonly what: 'edit' | 'reset' | 'off'; readonly person: PersonView } | null;

/** The people of the site, for the administrator. */
export function PersonList(): ReactNode {
  const { t } = useTranslation(['people', 'ui']);
  const faultText = useFaultText();
  const zone = useZone();
  const people = useAsked('access.people', {});
  const [open, setOpen] = useState<Open>(null);
  const [fault, setFault] = useState<CallFault | null>(null);
  const close = (): void => {
    setOpen(null);
    people.again();
  };
  const activate = (person: PersonView): void => {
    void callEngine('access.changePerson', { id: person.id, active: true }).then((answer) => {
      setFault(answer.ok ? null : answer.error);
      people.again();
    });
  };
  return (
    <>
      <div className={styles.head}>
        <h2>{t('tabs.people')}</h2>
        <Button look="primary" onClick={() => setOpen({ what: 'add' })} data-testid="add-person">{t('list.add')}</Button>
      </div>
      {(fault ?? people.fault) !== null && <p role="alert" className={styles.broken}>{faultText((fault ?? people.fault) as CallFault)}</p>}
      {people.value === null && people.fault === null && <div className={styles.skeleton} aria-busy="true" />}
      {people.value !== null && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('list.name')}</th>
              <th scope="col">{t('list.role')}</th>
              <th scope="col">{t('list.state')}</th>
              <th scope="col">{t('list.pin')} · {t('list.code')}</th>
              <th scope="col">{t('list.last')}</th>
              <th scope="col"><span className="visually-hidden">{t('list.edit')}</span></th>
            </tr>
          </thead>
          <tbody>
            {people.value.map((person) => (
              <tr key={person.id} data-off={!person.active} data-person={person.name}>
                <td><span className={styles.name}><PersonMark name={person.name} small />{person.name}</span></td>
                <td>{t(`role.${person.role}`)}</td>
                <td><State person={person} /></td>
                <td className={styles.quiet}>{t(person.hasPin ? 'roles.yes' : 'mine.pinNone')} · {t(person.hasCode ? 'mine.codeOn' : 'mine.codeNone')}</td>
                <td className={styles.quiet}>{person.lastLoginMs === null ? t('list.never') : formatStamp(person.lastLoginMs, zone)}</td>
                <td>
                  <span className={styles.actions}>
                    {person.active
                      ? (
                          <>
                            <Button onClick={() => setOpen({ what: 'edit', person })}>{t('list.edit')}</Button>
                            <Button onClick={() => setOpen({ what: 'reset', person })}>{t('list.reset')}</Button>
                            <Button onClick={() => setOpen({ what: 'off', person })}>{t('list.deactivate')}</Button>
                          </>
                        )
                      : <Button onClick={() => activate(person)}>{t('list.activate')}</Button>}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {open?.what === 'add' && <PersonDialog person={null} onDone={close} />}
      {open?.what === 'edit' && <PersonDialog person={open.person} onDone={close} />}
      {open?.what === 'reset' && <ResetDialog person={open.person} onDone={close} />}
      {open?.what === 'off' && <StopDialog person={open.person} onDone={close} />}
    </>
  );
}

function State({ person }: { readonly person: PersonView }): ReactNode {
  const { t } = useTranslation('people');
  if (!person.active) return t('list.inactive');
  const words = [
    t(person.loggedIn ? 'list.in' : 'list.active'),
    ...(person.waitMs > 0 ? [t('list.waits', { seconds: Math.ceil(person.waitMs / 1000) })] : []),
    ...(person.mustChange ? [t('list.mustChange')] : []),
  ];
  return words.join(' · ');
}
