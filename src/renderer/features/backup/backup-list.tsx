import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupItem } from '#contract/backup.ts';
import { formatBytes, formatStamp } from '../../model/format.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useZone } from '../../store/hooks.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import styles from './backup-list.module.css';
import { useBackupList } from './use-backup.ts';

interface BackupListProps {
  readonly busy: boolean;
  readonly onRestore: (item: BackupItem) => void;
  readonly onTest: (item: BackupItem) => void;
}

const baseName = (dir: string): string => dir.split(/[/\\]/).at(-1) ?? dir;

/** The copies there are, newest first: in the usual places, or wherever a person looks. */
export function BackupList({ busy, onRestore, onTest }: BackupListProps): ReactNode {
  const { t } = useTranslation(['backup', 'ui']);
  const faultText = useFaultText();
  const [folder, setFolder] = useState<string | null>(null);
  const { list, fault, reload } = useBackupList(folder);
  const browse = (): void => {
    void window.muljigi.chooseFolder().then((chosen) => {
      if (chosen !== null) setFolder(chosen);
    });
  };
  return (
    <section className={styles.list} aria-label={t('list.title')}>
      <div className={styles.bar}>
        <h2>{t('list.title')}</h2>
        <Segments
          label={t('list.where')}
          value={folder === null ? 'standard' : 'folder'}
          options={[
            { value: 'standard', label: t('list.standard') },
            { value: 'folder', label: t('list.folder') },
          ]}
          onChange={(value) => (value === 'standard' ? setFolder(null) : browse())}
        />
        {folder !== null && (
          <span className={styles.path} title={folder}>
            {folder}
          </span>
        )}
        <Button look="quiet" onClick={folder === null ? reload : browse}>
          {t(folder === null ? 'list.reload' : 'list.browse')}
        </Button>
      </div>
      <div
        className={styles.scroller}
        tabIndex={0}
        role="table"
        aria-label={t('list.title')}
        data-testid="backup-list"
      >
        <div role="rowgroup">
          <div role="row" className={styles.header}>
            {(['time', 'kind', 'place', 'size', 'state', 'action'] as const).map((column) => (
              <span key={column} role="columnheader">
                {t(`list.column.${column}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup">
          {list?.items.map((item) => (
            <Row key={item.dir} item={item} busy={busy} onRestore={onRestore} onTest={onTest} />
          ))}
          {list?.unusable.map(({ dir, detail }) => (
            <div key={dir} role="row" className={styles.row} data-unusable="true">
              <span role="cell" title={dir}>
                {baseName(dir)}
              </span>
              <span role="cell" className={styles.why} title={detail}>
                {t('list.unusable')} · {detail}
              </span>
            </div>
          ))}
          {list !== null && list.items.length + list.unusable.length === 0 && (
            <div role="row" className={styles.empty}>
              <div role="cell">
                <strong>{t('list.empty')}</strong>
                <p>{t('list.emptyHint')}</p>
              </div>
            </div>
          )}
          {fault !== null && (
            <div role="row" className={styles.empty}>
              <div role="cell">
                <strong>{t('list.failed')}</strong>
                <p>{faultText(fault)}</p>
                <Button onClick={reload}>{t('ui:action.retry')}</Button>
              </div>
            </div>
          )}
        </div>
      </div>
    </section>
  );
}

function Row({
  item,
  busy,
  onRestore,
  onTest,
}: { readonly item: BackupItem } & BackupListProps): ReactNode {
  const { t } = useTranslation('backup');
  const zone = useZone();
  const state =
    item.tested === null ? t('list.verified') : t(item.tested ? 'list.tested' : 'list.testFailed');
  return (
    <div
      role="row"
      className={styles.row}
      data-testid="backup-row"
      data-kind={item.kind}
      data-bad={item.tested === false}
    >
      <span role="cell" title={item.dir}>
        {formatStamp(item.takenMs, zone)}
      </span>
      <span role="cell">{t(`list.kind.${item.kind}`)}</span>
      <span role="cell">{t(`list.place.${item.place}`)}</span>
      <span role="cell">{formatBytes(item.bytes)}</span>
      <span role="cell" className={styles.state}>
        {state}
        {item.encryption !== 'none' && ` · ${t('list.encrypted')}`}
      </span>
      <span role="cell" className={styles.actions}>
        <RightButton right="backup.make" disabled={busy} onClick={() => onTest(item)}>
          {t('list.tryOne')}
        </RightButton>
        <RightButton right="backup.manage" disabled={busy} onClick={() => onRestore(item)}>
          {t('list.restore')}
        </RightButton>
      </span>
    </div>
  );
}
