// `npm run dev`: the window with live reload, the engine from its sources.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { sandboxArgs } from '../lib/electron-args.ts';

const root = path.resolve(import.meta.dirname, '../..');
const asUser = sandboxArgs(process.getuid?.(), process.env);
if (asUser.ok) {
  const cli = path.join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const noSandbox = asUser.args.length > 0 ? ['--noSandbox'] : [];
  const outcome = spawnSync(process.execPath, [cli, 'dev', '--watch', ...noSandbox, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  process.exitCode = outcome.status ?? 1;
} else {
  process.stderr.write(`[muljigi] ${asUser.message}\n`);
  process.exitCode = 1;
}
