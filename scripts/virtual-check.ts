import { writeFileSync } from 'node:fs';
import { nextGaussian, seedRandom } from '#core/random.ts';
import { compileVirtual, firstVirtualSensors } from '#core/signal/virtual/virtual.ts';
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
 * `npm run virtual:check -- [--learn 60] [--days 30] [--plants 3] [--spread 0.1] [--quantity DO] [--json FILE]`:
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
process.stdout.write(`learning ${String(learnDays)} d of the plant as it stands in the profile\n`);
const school = run({
  seed: 11,
  startMs: at('2026-03-01'),
  days: learnDays,
  settleDays: SETTLE_DAYS,
  parameters: {},
  gone: null,
});
const began = performance.now();
const learned = learnFrom(plan, firstVirtualSensors(plan), school, grid);
const msPerMinute = (performance.now() - began) / school.timesMs.length;

/** Sensors that a machine of the PLC is run by: without them the plant itself goes another way. */
const steering = new Set(
  profile.machines.flatMap(({ control }) =>
    control.type === 'speedPi' ? [control.pv] : control.type === 'band' ? [control.tag] : [],
  ),
);
/** Twice a week, at ten in the morning of Tuesday and Friday about; standard uncertainty of what is measured. */
const visits = (tag: string, seed: number): Visits => {
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
  const test = run(world);
  const siteSchool = run({
    ...world,
    startMs: world.startMs - learnDays * DAY_MS,
    days: learnDays,
  });
  const onward = { ...world, from: siteSchool.final, settleDays: 0 };
  const siteTest = run(onward);
  const siteLearned = learnFrom(plan, firstVirtualSensors(plan), siteSchool, grid);
  const score = (tag: string, on: Run, loss: Loss): void => {
    const seen = loss === 'visited' || loss === 'onSiteVisited' ? visits(tag, plant) : null;
    const onSite = loss.startsWith('onSite');
    const before = (onSite ? siteSchool : school).shown[tag] ?? new Float64Array();
    const sensor = profile.sensors.find((each) => each.tag === tag);
    if (sensor === undefined) return;
    const figures = lose(plan, onSite ? siteLearned : learned, on, grid, tag, before, 0, seen);
    rows.push({
      plant: plant + 1,
      tag,
      quantity: sensor.quantity,
      place: sensor.place,
      loss,
      ...figures,
    });
  };
  for (const { tag } of plan.sensors) {
    score(tag, test, 'withheld');
    score(tag, test, 'visited');
    score(tag, siteTest, 'onSite');
    score(tag, siteTest, 'onSiteVisited');
    if (!steering.has(tag)) continue;
    score(tag, run({ ...world, gone: tag }), 'gone');
    score(tag, run({ ...onward, gone: tag }), 'onSiteGone');
  }
  process.stdout.write(`\n${headLine}\n${rows.slice(first).map(lineOf).join('\n')}\n`);
}

rows.sort(
  (a, b) => a.loss.localeCompare(b.loss) || a.tag.localeCompare(b.tag) || a.plant - b.plant,
);
const verdicts = verdictOf(rows);
process.stdout.write(`\n${verdicts.lines.join('\n')}\n`);
process.stdout.write(
  `\ncost ${msPerMinute.toFixed(3)} ms per minute for ${String(plan.sensors.length)} sensors\n`,
);
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ learnDays, days, plants, spread, msPerMinute, rows, verdicts: verdicts.figures }, null, 2)}\n`,
  );
