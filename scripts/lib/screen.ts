import { spawnSync } from 'node:child_process';

/**
 * Wraps a command so that it runs on a screen in memory (Linux), whatever the machine's own
 * screen is: tests look the same everywhere and do not take the developer's focus.
 */
export function onTestScreen(command: string, args: readonly string[]): { command: string; args: string[] } {
  if (process.platform !== 'linux' || process.env['MULJIGI_TEST_SCREEN'] === 'own') return { command, args: [...args] };
  return {
    command: 'xvfb-run',
    args: ['-a', '-s', '-screen 0 1920x1200x24 -nolisten tcp', command, ...args],
  };
}

/** Runs Playwright with the given words under a test screen. Returns its exit code. */
export function runPlaywright(root: string, words: readonly string[], env: NodeJS.ProcessEnv): number {
  const cli = `${root}/node_modules/@playwright/test/cli.js`;
  const wrapped = onTestScreen(process.execPath, [cli, 'test', ...words]);
  const outcome = spawnSync(wrapped.command, wrapped.args, { cwd: root, stdio: 'inherit', env });
  return outcome.status ?? 1;
}
