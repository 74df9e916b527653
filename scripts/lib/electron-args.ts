/** Set on machines that only run tests: lets Chromium run as root, without its sandbox. */
export const ALLOW_ROOT = 'MULJIGI_ALLOW_ROOT';

export type RootCheck = { readonly ok: true; readonly args: readonly string[] } | { readonly ok: false; readonly message: string };

/**
 * Arguments that running as this user calls for. Chromium's sandbox does not work for root; it is
 * only given up where `MULJIGI_ALLOW_ROOT=1` says that the machine is a test machine.
 */
export function sandboxArgs(uid: number | undefined, env: Readonly<Record<string, string | undefined>>): RootCheck {
  if (uid !== 0) return { ok: true, args: [] };
  if (env[ALLOW_ROOT] === '1') return { ok: true, args: ['--no-sandbox'] };
  return {
    ok: false,
    message: `The window does not run as root, because Chromium's sandbox does not. Start as an ordinary user, or set ${ALLOW_ROOT}=1 on a machine that only runs tests.`,
  };
}
