import type { ReactNode } from 'react';
import { assertNever } from '#core/result.ts';
import { access, useAccess } from '../../store/access-store.ts';
import { LogInDialog } from './log-in-dialog.tsx';
import { OwnPasswordDialog } from './own-password.tsx';
import { RecoverDialog } from './recover-dialog.tsx';
import { SealedCode } from './sealed-code.tsx';
import { SetUpDialog } from './set-up-dialog.tsx';
import { SignDialog } from './sign-dialog.tsx';

/** The dialogs of access over whatever screen is open; what was being typed there stays. */
export function AccessDialogs(): ReactNode {
  const ask = useAccess((state) => state.ask);
  const recoveryCode = useAccess((state) => state.recoveryCode);
  if (recoveryCode !== null) return <SealedCode code={recoveryCode} />;
  if (ask === null) return null;
  switch (ask.kind) {
    case 'logIn':
      return <LogInDialog reason={ask.fault} />;
    case 'ownPassword':
      return <OwnPasswordDialog onDone={(done) => access.settle(done)} />;
    case 'sign':
      return <SignDialog key={ask.ticket} ticket={ask.ticket} call={ask.call} />;
    case 'setUp':
      return <SetUpDialog />;
    case 'recover':
      return <RecoverDialog />;
    default:
      return assertNever(ask, 'ask');
  }
}
