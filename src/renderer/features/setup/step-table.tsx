import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatStamp } from '../../model/format.ts';
import { useBackup } from '../../store/backup-store.ts';
import { useConnectionText, useLocal, useProfile, useZone } from '../../store/hooks.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import styles from './setup.module.css';
import { goToStep } from './use-setup-step.ts';

/** Every step with its values, its state, who settled it, and the way to it. */
export function StepTable({ disabled = false }: { readonly disabled?: boolean }): ReactNode {
  const { t } = useTranslation('setup');
  const zone = useZone();
  const view = useSetup((state) => state.view);
  const values = useValues();
  if (view === null) return null;
  return (
    <table className={`${styles.table} ${styles.summary}`} data-testid="setup-summary">
      <thead><tr>{(['step', 'state', 'value', 'by'] as const).map((key) => <th key={key} scope="col">{t(`finish.${key}`)}</th>)}<th scope="col"><span className="visually-hidden">{t('finish.change')}</span></th></tr></thead>
      <tbody>
        {view.steps.filter(({ id }) => id !== 'finish').map(({ id, state, note, mark }) => (
          <tr key={id} data-state={state} data-step={id}>
            <th scope="row">{t(`step.${id}`)}</th>
            <td>{t(`state.${state}`)}{note !== null && <small className={styles.why}>{t(`note.${note}`)}</small>}</td>
            <td>{values[id]}</td>
            <td>{mark === null ? '' : [mark.who, formatStamp(mark.atMs, zone)].filter((each) => each !== '').join(' · ')}</td>
            <td><Button look="quiet" disabled={disabled} onClick={() => goToStep(id)} aria-label={`${t('finish.change')}: ${t(`step.${id}`)}`} data-testid={`change-${id}`}>{t('finish.change')}</Button></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Each step's values in a few words. */
function useValues(): Readonly<Record<string, string>> {
  const { t } = useTranslation(['setup', 'backup']);
  const local = useLocal();
  const { profile } = useProfile();
  const connection = useConnectionText();
  const backup = useBackup((state) => state.status);
  const there = useSetup(({ view }) => view?.steps.find(({ id }) => id === 'administrator')?.state === 'done');
  const { site, limits, tariffs, tags } = profile;
  const set = limits.sets.find(({ id }) => id === limits.active);
  const tariff = tariffs.tariffs.find(({ id }) => id === tariffs.active);
  return {
    language: t('value.language'),
    administrator: there ? t('value.administrator') : '',
    site: [local(site.name), site.company ?? '', site.timeZone].filter((each) => each !== '').join(' · '),
    profile: t('value.profile', { id: site.id, count: tags.length }),
    connection,
    tariff: tariff === undefined ? '' : local(tariff.name),
    limits: set === undefined ? '' : local(set.name),
    contacts: t('value.contacts', { count: site.contacts?.length ?? 0 }),
    backup: backup === null ? '' : t(`backup:settings.mode.${backup.settings.external.mode}`),
  };
}
