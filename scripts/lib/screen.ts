import { spawn, spawnSync } from 'node:child_process';

/**
 * Wraps a command so that it runs on a screen in memory (Linux), whatever the machine's own
 * screen is: tests look the same everywhere and do not take the developer's focus.
 */
export function onTestScreen(
  command: string,
  args: readonly string[],
): { command: string; args: string[] } {
  if (process.platform !== 'linux' || process.env['MULJIGI_TEST_SCREEN'] === 'own')
    return { command, args: [...args] };
  return {
    command: 'xvfb-run',
    args: ['-a', '-s', '-screen 0 1920x1200x24 -nolisten tcp', command, ...args],
  };
}

export interface TestScreen {
  /** What a program needs in its environment to show itself there. */
  readonly env: Readonly<Record<string, string>>;
  end(): void;
}

/** Starts a screen in memory (Linux) for programs that are measured one after the other, so that its own start does not count. */
export async function startTestScreen(): Promise<TestScreen> {
  if (process.platform !== 'linux' || process.env['MULJIGI_TEST_SCREEN'] === 'own')
    return { env: {}, end: () => undefined };
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const number = await new Promise<string>((resolve, reject) => {
    server.stdio[3]?.once('data', (text: Buffer) => resolve(text.toString().trim()));
    server.once('error', (error) =>
      reject(
        new Error(
          `The screen in memory could not be started: ${error.message}. Type: npm run setup`,
        ),
      ),
    );
    server.once('exit', (code) =>
      reject(new Error(`The screen in memory ended with ${String(code)}.`)),
    );
  });
  return { env: { DISPLAY: `:${number}` }, end: () => void server.kill() };
}

/** Runs Playwright with the given words under a test screen. Returns its exit code. */
export function runPlaywright(
  root: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): number {
  const cli = `${root}/node_modules/@playwright/test/cli.js`;
  const wrapped = onTestScreen(process.execPath, [cli, 'test', ...words]);
  const outcome = spawnSync(wrapped.command, wrapped.args, { cwd: root, stdio: 'inherit', env });
  return outcome.status ?? 1;
}
