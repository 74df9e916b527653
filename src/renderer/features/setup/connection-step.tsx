import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '#contract/connection.ts';
import type { LiveValues } from '#contract/setup.ts';
import { checkForm, formOf } from '../../model/connection-form.ts';
import type { ConnectionForm } from '../../model/connection-form.ts';
import { formatNumber, formatUnit } from '../../model/format.ts';
import { useOperatorName } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { useFaultText } from '../../store/fault-text.ts';
import { useLocal, useProfile } from '../../store/hooks.ts';
import { usePlant } from '../../store/plant-store.ts';
import { useSetup } from '../../store/setup-store.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { ConnectionFields } from '../settings/connection-fields.tsx';
import { ConnectionTestResult } from '../settings/connection-test-result.tsx';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { useDraft } from './use-setup-step.ts';

const KINDS = ['virtual', 'tcp', 'rtu'] as const;
/** Opening a port and trying every slave with its time-out takes a while. */
const TEST_MS = 90_000;

type Test =
  | { readonly at: 'none' | 'running' }
  | { readonly at: 'done'; readonly result: LiveValues }
  | { readonly at: 'failed'; readonly fault: CallFault };

/** Where the values come from, tried before anything changes: the answers, and values a person knows. */
export function ConnectionStep(): ReactNode {
  const { t } = useTranslation('setup');
  const { profile } = useProfile();
  const live = usePlant((state) => state.phase === 'live');
  const [present, setPresent] = useState<Connection | null>(null);
  useEffect(() => {
    if (!live) return;
    void callEngine('connection.get', {}).then((answer) => {
      if (answer.ok) setPresent((was) => was ?? answer.value);
    });
  }, [live]);
  if (present === null) return <p role="status" className={styles.waiting}>{t('loading')}</p>;
  return <ConnectionForStep present={present} initial={formOf(present, profile.site.serial)} onPresent={setPresent} />;
}

function ConnectionForStep({ present, initial, onPresent }: { readonly present: Connection; readonly initial: ConnectionForm; readonly onPresent: (connection: Connection) => void }): ReactNode {
  const { t } = useTranslation(['setup', 'settings']);
  const faultText = useFaultText();
  const who = useOperatorName();
  const [texts, change, drop] = useDraft<Record<string, string>>('connection', { ...initial });
  const form = { ...initial, ...texts } as ConnectionForm;
  const [test, setTest] = useState<Test>({ at: 'none' });
  const tried = useRef<HTMLDivElement>(null);
  // What came of a test stands below the fields: on a small screen nobody would know that it is there.
  useEffect(() => {
    if (test.at === 'done' || test.at === 'failed') tried.current?.scrollIntoView({ block: 'start' });
  }, [test]);
  const { connection, faults } = checkForm(form);
  const edit = (part: Partial<ConnectionForm>): void => {
    change(part);
    setTest({ at: 'none' });
  };
  const run = (): void => {
    if (connection === null) return;
    setTest({ at: 'running' });
    void callEngine('setup.readValues', { connection }, { timeoutMs: TEST_MS }).then((answer) =>
      setTest(answer.ok ? { at: 'done', result: answer.value } : { at: 'failed', fault: answer.error }));
  };
  const borrows = connection?.kind === 'rtu' && present.kind === 'rtu' && connection.path === present.path;
  const unchanged = connection !== null && JSON.stringify(connection) === JSON.stringify(present);
  return (
    <StepFrame
      step="connection" disabled={connection === null} nextLabel={unchanged ? t('next') : t('connection.use')}
      onNext={async () => {
        if (connection === null) return undefined;
        drop();
        if (unchanged) return null;
        const answer = await callEngine('connection.set', { connection, who: who.trim() === '' ? '-' : who }, { timeoutMs: TEST_MS });
        if (!answer.ok) return answer.error;
        onPresent(answer.value);
        return null;
      }}
    >
      <Segments label={t('settings:connection.title')} value={form.kind} onChange={(kind) => edit({ kind })} options={KINDS.map((value) => ({ value, label: t(`settings:connection.kind.${value}`) }))} />
      <p className={styles.hint}>{t(`settings:connection.kindHint.${form.kind}`)}</p>
      <ConnectionFields form={form} faults={faults} onChange={edit} />
      <div className={styles.line} ref={tried}>
        <Button onClick={run} disabled={connection === null || test.at === 'running'} data-testid="connection-try">{t('settings:connection.test')}</Button>
        <span className={styles.hint}>{t(unchanged ? 'connection.now' : borrows ? 'connection.samePort' : 'connection.change')}</span>
      </div>
      <div role="status" data-testid="connection-values">
        {test.at === 'running' && <p className={styles.hint}>{t('settings:connection.testing')}</p>}
        {test.at === 'failed' && <p className={styles.fault}>{faultText(test.fault)}</p>}
        {test.at === 'done' && <Answer result={test.result} />}
      </div>
    </StepFrame>
  );
}

function Answer({ result }: { readonly result: LiveValues }): ReactNode {
  const { t } = useTranslation('setup');
  const local = useLocal();
  const { index } = useProfile();
  const linked = useSetup(({ view }) => view?.steps.find(({ id }) => id === 'connection')?.note !== 'noLink');
  return (
    <div className={styles.answer}>
      <ConnectionTestResult result={result} />
      {result.values.length > 0 && (
        <>
          <p>{t('connection.known')}</p>
          <table className={styles.table}>
            <thead><tr>{(['tag', 'name', 'value', 'slave'] as const).map((key) => <th key={key} scope="col">{t(`connection.${key}`)}</th>)}</tr></thead>
            <tbody>
              {result.values.map(({ tag, value, plausible, slave }) => {
                const known = index.tag.get(tag);
                return (
                  <tr key={tag} data-tag={tag}>
                    <td>{tag}</td>
                    <td>{known === undefined ? '' : local(known.name)}</td>
                    <td className={styles.number}>{formatNumber(value, known?.decimals ?? 1)} {formatUnit(known?.unit ?? '')}{!plausible && <small className={styles.looser}>{t('connection.implausible', { min: known?.min ?? '–', max: known?.max ?? '–' })}</small>}</td>
                    <td>{slave}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </>
      )}
      {!linked && <p className={styles.hint}>{t('note.noLink')}</p>}
    </div>
  );
}
