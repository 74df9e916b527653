// Runs benches: npm run bench -- NAME [NAME...] [--json FILE]; without a name it lists them, `all` runs all.
// Prints a table, writes an array of {metric, value, unit, target, ok}, and ends with 1 when a target is missed.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench, Metric } from './metric.ts';

const SUFFIX = '.bench.ts';
const available = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();

const { values, positionals, tokens } = parseArgs({
  options: { json: { type: 'string' } },
  allowPositionals: true,
  tokens: true,
});
const terminator = tokens.find((token) => token.kind === 'option-terminator');
const benchArgs = terminator === undefined ? [] : process.argv.slice(2).slice(terminator.index + 1);
const asked = positionals.slice(0, positionals.length - benchArgs.length);
const names = asked.includes('all') ? available : asked;
const unknown = names.filter((name) => !available.includes(name));

if (names.length === 0 || unknown.length > 0) {
  const problem = unknown.length > 0 ? `Unknown bench: ${unknown.join(', ')}. ` : '';
  process.stderr.write(`${problem}Name one of: ${available.join(', ')}, all.\n`);
  process.exitCode = names.length === 0 && unknown.length === 0 ? 0 : 2;
} else {
  const metrics: Metric[] = [];
  for (const name of names) {
    process.stderr.write(`bench ${name} ...\n`);
    metrics.push(...(await (await load(name))({ args: benchArgs })));
  }
  print(metrics);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(metrics, null, 2)}\n`);
  if (metrics.some((metric) => !metric.ok)) process.exitCode = 1;
}

async function load(name: string): Promise<Bench> {
  const address = pathToFileURL(path.join(import.meta.dirname, name + SUFFIX)).href;
  const module = (await import(address)) as { default: Bench };
  return module.default;
}

function print(metrics: readonly Metric[]): void {
  const rows = metrics.map((metric) => [
    metric.ok ? 'ok' : 'MISSED', metric.metric, String(metric.value), metric.unit, metric.target,
  ]);
  const head = ['', 'metric', 'value', 'unit', 'target'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows]) {
    process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`);
  }
}
