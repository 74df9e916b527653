/** Says whether Chromium may run as root, without its sandbox: `1` without a word, `0` never. */
export const ALLOW_ROOT = 'MULJIGI_ALLOW_ROOT';

export type RootCheck =
  | { readonly ok: true; readonly args: readonly string[]; readonly warning: string | null }
  | { readonly ok: false; readonly message: string };

/**
 * Arguments that running a checkout as this user calls for. Chromium's sandbox does not work for root:
 * there it is given up with a warning, since the window shows nothing that is not in this folder. The
 * installed program never gives it up; it does not start as root.
 */
export function sandboxArgs(
  uid: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
): RootCheck {
  if (uid !== 0) return { ok: true, args: [], warning: null };
  if (env[ALLOW_ROOT] === '0') {
    return {
      ok: false,
      message: `The window does not run as root here (${ALLOW_ROOT}=0). Start as an ordinary user.`,
    };
  }
  const warning =
    'Running as root: the window opens without the sandbox of Chromium. Use an ordinary user at a plant.';
  return { ok: true, args: ['--no-sandbox'], warning: env[ALLOW_ROOT] === '1' ? null : warning };
}
