// `npm start` with a display: builds what changed, then opens the window. The window starts the engine.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from '../build.ts';
import { sandboxArgs } from '../lib/electron-args.ts';

const root = path.resolve(import.meta.dirname, '../..');
const executable = process.env['MULJIGI_ELECTRON'];
const asUser = sandboxArgs(process.getuid?.(), process.env);

if (executable === undefined) {
  process.stderr.write('Start with: npm start\n');
  process.exitCode = 2;
} else if (!asUser.ok) {
  process.stderr.write(`[muljigi] ${asUser.message}\n[muljigi] Running without a window instead.\n`);
  run(process.execPath, ['src/engine/app/headless.ts', ...process.argv.slice(2)]);
} else if (build()) {
  if (asUser.warning !== null) process.stderr.write(`[muljigi] ${asUser.warning}\n`);
  process.stderr.write(`[muljigi] Opening the window (Electron ${process.env['MULJIGI_ELECTRON_VERSION'] ?? ''}).\n`);
  run(executable, [...asUser.args, root, ...process.argv.slice(2)]);
} else {
  process.exitCode = 1;
}

function run(command: string, args: readonly string[]): void {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
