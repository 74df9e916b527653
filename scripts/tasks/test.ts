// `npm test`: types, lint, unit and integration tests, build, end-to-end tests, and the installed
// package where it can be built. The last line is "N passed, N failed"; any failure ends with 1.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../build.ts';
import { ALLOW_ROOT } from '../lib/electron-args.ts';
import { runPlaywright } from '../lib/screen.ts';
import { closingLine, playwrightCounts, sum, vitestCounts, type Counts } from '../lib/test-counts.ts';

const root = path.resolve(import.meta.dirname, '../..');
const reports = mkdtempSync(path.join(tmpdir(), 'muljigi-test-'));
const env = { ...process.env, PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env['PATH'] ?? ''}` };

process.stderr.write(`[muljigi] Electron ${process.env['MULJIGI_ELECTRON_VERSION'] ?? 'unknown'}, Node ${process.versions.node}\n`);
const results: Counts[] = [];
step('typecheck', () => asOne(runNode(['scripts/typecheck.mjs'])));
step('lint', () => asOne(runNode(['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'])));
step('unit and integration tests', () => {
  const file = path.join(reports, 'vitest.json');
  const status = runNode(['node_modules/vitest/vitest.mjs', 'run'], { MULJIGI_TEST_JSON: file });
  return reported(file, vitestCounts, status);
});
let built = false;
step('build', () => asOne((built = build()) ? 0 : 1));
if (built) {
  step('end-to-end tests', () => {
    const file = path.join(reports, 'e2e.json');
    return reported(file, playwrightCounts, runPlaywright(root, [], { ...env, [ALLOW_ROOT]: '1', MULJIGI_E2E_JSON: file }));
  });
  // The package is only made where it can be installed without touching the machine.
  if (process.platform === 'linux') step('installed package', () => asOne(runNode(['scripts/tasks/test-deb.ts'])));
}
rmSync(reports, { recursive: true, force: true });

const total = sum(results);
process.exitCode = total.failed > 0 ? 1 : 0;
process.stdout.write(`${closingLine(total)}\n`);

function step(name: string, run: () => Counts): void {
  const startedMs = Date.now();
  process.stderr.write(`\n[muljigi] ${name} ...\n`);
  const counts = run();
  results.push(counts);
  process.stderr.write(`[muljigi] ${name}: ${closingLine(counts)} (${((Date.now() - startedMs) / 1000).toFixed(0)} s)\n`);
}

function runNode(args: readonly string[], extra: NodeJS.ProcessEnv = {}): number {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...env, ...extra } }).status ?? 1;
}

function asOne(status: number): Counts {
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Counts from a report file. A runner that failed without a failed test, or left no report, is a failure of its own. */
function reported(file: string, read: (report: unknown) => Counts, status: number): Counts {
  const counts = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0, skipped: 0 };
  return status !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
