import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { access, useAccess } from '../../store/access-store.ts';
import { callEngine } from '../../store/connection.ts';
import { usePreferences } from '../../store/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { NO_PASSWORD, NewPasswordFields, isFit } from '../people/new-password.tsx';
import { OwnCodeDialog } from '../people/own-code.tsx';
import { taken } from '../people/use-log-in.ts';
import styles from './setup.module.css';
import { StepFrame } from './step-frame.tsx';
import { useDraft } from './use-setup-step.ts';

/** A slow machine takes some seconds over a hash. */
const ANSWER_MS = 30_000;

/** The first administrator, with the sealed code; from then on everything has a name. The password is kept nowhere on the way. */
export function AdministratorStep(): ReactNode {
  const { t } = useTranslation(['setup', 'people']);
  const language = usePreferences((state) => state.language);
  const there = useAccess(({ status }) => status?.state === 'people');
  const names = useAccess(({ status }) => status?.persons.filter(({ role }) => role === 'administrator').map(({ name }) => name).join(', ') ?? '');
  const session = useAccess(({ status }) => status?.session ?? null);
  const [{ name }, change, drop] = useDraft('administrator', { name: usePreferences.getState().operatorName });
  const [secret, setSecret] = useState(NO_PASSWORD);
  const [code, setCode] = useState(false);
  if (there)
    return (
      <StepFrame step="administrator" onNext={() => Promise.resolve(null)}>
        <p>{t('administrator.there', { names })}</p>
        {session !== null && (
          <div className={styles.group}>
            <p className={styles.hint}>{t('people:mine.codeHint')}</p>
            {session.hasCode ? <p>{t('administrator.codeOn')}</p> : <Button className={styles.start} onClick={() => setCode(true)}>{t('people:mine.codeBegin')}</Button>}
          </div>
        )}
        {code && <OwnCodeDialog remove={false} onDone={() => setCode(false)} />}
      </StepFrame>
    );
  const ready = name.trim() !== '' && isFit(secret, name);
  return (
    <StepFrame
      step="administrator" disabled={!ready} nextLabel={t('administrator.make')}
      onNext={async () => {
        drop();
        const answer = await callEngine('access.setUp', { name: name.trim(), password: secret.password, language }, { timeoutMs: ANSWER_MS });
        if (!taken(answer)) return answer.ok ? null : answer.error;
        access.showCode(answer.value.recoveryCode);
        return null;
      }}
    >
      <div className={styles.fields}>
        <Field label={t('people:setUp.name')} hint={t('people:setUp.nameHint')} value={name} maxLength={80} onText={(text) => change({ name: text })} autoFocus data-testid="set-up-name" />
        <NewPasswordFields label={t('people:setUp.password')} name={name} value={secret} onValue={setSecret} />
      </div>
      <p className={styles.hint}>{t('administrator.code')}</p>
    </StepFrame>
  );
}
