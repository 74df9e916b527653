import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#contract/api.ts';
import { connectionSchema } from '#contract/connection.ts';
import type { Connection } from '#contract/connection.ts';
import { drawnUpOn, wantedBy } from '#contract/together.ts';
import type { Fields } from '#core/together/compare.ts';
import { checkForm, formOf } from '../../model/connection-form.ts';
import type { ConnectionForm } from '../../model/connection-form.ts';
import { likeThis } from '../../model/kept-form.ts';
import { access, useAccess, useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { useKeptForm } from '../../store/draft-store.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { Segments } from '../../ui/button.tsx';
import { KeptNote } from '../../ui/kept-note.tsx';
import { RightButton } from '../../ui/right-button.tsx';
import { ConnectionFields } from './connection-fields.tsx';
import styles from './connection-section.module.css';
import { ConnectionTestResult } from './connection-test-result.tsx';

const KINDS = ['virtual', 'tcp', 'rtu'] as const;
/** Opening a port and trying every slave with its time-out takes a while. */
const TEST_TIMEOUT_MS = 60_000;

type TestState = { readonly at: 'none' } | { readonly at: 'running' } | { readonly at: 'done'; readonly result: ResultOf<'connection.test'> } | { readonly at: 'failed'; readonly reason: string };

/** Where the values come from: virtual plant, Modbus TCP or RTU, with a live test before anything changes. */
export function ConnectionSection(): ReactNode {
  const { t } = useTranslation(['settings', 'ui']);
  const { profile } = useProfile();
  const live = usePlant((state) => state.phase === 'live');
  const faultText = useFaultText();
  const operator = useOperatorName();
  const [present, setPresent] = useState<Connection | null>(null);
  const kept = useKeptForm('connection', present === null ? null : drawnUpOn('connection.set', { connection: present, who: '-' }));
  const [stands, setStands] = useState<ConnectionForm | null>(null);
  const [test, setTest] = useState<TestState>({ at: 'none' });
  const [note, setNote] = useState<{ readonly text: string; readonly bad: boolean } | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (!live) return;
    void callEngine('connection.get', {}).then((answer) => {
      if (!answer.ok) return;
      setPresent(answer.value);
      setStands((was) => was ?? formOf(answer.value, profile.site.serial));
    });
  }, [live, profile]);

  if (stands === null) return <p role="status">{t('ui:loading')}</p>;
  const [form, setForm] = kept.json('form', stands, likeThis(stands));
  const { connection, faults } = checkForm(form);
  const change = (part: Partial<ConnectionForm>): void => {
    setForm({ ...form, ...part });
    setTest({ at: 'none' });
    setNote(null);
  };
  const take = (fields: Fields): void => {
    const joined = connectionSchema.safeParse({ ...(connection ?? present), ...fields });
    if (joined.success) setForm(formOf(joined.data, profile.site.serial));
    setTest({ at: 'none' });
    setNote(null);
  };
  const runTest = (): void => {
    if (connection === null) return;
    setTest({ at: 'running' });
    void callEngine('connection.test', { connection }, { timeoutMs: TEST_TIMEOUT_MS }).then((answer) => {
      setTest(answer.ok ? { at: 'done', result: answer.value } : { at: 'failed', reason: faultText(answer.error) });
    });
  };
  const apply = (): void => {
    if (connection === null) return;
    setBusy(true);
    void kept.send('connection.set', { connection, who: operator.trim() === '' ? 'window' : operator.trim() }, { timeoutMs: TEST_TIMEOUT_MS }).then((answer) => {
      setBusy(false);
      if (answer.ok) {
        setPresent(answer.value);
        setStands(form);
      }
      // From here on a real plant stands behind every command, and somebody has to answer for them.
      if (answer.ok && answer.value.kind !== 'virtual' && useAccess.getState().status?.state === 'open') void access.ask({ kind: 'setUp' });
      setNote(answer.ok ? { text: t('connection.applied'), bad: false } : { text: t('connection.applyFailed', { reason: faultText(answer.error) }), bad: true });
    });
  };
  const unchanged = connection !== null && present !== null && JSON.stringify(connection) === JSON.stringify(present);
  return (
    <div className={styles.section}>
      {present !== null && <p>{t('connection.now')} <strong>{describe(present, t(`connection.kind.${present.kind}`))}</strong></p>}
      <KeptNote form={kept} {...(present === null ? {} : { together: { form: kept, mine: wantedBy('connection.set', { connection: connection ?? present, who: '-' }), take } })} />
      <Segments label={t('connection.title')} value={form.kind} onChange={(kind) => change({ kind })} options={KINDS.map((value) => ({ value, label: t(`connection.kind.${value}`) }))} />
      <p className={styles.hint}>{t(`connection.kindHint.${form.kind}`)}</p>
      <ConnectionFields form={form} faults={faults} onChange={change} />
      <div className={styles.actions}>
        <RightButton right="site.configure" onClick={runTest} disabled={connection === null || test.at === 'running'}>{t('connection.test')}</RightButton>
        <RightButton right="site.configure" look="primary" onClick={apply} disabled={connection === null || unchanged || busy} data-testid="connection-apply">{t('connection.apply')}</RightButton>
        <span className={styles.hint}>{unchanged ? t('connection.unchanged') : t('connection.confirm')}</span>
      </div>
      <div role="status" data-testid="connection-test">
        {test.at === 'running' && <p>{t('connection.testing')}</p>}
        {test.at === 'failed' && <p className={styles.bad}>{test.reason}</p>}
        {test.at === 'done' && <ConnectionTestResult result={test.result} />}
      </div>
      {note !== null && <p role="status" className={note.bad ? styles.bad : undefined}>{note.text}</p>}
    </div>
  );
}

function describe(connection: Connection, kind: string): string {
  if (connection.kind === 'virtual') return `${kind} · ${String(connection.speed)}x`;
  if (connection.kind === 'tcp') return `${kind} · ${connection.host}:${String(connection.port)}`;
  return `${kind} · ${connection.path} · ${String(connection.baudRate)}`;
}
