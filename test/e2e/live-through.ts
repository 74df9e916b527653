// Lets engine and virtual plant live through some hours up to now on the simulated clock, into a data
// folder that the application then opens: `node test/e2e/live-through.ts DIR HOURS`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { simulateEngine } from '../../scripts/simulation/simulated-engine.ts';

const [dataDir = '', hoursText = ''] = process.argv.slice(2);
const hours = Number(hoursText);
if (dataDir === '' || !(hours > 0)) throw new Error('live-through: name a folder and a number of hours');
const profile = readProfile(defaultProfileDir());
if (!profile.ok) throw new Error(JSON.stringify(profile.error));

const SEED = 1;
const MINUTE_MS = 60_000;
const startMs = Math.floor((Date.now() - hours * 3_600_000) / MINUTE_MS) * MINUTE_MS;
const simulation = await simulateEngine({ profile: profile.value, dataDir, startMs, seed: SEED });
// The present moves on while the past is caught up with; the last piece ends at the true now.
for (;;) {
  const leftMs = Date.now() - simulation.clock.wallMs();
  if (leftMs < MINUTE_MS) break;
  await simulation.advance(Math.min(leftMs, 3_600_000));
  process.stderr.write(`${new Date(simulation.clock.wallMs()).toISOString()}\n`);
}
await simulation.stop();
// The virtual plant goes on from here when the application starts it with the same seed.
writeFileSync(path.join(dataDir, `virtual-plant-${String(SEED)}.json`), JSON.stringify(simulation.plant.state));
process.exit(0);
