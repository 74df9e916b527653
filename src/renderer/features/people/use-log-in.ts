import { useEffect, useState } from 'react';
import type { LoggedIn } from '#contract/access.ts';
import type { Result } from '#core/result.ts';
import { access, useAccess } from '../../store/access-store.ts';
import type { CallFault } from '../../store/engine-client.ts';
import { setPreferences } from '../../store/settings-store.ts';

/** Seconds until the next try is taken, counting down; 0 when it is now. */
export function useWait(fault: CallFault | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const seconds = fault?.kind === 'engine' ? fault.error.params['seconds'] : undefined;
    if (typeof seconds !== 'number') {
      setLeft(0);
      return undefined;
    }
    const endsMs = performance.now() + seconds * 1000;
    const show = (): void => setLeft(Math.max(0, Math.ceil((endsMs - performance.now()) / 1000)));
    show();
    const timer = setInterval(show, 500);
    return () => clearInterval(timer);
  }, [fault]);
  return left;
}

/** Takes a log-in over into this window, in the person's language; whoever waited for it goes on. */
export function taken(answer: Result<LoggedIn, CallFault>): answer is { readonly ok: true; readonly value: LoggedIn } {
  if (!answer.ok) return false;
  access.entered(answer.value);
  const language = answer.value.status.session?.language;
  if (language !== undefined) setPreferences({ language });
  return true;
}

/** Name of the person who worked here last, to be offered first. */
export const useSession = () => useAccess(({ status }) => status?.session ?? null);
