import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { applicationRoot } from '#engine/app/texts.ts';
import { readProfileDir } from '#twin/profile-dir.ts';
import { calibrateMines, MINES_PARAMETERS } from './calibrate/mines.ts';
import { fitLines, proposal, table } from './calibrate/report.ts';
import { calibrateSite } from './calibrate/site.ts';
import { writeProposal } from './calibrate/write.ts';
import { selfTest, SELF_TEST_QUANTITIES, SELF_TEST_TRUTH } from './calibrate/self-test.ts';

/** `npm run calibrate`: fits parameters of the virtual plant to logged data. */
const USAGE = `Fits parameters of the virtual plant to logged data with SCE-UA.
  npm run calibrate -- --data FILE --fit asm1.muA,membrane.poreFoulingPerM [options]
  npm run calibrate -- --self-test [options]   finds parameters again that were put into the virtual plant
  npm run calibrate -- --mines [options]       membrane model against a month of a full-scale plant
  --profile DIR      plant profile (default resources/profiles/geumgang-mbr)
  --data FILE        CSV of the trend screen, or time (ISO 8601 with zone) and a column for each tag
  --fit NAMES        parameters as group.symbol, separated by commas
  --tags TAGS        tags to fit to (default: every logged instrument but those of the inlet)
  --days N           days of the data from its start (default: all)
  --warm-up N        of them, days that only bring the plant into swing (default 2)
  --split SHARE      share of the rest that calibrates; what remains validates (default 0.7)
  --step S           step of the comparison, s (default 3600)
  --tick MS          step of the plant, ms (default 30000)
  --evaluations N    runs of the search (default 300)
  --threads N        runs at a time (default 2)
  --seed N           same seed, same fit (default 1)
  --state FILE       keeps the search; a run that was broken off (Ctrl-C) goes on from it
  --write            writes what was found into process.json of the profile
  --json FILE        the whole report
  --train 1|2        membrane train of --mines (default 1)
  --recording FILE   recording of --mines (default: mines_mbr_1min_2010.csv of the references)`;

function fail(lines: readonly string[], code: number): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(code);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        'self-test': { type: 'boolean', default: false },
        mines: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        profile: {
          type: 'string',
          default: path.join(applicationRoot(), 'resources/profiles/geumgang-mbr'),
        },
        data: { type: 'string' },
        fit: { type: 'string' },
        tags: { type: 'string' },
        days: { type: 'string' },
        'warm-up': { type: 'string' },
        split: { type: 'string' },
        step: { type: 'string' },
        tick: { type: 'string' },
        evaluations: { type: 'string' },
        threads: { type: 'string' },
        seed: { type: 'string' },
        state: { type: 'string' },
        json: { type: 'string' },
        train: { type: 'string' },
        recording: { type: 'string' },
      },
    }).values;
  } catch (error) {
    fail([`calibrate: ${error instanceof Error ? error.message : String(error)}`, '', USAGE], 2);
  }
}

const values = readArguments();
if (values.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

const problems: string[] = [];
type NumberOption =
  'days' | 'warm-up' | 'split' | 'step' | 'tick' | 'evaluations' | 'threads' | 'seed';
function number(name: NumberOption, min: number, max: number): number | null {
  const given = values[name];
  if (given === undefined) return null;
  const value = Number(given);
  if (given.trim() !== '' && value >= min && value <= max) return value;
  problems.push(`--${name} ${given}: give a number from ${min} to ${max}`);
  return null;
}
const list = (text: string | undefined): string[] | null =>
  text === undefined
    ? null
    : text
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '');

const evaluations = number('evaluations', 1, 1_000_000);
const threads = number('threads', 1, 64) ?? 2;
const seed = number('seed', 0, 4_294_967_295) ?? 1;
const days = number('days', 0.1, 3650);
const warmUpDays = number('warm-up', 0, 365);
const calibrationShare = number('split', 0.1, 1);
const stepS = number('step', 60, 86_400);
const tickMs = number('tick', 5000, 60_000);
const train = values.train ?? '1';
if (train !== '1' && train !== '2') problems.push(`--train ${train}: give 1 or 2`);
if (problems.length > 0) fail(problems, 2);

let broken = false;
process.on('SIGINT', () => {
  // A second one ends at once.
  if (broken) process.exit(130);
  broken = true;
  process.stderr.write('stopping: the best so far is judged\n');
});
const shared = {
  threads,
  seed,
  stop: () => broken,
  say: (line: string) => void process.stderr.write(`${line}\n`),
};

function finish(lines: readonly string[], report: object): void {
  process.stdout.write(`${lines.join('\n')}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

const profile = await readProfileDir(values.profile);
if (!profile.ok) fail(profile.error, 3);

if (values.mines) {
  const root = applicationRoot();
  const recording =
    values.recording ??
    path.join(
      process.env['MULJIGI_REFS'] ?? path.join(root, '../shared/refs'),
      'real/mines_mbr_1min_2010.csv',
    );
  if (!existsSync(recording)) fail([`--recording ${recording}: no such file`], 3);
  const result = await calibrateMines({
    recording: readFileSync(recording, 'utf8'),
    map: readFileSync(path.join(root, 'resources/profiles/mines-mbr/replay-map.csv'), 'utf8'),
    train: train === '2' ? 2 : 1,
    names: list(values.fit) ?? MINES_PARAMETERS,
    evaluations: evaluations ?? 400,
    seed,
    calibrationShare: calibrationShare ?? 0.6,
  });
  if (!result.ok) fail(result.error, 4);
  const { areaM2, hours, fit } = result.value;
  finish(
    [
      `train ${train}: ${hours} hours of filtration; area ${areaM2.toFixed(1)} m2 assumed (mean flux 20 L/(m2 h)), weekly cleaning assumed; psi and gpm assumed as units`,
      '',
      ...fitLines(fit),
    ],
    result.value,
  );
} else if (values['self-test']) {
  const tags =
    list(values.tags) ??
    profile.value.sensors
      .filter(
        ({ quantity, place }) => place !== 'influent' && SELF_TEST_QUANTITIES.includes(quantity),
      )
      .map(({ tag }) => tag);
  const result = await selfTest({
    ...shared,
    profile: profile.value,
    truth: SELF_TEST_TRUTH,
    tags,
    days: days ?? 3,
    warmUpDays: warmUpDays ?? 1,
    stepS: stepS ?? 3600,
    evaluations: evaluations ?? 60,
    tickMs: tickMs ?? 60_000,
  });
  if (!result.ok) fail(result.error, 4);
  finish(
    [
      ...fitLines(result.value.report),
      '',
      ...table([
        ['parameter', 'true', 'start', 'found', 'off, share of range', 'truth in the interval'],
        ...result.value.recovered.map((each) => [
          each.name,
          String(each.truth),
          each.start.toPrecision(4),
          each.found.toPrecision(4),
          `${(100 * each.offShare).toFixed(1)} %`,
          each.insideInterval ? 'yes' : 'no',
        ]),
      ]),
    ],
    result.value,
  );
} else {
  if (values.data === undefined || values.fit === undefined)
    fail(['calibrate: give --data FILE and --fit NAMES', '', USAGE], 2);
  if (!existsSync(values.data)) fail([`--data ${values.data}: no such file`], 3);
  const result = await calibrateSite({
    ...shared,
    profile: profile.value,
    dataText: readFileSync(values.data, 'utf8'),
    names: list(values.fit) ?? [],
    tags: list(values.tags),
    days,
    warmUpDays: warmUpDays ?? 2,
    calibrationShare: calibrationShare ?? 0.7,
    stepS: stepS ?? 3600,
    tickMs: tickMs ?? 30_000,
    evaluations: evaluations ?? 300,
    stateFile: values.state ?? null,
  });
  if (!result.ok) fail(result.error, 4);
  const { report, notes } = result.value;
  const proposed = proposal(report, `fitted to ${path.basename(values.data)} with SCE-UA`);
  finish(
    [
      ...notes,
      '',
      ...fitLines(report),
      '',
      'for "parameters" of process.json:',
      JSON.stringify(proposed, null, 2),
    ],
    { report, notes, proposed },
  );
  if (values.write && report.ended === 'broken off')
    process.stdout.write('process.json is left as it is: the search was broken off\n');
  else if (values.write) {
    const written = writeProposal(values.profile, proposed);
    if (!written.ok) fail(written.error, 5);
    process.stdout.write(`written into ${written.value}\n`);
  }
}
