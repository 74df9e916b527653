import { writeFileSync } from 'node:fs';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { compileVirtual, firstVirtualSensors } from '#core/signal/virtual/virtual.ts';
import type { VirtualState } from '#core/signal/virtual/virtual.ts';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { readProfileDir } from '#twin/profile-dir.ts';
import type { TwinState } from '#twin/state.ts';
import { optionsOf } from './lib/options.ts';
import { learnFrom, lose } from './virtual-check/evaluate.ts';
import type { Run, Visits } from './virtual-check/evaluate.ts';
import { mismatched, runPlant } from './virtual-check/plants.ts';
import { headLine, lineOf, verdictOf } from './virtual-check/table.ts';
import type { Loss, Row } from './virtual-check/table.ts';

/**
 * `npm run virtual:check -- [--learn 60] [--days 30] [--plants 3] [--spread 0.1] [--quantity DO] [--loss onSite,onSiteGone] [--json FILE]`:
 * how good the virtual sensors are. They learn from a simulated plant in spring; then one sensor is lost
 * for the whole test on another plant whose biology, air and chemistry are drawn anew, with other
 * inflow, in summer, late summer and winter, settled for ten days that nothing learns from.
 * Four losses: `withheld` (the PLC still has the sensor), `gone` (its card reads the bottom of the
 * range, the PLC acts on that; only for sensors that control something), `visited` (withheld, and a
 * person measures beside it twice a week), `onSite` (withheld, but learned on that very plant in the
 * days before, as on a site; the others have learned on another plant).
 */
const values = optionsOf('virtual:check', {
  options: {
    learn: { type: 'string', default: '60' },
    days: { type: 'string', default: '30' },
    plants: { type: 'string', default: '3' },
    spread: { type: 'string', default: '0.1' },
    quantity: { type: 'string' },
    loss: { type: 'string' },
    json: { type: 'string' },
    profile: { type: 'string', default: defaultProfileDir() },
  },
});
const learnDays = Number(values.learn);
const days = Number(values.days);
const plants = Number(values.plants);
const spread = Number(values.spread);
const fail = (text: string, code: number): never => {
  process.stderr.write(`virtual-check: ${text}\n`);
  process.exit(code);
};
if (!(learnDays >= 14 && days >= 1 && plants >= 1 && plants <= 6 && spread >= 0 && spread <= 0.5))
  fail('--learn is 14 or more, --days 1 or more, --plants 1 to 6, --spread 0 to 0.5', 2);
const loaded = await readProfileDir(values.profile);
if (!loaded.ok) throw new Error(loaded.error.join('\n'));
const profile = loaded.value;

const SETTLE_DAYS = 10;
const DAY_MS = 86_400_000;
const STARTS = ['2026-05-20', '2026-08-10', '2026-12-10', '2026-07-01', '2026-10-15', '2027-01-20'];
const at = (date: string): number => Date.parse(`${date}T00:00:00+09:00`);
const grid = profile.tags.filter((tag) => tag.store === 'grid').map((tag) => tag.id);
const run = (what: Parameters<typeof runPlant>[2]): Run & { readonly final: TwinState } => {
  const done = runPlant(profile, grid, what);
  return done.ok ? done.value : fail(done.error, 3);
};

const whole = compileVirtual(profile);
const plan =
  values.quantity === undefined
    ? whole
    : {
        ...whole,
        sensors: whole.sensors.filter(({ sensor }) => sensor.quantity === values.quantity),
      };
if (plan.sensors.length === 0)
  fail(`--quantity ${values.quantity ?? ''} has no virtual sensor; give e.g. DO or pH`, 2);
const ELSEWHERE = ['withheld', 'visited', 'gone'] as const;
const ON_SITE = ['onSite', 'onSiteVisited', 'onSiteGone'] as const;
const losses = values.loss?.split(',') ?? [...ELSEWHERE, ...ON_SITE];
const unknown = losses.filter((loss) => ![...ELSEWHERE, ...ON_SITE].some((each) => each === loss));
if (unknown.length > 0)
  fail(`--loss ${unknown.join(',')} is none of ${[...ELSEWHERE, ...ON_SITE].join(', ')}`, 2);
const asked = (loss: Loss): boolean => losses.includes(loss);

let learnMs = 0;
let learnMinutes = 0;
const learn = (from: Run): VirtualState => {
  const began = performance.now();
  const learned = learnFrom(plan, firstVirtualSensors(plan), from, grid);
  learnMs += performance.now() - began;
  learnMinutes += from.timesMs.length;
  return learned;
};
/** Days that were lived through before a loss, and what was learned in them. */
interface Lived {
  readonly school: Run;
  readonly learned: VirtualState;
}
let home: Lived | null = null;
const elsewhere = (): Lived => {
  if (home !== null) return home;
  process.stdout.write(
    `learning ${String(learnDays)} d of the plant as it stands in the profile\n`,
  );
  const school = run({
    seed: 11,
    startMs: at('2026-03-01'),
    days: learnDays,
    settleDays: SETTLE_DAYS,
    parameters: {},
    gone: null,
  });
  home = { school, learned: learn(school) };
  return home;
};

/** Sensors that a machine of the PLC is run by: without them the plant itself goes another way. */
const steering = new Set(
  profile.machines.flatMap(({ control }) =>
    control.type === 'speedPi' ? [control.pv] : control.type === 'band' ? [control.tag] : [],
  ),
);
/** Twice a week, at ten in the morning of Tuesday and Friday about; standard uncertainty of what is measured. */
const visits = (tag: string, seed: number, school: Run): Visits => {
  const sensor = profile.sensors.find((each) => each.tag === tag);
  const quantity = sensor?.quantity;
  let sum = 0;
  for (const each of school.truth[tag] ?? []) sum += each;
  const mean = sum / school.timesMs.length;
  const sd = quantity === 'pH' ? 0.05 : quantity === 'DO' ? 0.1 : 0.07 * mean;
  const random = seedRandom(seed, 9);
  const minutes = new Set<number>();
  for (let minute = 600; minute < days * 1440; minute += 3.5 * 1440) minutes.add(minute);
  return { minutes, sd, error: () => sd * nextGaussian(random) };
};

const rows: Row[] = [];
for (let plant = 0; plant < plants; plant++) {
  const first = rows.length;
  const world = {
    seed: 1001 * (plant + 1),
    startMs: at(STARTS[plant] ?? STARTS[0] ?? ''),
    days,
    settleDays: SETTLE_DAYS,
    parameters: mismatched(profile, 21 + plant, spread),
    gone: null,
  };
  const score = (tag: string, on: Run, loss: Loss, from: Lived): void => {
    const seen =
      loss === 'visited' || loss === 'onSiteVisited' ? visits(tag, plant, from.school) : null;
    const before = from.school.shown[tag] ?? new Float64Array();
    const sensor = profile.sensors.find((each) => each.tag === tag);
    if (sensor === undefined) return;
    const figures = lose(plan, from.learned, on, grid, tag, before, 0, seen);
    const { quantity, place } = sensor;
    rows.push({ plant: plant + 1, tag, quantity, place, loss, ...figures });
  };
  /** All losses of a kind: on the plant as it goes on, and as it goes where the PLC has lost the sensor too. */
  const scoreAll = (
    from: Lived,
    onward: Parameters<typeof runPlant>[2],
    kinds: readonly [Loss, Loss, Loss],
  ): void => {
    const [withheld, visited, gone] = kinds;
    for (const { tag } of plan.sensors) {
      if (asked(withheld)) score(tag, run(onward), withheld, from);
      if (asked(visited)) score(tag, run(onward), visited, from);
      if (asked(gone) && steering.has(tag)) score(tag, run({ ...onward, gone: tag }), gone, from);
    }
  };
  if (ELSEWHERE.some(asked)) scoreAll(elsewhere(), world, ELSEWHERE);
  if (ON_SITE.some(asked)) {
    const siteSchool = run({
      ...world,
      startMs: world.startMs - learnDays * DAY_MS,
      days: learnDays,
    });
    const onward = { ...world, from: siteSchool.final, settleDays: 0 };
    scoreAll({ school: siteSchool, learned: learn(siteSchool) }, onward, ON_SITE);
  }
  process.stdout.write(`\n${headLine}\n${rows.slice(first).map(lineOf).join('\n')}\n`);
}

rows.sort(
  (a, b) => a.loss.localeCompare(b.loss) || a.tag.localeCompare(b.tag) || a.plant - b.plant,
);
const verdicts = verdictOf(rows);
process.stdout.write(`\n${verdicts.lines.join('\n')}\n`);
const msPerMinute = learnMs / Math.max(1, learnMinutes);
process.stdout.write(
  `\ncost ${msPerMinute.toFixed(3)} ms per minute for ${String(plan.sensors.length)} sensors\n`,
);
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ learnDays, days, plants, spread, msPerMinute, rows, verdicts: verdicts.figures }, null, 2)}\n`,
  );
