import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { boxProblem } from '#core/optimise/problem.ts';
import { sceUa } from '#core/optimise/sce-ua.ts';
import type { SceUaSettings } from '#core/optimise/sce-ua.ts';
import { runSearch, startSearch } from '#core/optimise/search.ts';
import { SUCCESS_TOLERANCE, TEST_FUNCTIONS, isSuccess } from '#core/optimise/test-functions.ts';
import type { TestFunction } from '#core/optimise/test-functions.ts';
import { atLeast, figure, type Bench, type Metric } from './metric.ts';

/**
 * Success of SCE-UA on the sixteen test functions over 100 seeds, at 500, 1000 and 2000
 * evaluations per variable, against the better of SciPy's differential evolution and dual
 * annealing at the same number of evaluations. SciPy's counts stand in `bench/data/scipy.json`
 * (`scipy_reference.py`); `-- --scipy` measures them anew, `-- --seeds N` takes fewer seeds of ours.
 */
const DATA = path.join(import.meta.dirname, 'data/scipy.json');

interface ScipyTable {
  readonly scipy: string;
  readonly budgetPerDim: readonly number[];
  readonly functions: Readonly<
    Record<
      string,
      { readonly seeds: number; readonly success: Readonly<Record<string, readonly number[]>> }
    >
  >;
}

/** Runs the Python script on the functions as we define them and keeps what it prints. */
function measureScipy(): void {
  const dir = mkdtempSync(path.join(tmpdir(), 'muljigi-scipy-'));
  const file = path.join(dir, 'functions.csv');
  const rows = TEST_FUNCTIONS.map(({ name, lower, upper, xOpt, fOpt }) =>
    [
      name,
      lower.length,
      lower.map((low, i) => `${low}:${upper[i] ?? low}`).join(';'),
      xOpt.join(' '),
      fOpt,
    ].join(','),
  );
  writeFileSync(file, ['function,dim,bounds,x_opt,f_opt', ...rows, ''].join('\n'));
  const script = path.join(import.meta.dirname, 'scipy_reference.py');
  const run = spawnSync('python3', [script, '--functions', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  rmSync(dir, { recursive: true });
  if (run.status !== 0)
    throw new Error('python3 with SciPy is needed for --scipy (Debian: python3-scipy)');
  writeFileSync(DATA, run.stdout);
}

/** Evaluations at which each seed first came within the tolerance, Infinity where it did not. */
function hits(
  test: TestFunction,
  seeds: number,
  most: number,
  settings: Partial<SceUaSettings>,
): number[] {
  const target = test.fOpt + SUCCESS_TOLERANCE * Math.max(1, Math.abs(test.fOpt));
  return Array.from({ length: seeds }, (_, i) => {
    const started = startSearch(sceUa(settings), boxProblem(test.lower, test.upper), i + 1, {
      evaluations: most,
      target,
    });
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    const { best } = runSearch(started.value, test.f);
    return best !== null && isSuccess(best.value, test.fOpt) ? best.evaluation : Infinity;
  });
}

const bench: Bench = async ({ args }) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scipy: { type: 'boolean', default: false },
      seeds: { type: 'string', default: '100' },
    },
  });
  if (values.scipy) measureScipy();
  const scipy = JSON.parse(readFileSync(DATA, 'utf8')) as ScipyTable;
  const seeds = Number(values.seeds);
  const metrics: Metric[] = [];
  for (const test of TEST_FUNCTIONS) {
    const dim = test.lower.length;
    const most = dim * Math.max(...scipy.budgetPerDim);
    const ours = hits(test, seeds, most, {});
    const plain = hits(test, seeds, most, { polishIterations: 0 });
    const measured = scipy.functions[test.name];
    const reference = Object.values(measured?.success ?? {});
    if (measured === undefined || reference.length === 0)
      throw new Error(`${DATA}: no figures for ${test.name}`);
    scipy.budgetPerDim.forEach((perDim, i) => {
      const budget = perDim * dim;
      const share = (list: readonly number[]): number =>
        (100 * list.filter((hit) => hit <= budget).length) / list.length;
      const best = (100 * Math.max(...reference.map((counts) => counts[i] ?? 0))) / measured.seeds;
      const what = `${test.name}, ${budget} evaluations`;
      metrics.push(atLeast(`success, ${what}`, share(ours), '%', best));
      metrics.push(figure(`  rounds without descent, ${what}`, share(plain), '%'));
    });
  }
  return metrics;
};

export default bench;
