import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RestorePreview } from '#contract/backup.ts';
import { formatNumber, formatStamp, NO_VALUE } from '../../model/format.ts';
import { useZone } from '../../store/hooks.ts';
import styles from './preview-view.module.css';

const JOURNAL = {
  all: 'restore.journalAll',
  part: 'restore.journalPart',
  none: 'restore.journalNone',
} as const;

/** What a restore would change, before anything is changed. */
export function PreviewView({ preview }: { readonly preview: RestorePreview }): ReactNode {
  const { t } = useTranslation('backup');
  const zone = useZone();
  const { missing, journal, migrateFrom, otherSite, item, tables } = preview;
  const newest = (tsMs: number | null): string =>
    tsMs === null ? NO_VALUE : formatStamp(tsMs, zone);
  return (
    <div className={styles.preview} data-testid="restore-preview">
      {otherSite && <p className={styles.warn}>{t('restore.otherSite', { site: item.siteId })}</p>}
      {missing === null ? (
        <p>{t('restore.complete')}</p>
      ) : (
        <p className={journal === 'all' ? undefined : styles.warn}>
          {t('restore.missing', {
            from: formatStamp(missing.fromMs, zone),
            to: formatStamp(missing.toMs, zone),
          })}{' '}
          {t(JOURNAL[journal])}
        </p>
      )}
      {migrateFrom !== null && <p>{t('restore.migrate', { from: migrateFrom })}</p>}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('restore.rows')}</th>
            <th scope="col">{t('restore.now')}</th>
            <th scope="col">{t('restore.then')}</th>
            <th scope="col">{t('restore.newest')}</th>
          </tr>
        </thead>
        <tbody>
          {tables.map(({ group, rowsNow, rowsThen, newestThenMs }) => (
            <tr key={group} data-changes={rowsNow !== rowsThen}>
              <th scope="row">{t(`restore.group.${group}`)}</th>
              <td>{formatNumber(rowsNow, 0)}</td>
              <td>{formatNumber(rowsThen, 0)}</td>
              <td>{newest(newestThenMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Changes preview={preview} />
    </div>
  );
}

function Changes({ preview }: { readonly preview: RestorePreview }): ReactNode {
  const { t } = useTranslation('backup');
  const profile = preview.profile.filter(({ change }) => change !== 'same');
  return (
    <>
      {profile.length === 0 ? (
        <p>{t('restore.profileSame')}</p>
      ) : (
        <div>
          <h3>{t('restore.profileChanges')}</h3>
          <ul className={styles.changes}>
            {profile.map(({ name, change }) => (
              <li key={name}>
                <code>{name}</code> {t(`restore.change.${change}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {preview.settings.length === 0 ? (
        <p>{t('restore.settingsSame')}</p>
      ) : (
        <div>
          <h3>{t('restore.settingsChanges')}</h3>
          <ul className={styles.changes}>
            {preview.settings.map(({ name, now, then }) => (
              <li key={name}>
                <code>{name}</code> {now ?? t('restore.empty')} → {then ?? t('restore.empty')}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
