import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { wantedBy } from '#contract/together.ts';
import type { StoredChecklist } from '#contract/rounds.ts';
import { compareLists } from '#core/rounds/compare.ts';
import type { FieldChange } from '#core/rounds/compare.ts';
import { formatStamp } from '../../model/format.ts';
import { rememberOperator, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useFrozenEngine, useLocal, useZone } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { WhoField } from '../../ui/who-field.tsx';
import { useListWords } from './use-list-words.ts';
import styles from './versions.module.css';

interface VersionsDialogProps {
  /** Newest first. */
  readonly versions: readonly StoredChecklist[];
  readonly may: boolean;
  readonly onClose: () => void;
  readonly onRestored: () => void;
}

/** Two versions of a check list side by side, and the older one brought back as a new version. */
export function VersionsDialog({ versions, may, onClose, onRestored }: VersionsDialogProps): ReactNode {
  const { t } = useTranslation(['rounds', 'ui']);
  const local = useLocal();
  const zone = useZone();
  const frozen = useFrozenEngine();
  const faultText = useFaultText();
  const operator = useOperatorName();
  const [typedName, setWho] = useState<string | null>(null);
  const who = (typedName ?? operator).trim();
  const [newest] = versions;
  const [before, setBefore] = useState(String(versions[1]?.version ?? newest?.version ?? 1));
  const [after, setAfter] = useState(String(newest?.version ?? 1));
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const versionOf = (text: string): StoredChecklist | undefined => versions.find(({ version }) => String(version) === text);
  const [was, is] = [versionOf(before), versionOf(after)];
  if (newest === undefined || was === undefined || is === undefined) return null;
  const changes = compareLists(was.list, is.list);
  const isSame = changes.fields.length === 0 && changes.items.length === 0;
  const restore = async (): Promise<void> => {
    setAsked(true);
    if (who === '') return;
    rememberOperator(who);
    setBusy(true);
    const answer = await callEngine('rounds.undoChecklist', { id: newest.list.id, version: was.version, who }, { base: wantedBy('rounds.saveChecklist', { list: newest.list, retired: newest.retired, note: '', who: '-' }) });
    setBusy(false);
    if (answer.ok) onRestored();
    else setFault(faultText(answer.error));
  };
  const options = versions.map((each) => ({
    value: String(each.version),
    label: [t('versionOf', { version: each.version }), each.origin === 'profile' ? t('lists.ofProfile') : each.actor.replace(/^person:/, ''), formatStamp(each.writtenMs, zone).slice(0, 16), each.note].filter((text) => text !== '').join(' · '),
  }));
  return (
    <Dialog
      open
      place="wide"
      onClose={onClose}
      title={t('compare.title', { name: local(newest.list.name) })}
      subtitle={t('compare.hint')}
      foot={(
        <>
          <Button onClick={onClose}>{t('ui:action.close')}</Button>
          <Button look="primary" disabled={busy || frozen || !may || was.version === newest.version} onClick={() => void restore()} data-testid="restore-version">{t('compare.restore', { version: was.version })}</Button>
        </>
      )}
    >
      <div className={styles.compare} data-testid="compare">
        <div className={styles.choice}>
          <label><span>{t('compare.before')}</span><Select label={t('compare.before')} value={before} onChange={setBefore} options={options} /></label>
          <label><span>{t('compare.after')}</span><Select label={t('compare.after')} value={after} onChange={setAfter} options={options} /></label>
        </div>
        {isSame && <p>{t('compare.same')}</p>}
        {changes.fields.length > 0 && <Fields changes={changes.fields} />}
        {changes.items.length > 0 && (
          <ul className={styles.items}>
            {changes.items.map((item) => (
              <li key={item.itemId} data-what={item.what}>
                <span><em>{t(`compare.${item.what}`)}</em> <strong>{local(item.name)}</strong> {item.what === 'moved' && t('compare.moved2', { from: item.beforeAt ?? 0, to: item.afterAt ?? 0 })}</span>
                {item.fields.length > 0 && <Fields changes={item.fields} />}
              </li>
            ))}
          </ul>
        )}
        {was.version !== newest.version && <WhoField label={t('who')} value={typedName ?? operator} maxLength={80} onText={setWho} error={asked && who === '' ? t('whoMissing') : null} />}
        {fault !== null && <p className={styles.fault} role="alert">{fault}</p>}
      </div>
    </Dialog>
  );
}

/** Fields that differ: what stood there, what stands there. */
function Fields({ changes }: { readonly changes: readonly FieldChange[] }): ReactNode {
  const words = useListWords();
  return (
    <table className={styles.fields}>
      <tbody>{changes.map((each) => <tr key={each.field}><th scope="row">{words.field(each.field)}</th><td><del>{words.value(each, 'before')}</del></td><td>{words.value(each, 'after')}</td></tr>)}</tbody>
    </table>
  );
}
