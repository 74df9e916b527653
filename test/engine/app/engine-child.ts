import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterEach } from 'vitest';
import type { Connection } from '#contract/connection.ts';
import { RpcClient } from '#engine/rpc/client.ts';
import { parseJson } from '#engine/rpc/frames.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface EngineChild {
  readonly process: ChildProcess;
  readonly socket: string;
  /** The one JSON line of the start, whether it worked or not. */
  readonly said: Readonly<Record<string, unknown>>;
  readonly stderr: () => string;
  readonly exit: Promise<number | null>;
  client(): Promise<RpcClient>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface EngineChildOptions {
  readonly dataDir: string;
  readonly profile?: string;
  readonly connection?: Connection;
  readonly args?: readonly string[];
}

/** A PLC that is not there: nothing listens on this port of the machine. */
export const nobody: Connection = { kind: 'tcp', host: '127.0.0.1', port: 1, timeoutMs: 200 };

/** Starts real engine processes and ends them when the test is over. */
export function engineChildren(): (options: EngineChildOptions) => Promise<EngineChild> {
  const running: EngineChild[] = [];
  const clients: RpcClient[] = [];
  afterEach(async () => {
    clients.splice(0).forEach((client) => client.close());
    await Promise.all(running.splice(0).map((child) => child.stop('SIGKILL')));
  });
  return async ({ dataDir, profile, connection, args }) => {
    const socket = path.join(dataDir, '..', `${path.basename(dataDir)}.sock`);
    const child = spawn(
      process.execPath,
      [
        path.join(root, 'src/engine/app/main.ts'),
        '--data-dir',
        dataDir,
        '--socket',
        socket,
        ...(profile === undefined ? [] : ['--profile', profile]),
        ...(connection === undefined ? [] : ['--connection', JSON.stringify(connection)]),
        ...(args ?? []),
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const exit = new Promise<number | null>((resolve) =>
      child.once('exit', (code) => resolve(code)),
    );
    const said = await new Promise<Record<string, unknown>>((resolve) => {
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.includes('\n'))
          resolve(parseJson(text.slice(0, text.indexOf('\n'))) as Record<string, unknown>);
      });
      void exit.then(() => resolve({ silent: true }));
    });
    const engine: EngineChild = {
      process: child,
      socket,
      said,
      exit,
      stderr: () => stderr,
      async client() {
        const opened = await RpcClient.open(socket);
        if (!opened.ok) throw new Error(opened.error);
        clients.push(opened.value);
        return opened.value;
      },
      async stop(signal = 'SIGTERM') {
        child.kill(signal);
        return exit;
      },
    };
    running.push(engine);
    return engine;
  };
}
