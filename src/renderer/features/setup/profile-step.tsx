import { useEffect, useState } from 'react';
import type { ChangeEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import type { ProfileCheck, ProfileSource, ProfileSummary } from '#contract/setup.ts';
import { formatNumber, formatStamp } from '../../model/format.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useZone } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { setup, useSetup } from '../../store/setup-store.ts';
import { Button } from '../../ui/button.tsx';
import { RestartDialog, RestartNote } from './restart-part.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';

const MOST_ZIP_BYTES = 4_000_000;
/** Reading and checking a whole profile takes a moment on a slow disk. */
const CHECK_MS = 30_000;

interface Picked {
  readonly source: ProfileSource;
  readonly name: string;
  readonly check: ProfileCheck;
}

/** Which plant this is: one of the profiles that came with the program, or one that was made for the site. */
export function ProfileStep(): ReactNode {
  const { t } = useTranslation('setup');
  const faultText = useFaultText();
  const local = useLocal();
  const who = useOperatorName();
  const [known, setKnown] = useState<ResultOf<'setup.profiles'> | null>(null);
  const [picked, setPicked] = useState<Picked | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<CallFault | null>(null);
  const [large, setLarge] = useState<number | null>(null);
  const [asks, setAsks] = useState(false);
  const zone = useZone();
  const waiting = useSetup(({ view }) => view?.restartFor.includes('plant') ?? false);
  const live = usePlant((state) => state.phase === 'live');
  useEffect(() => {
    if (!live) return;
    void callEngine('setup.profiles', {}).then((answer) => {
      if (answer.ok) setKnown(answer.value);
      setFault(answer.ok ? null : answer.error);
    });
  }, [live]);
  const look = async (source: ProfileSource, name: string): Promise<void> => {
    setBusy(true);
    setFault(null);
    setLarge(null);
    const answer = await callEngine('setup.checkProfile', { source }, { timeoutMs: CHECK_MS });
    setBusy(false);
    if (answer.ok) setPicked({ source, name, check: answer.value });
    else setFault(answer.error);
  };
  const folder = (): void => {
    void window.muljigi.chooseFolder().then((path) => (path === null ? undefined : look({ kind: 'folder', path }, path)));
  };
  const zip = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file === undefined) return;
    if (file.size > MOST_ZIP_BYTES) return setLarge(file.size);
    void file.arrayBuffer().then((whole) => {
      const bytes = new Uint8Array(whole);
      let text = '';
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return look({ kind: 'zip', name: file.name, base64: btoa(text) }, file.name);
    });
  };
  const take = async (): Promise<CallFault | null | undefined> => {
    if (picked === null && waiting) {
      setAsks(true);
      return undefined;
    }
    if (picked === null || picked.check.summary === null) return picked === null ? null : undefined;
    const answer = await callEngine('setup.takeProfile', { source: picked.source, who: who.trim() === '' ? '-' : who }, { timeoutMs: CHECK_MS });
    if (!answer.ok) return answer.error;
    setup.take(answer.value);
    setPicked(null);
    if (!answer.value.restartFor.includes('plant')) return null;
    // What follows is asked of the plant that was chosen, which runs after a start of the engine only.
    setAsks(true);
    return undefined;
  };
  // One that was run here comes with its history, so it stands there and not twice.
  const others = known?.installed.filter(({ id }) => id !== known.present.id && !known.resting.some(({ summary }) => summary.id === id)) ?? [];
  return (
    <StepFrame step="profile" onNext={take} disabled={busy || (picked !== null && picked.check.summary === null)} nextLabel={picked === null ? t(waiting ? 'restart.ask' : 'profile.keep') : t('profile.take')}>
      {known === null ? <p role="status" className={styles.hint}>{t('loading')}</p> : (
        <>
          <h2 className={styles.sub}>{t('profile.present')}</h2>
          <Card profile={known.present} />
          {others.length > 0 && (
            <>
              <h2 className={styles.sub}>{t('profile.others')}</h2>
              <div className={styles.cards} role="radiogroup" aria-label={t('profile.others')}>
                {others.map((profile) => (
                  <button key={profile.id} type="button" role="radio" aria-checked={picked?.source.kind === 'installed' && picked.source.id === profile.id} className={styles.choice} onClick={() => void look({ kind: 'installed', id: profile.id }, profile.id)}>
                    <Card profile={profile} />
                  </button>
                ))}
              </div>
            </>
          )}
          {known.resting.length > 0 && (
            <>
              <h2 className={styles.sub}>{t('profile.resting')}</h2>
              <p className={styles.hint}>{t('profile.restingHint')}</p>
              <div className={styles.cards} role="radiogroup" aria-label={t('profile.resting')}>
                {known.resting.map(({ summary, path, lastMs }) => (
                  <button key={path} type="button" role="radio" aria-checked={picked?.source.kind === 'folder' && picked.source.path === path} className={styles.choice} onClick={() => void look({ kind: 'folder', path }, local(summary.name))} data-testid={`resting-${summary.id}`}>
                    <Card profile={summary} more={t('profile.restedSince', { time: formatStamp(lastMs, zone) })} />
                  </button>
                ))}
              </div>
            </>
          )}
        </>
      )}
      <div className={styles.line}>
        <Button onClick={folder} disabled={busy}>{t('profile.folder')}</Button>
        <label className={styles.file}>{t('profile.zip')}<input type="file" accept=".zip,application/zip" className="visually-hidden" onChange={zip} data-testid="profile-zip" /></label>
        {picked !== null && <Button look="quiet" onClick={() => setPicked(null)}>{t('profile.drop')}</Button>}
      </div>
      <div role="status" data-testid="profile-check">
        {busy && <p className={styles.hint}>{t('profile.checking')}</p>}
        {large !== null && <p className={styles.error}>{t('profile.large', { size: formatNumber(large / 1e6, 1) })}</p>}
        {fault !== null && <p className={styles.fault}>{faultText(fault)}</p>}
        {picked !== null && <Found picked={picked} />}
      </div>
      <RestartNote />
      {asks && <RestartDialog onClose={() => setAsks(false)} />}
    </StepFrame>
  );
}

function Card({ profile, more }: { readonly profile: ProfileSummary; readonly more?: string }): ReactNode {
  const { t } = useTranslation('setup');
  const local = useLocal();
  const { name, process, designFlowM3PerD, tanks, machines, sensors, tags } = profile;
  return (
    <div className={styles.card}>
      <strong>{local(name)}</strong>
      <span>{local(process)} · {formatNumber(designFlowM3PerD, 0)} m³/d</span>
      <span className={styles.hint}>{t('profile.counts', { tanks, machines, sensors, tags })}</span>
      {more !== undefined && <span className={styles.hint}>{more}</span>}
    </div>
  );
}

/** What came of looking through the chosen profile: its summary, or each problem with file and field. */
function Found({ picked }: { readonly picked: Picked }): ReactNode {
  const { t } = useTranslation('setup');
  const { summary, issues, more } = picked.check;
  if (summary !== null)
    return <div className={styles.note}><div><p>{t('profile.sound', { name: picked.name })}</p><Card profile={summary} /></div></div>;
  return (
    <div className={styles.problems}>
      <p className={styles.fault}>{t('profile.problems', { name: picked.name, count: issues.length + more })}</p>
      <table className={styles.table}>
        <thead><tr>{(['file', 'path', 'value', 'rule'] as const).map((key) => <th key={key} scope="col">{t(`profile.${key}`)}</th>)}</tr></thead>
        <tbody>
          {issues.map((issue, i) => <tr key={i}><td>{issue.file}</td><td>{issue.path}</td><td>{issue.value}</td><td lang="en">{issue.rule}</td></tr>)}
        </tbody>
      </table>
      {more > 0 && <p className={styles.hint}>{t('profile.more', { count: more })}</p>}
    </div>
  );
}
