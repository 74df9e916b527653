import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatStamp } from '../../model/format.ts';
import { useMay } from '../../store/access-store.ts';
import { useConnectionText, useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { useMessages } from '../../store/messages.ts';
import { useBackup } from '../../store/backup-store.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './setup.module.css';
import { goToStep } from './use-setup-step.ts';

/** In the settings: what each step of the set-up holds, and the way back into it. */
export function SiteSection(): ReactNode {
  const { t } = useTranslation('setup');
  const messages = useMessages();
  const zone = useZone();
  const view = useSetup((state) => state.view);
  const may = useMay('site.configure');
  const values = useValues();
  if (view === null) return <p role="status">{t('loading')}</p>;
  return (
    <div className={styles.section}>
      <p className={styles.hint}>{t(`status.${view.status}`)}</p>
      {!may.may && may.code !== null && <p className={styles.note} role="status">{messages.code(may.code, may.params)}</p>}
      {view.status !== 'done' && <Button look="primary" className={styles.start} disabled={!may.may} onClick={() => goToStep(view.step)} data-testid="setup-continue">{t(view.status === 'new' ? 'welcome.begin' : 'continue')}</Button>}
      <table className={styles.table} data-testid="site-values">
        <thead><tr>{(['step', 'value', 'by'] as const).map((key) => <th key={key} scope="col">{t(`finish.${key}`)}</th>)}<th scope="col"><span className="visually-hidden">{t('finish.change')}</span></th></tr></thead>
        <tbody>
          {view.steps.filter(({ id }) => id !== 'finish').map(({ id, state, note, mark }) => (
            <tr key={id} data-state={state}>
              <th scope="row">{t(`step.${id}`)}</th>
              <td>{values[id]}{note !== null && note !== 'noAdministrator' && <small className={styles.why}>{t(`note.${note}`)}</small>}</td>
              <td>{mark === null ? '' : [mark.who, formatStamp(mark.atMs, zone)].filter((each) => each !== '').join(' · ')}</td>
              <td><Button look="quiet" disabled={!may.may} onClick={() => goToStep(id)} aria-label={`${t('finish.change')}: ${t(`step.${id}`)}`} data-testid={`change-${id}`}>{t('finish.change')}</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Each step's values in a few words. */
function useValues(): Readonly<Record<string, string>> {
  const { t } = useTranslation(['setup', 'settings', 'backup']);
  const local = useLocal();
  const { profile } = useProfile();
  const connection = useConnectionText();
  const backup = useBackup((state) => state.status);
  const administrator = useSetup(({ view }) => view?.steps.find(({ id }) => id === 'administrator')?.state === 'done');
  const { site, limits, tariffs } = profile;
  const set = limits.sets.find(({ id }) => id === limits.active);
  const tariff = tariffs.tariffs.find(({ id }) => id === tariffs.active);
  return {
    language: t('value.language'),
    administrator: t(administrator ? 'value.administrator' : 'note.noAdministrator'),
    site: [local(site.name), site.company ?? '', site.timeZone].filter((each) => each !== '').join(' · '),
    profile: `${local(site.name)} (${site.id})`,
    connection,
    tariff: tariff === undefined ? '' : local(tariff.name),
    limits: set === undefined ? '' : local(set.name),
    contacts: t('value.contacts', { count: site.contacts?.length ?? 0 }),
    backup: backup === null ? '' : `${backup.folder} · ${t(`backup:settings.mode.${backup.settings.external.mode}`)}`,
  };
}
