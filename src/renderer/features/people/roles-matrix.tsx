import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RIGHTS, ROLES, ROLE_RIGHTS } from '#core/access/rights.ts';
import styles from './people-screen.module.css';
import { useSession } from './use-log-in.ts';

/** What each role may do, out of the table the engine refuses by. */
export function RolesMatrix(): ReactNode {
  const { t } = useTranslation('people');
  const session = useSession();
  return (
    <>
      <div className={styles.head}><h2>{t('tabs.roles')}</h2></div>
      <p className={styles.quiet}>{t('roles.hint')}</p>
      <table className={`${styles.table ?? ''} ${styles.matrix ?? ''}`}>
        <thead>
          <tr>
            <th scope="col">{t('roles.right')}</th>
            {ROLES.map((role) => <th key={role} scope="col" data-own={session?.role === role} title={t(`roleHint.${role}`)}>{t(`role.${role}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {RIGHTS.map((right) => (
            <tr key={right}>
              <th scope="row">{t(`right.${right}`)}</th>
              {ROLES.map((role) => {
                const may = ROLE_RIGHTS[role].includes(right);
                return (
                  <td key={role} data-own={session?.role === role}>
                    {may ? <Check size={20} aria-hidden /> : <Minus size={16} aria-hidden opacity={0.45} />}
                    <span className="visually-hidden">{t(may ? 'roles.yes' : 'roles.no')}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
