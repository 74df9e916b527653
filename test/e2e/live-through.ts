// Lets engine and virtual plant live through some hours up to now on the hurried clock, with somebody who does
// the work, into a data folder that the application then opens: `node test/e2e/live-through.ts DIR HOURS`.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DateTime } from 'luxon';
import { defaultProfileDir } from '#engine/app/arguments.ts';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { RpcClient } from '#engine/rpc/client.ts';
import { startSpedEngine } from '../../scripts/simulation/sped-engine.ts';
import { countShelf, finishAnOrder, seeAlarms, takeDelivery, walkDueRounds } from './lived-technician.ts';
import type { Site } from './lived-technician.ts';

const [dataDir = '', hoursText = ''] = process.argv.slice(2);
const hours = Number(hoursText);
if (dataDir === '' || !(hours > 0)) throw new Error('live-through: name a folder and a number of hours');

const profile = readProfile(defaultProfileDir());
if (!profile.ok) throw new Error(JSON.stringify(profile.error));
const zone = profile.value.site.timeZone;

const SEED = 1;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const ANSWER_WITHIN_MS = 60_000;
const startMs = Math.floor((Date.now() - hours * HOUR_MS) / MINUTE_MS) * MINUTE_MS;
const socket = path.join(dataDir, 'lived.sock');
const engine = await startSpedEngine({ dataDir, socket, startMs, seed: SEED });
const opened = await RpcClient.open(socket, ANSWER_WITHIN_MS);
if (!opened.ok) throw new Error(opened.error);
const site: Site = { client: opened.value, nowMs: () => engine.nowMs(), live: (ms) => engine.jump(ms) };

await engine.jump(MINUTE_MS);
await countShelf(site);
let isDelivered = false;
// The present moves on while the past is caught up with; the last piece ends at the true now.
for (;;) {
  const leftMs = Date.now() - engine.nowMs();
  if (leftMs < MINUTE_MS) break;
  // The last hours are left as they are: something is always still to be done.
  if (leftMs > 2 * HOUR_MS && isAtWork(engine.nowMs())) {
    await seeAlarms(site);
    await walkDueRounds(site);
    await finishAnOrder(site);
    if (!isDelivered && leftMs < 24 * HOUR_MS) {
      isDelivered = true;
      await takeDelivery(site);
    }
  }
  await engine.jump(Math.max(0, Math.min(Date.now() - engine.nowMs(), HOUR_MS)));
  process.stderr.write(`${new Date(engine.nowMs()).toISOString()}\n`);
}
opened.value.close();
await engine.stop();
// The virtual plant goes on from here when the application starts it with the same seed.
writeFileSync(path.join(dataDir, `virtual-plant-${String(SEED)}.json`), JSON.stringify(engine.plant.state));
process.exit(0);

/** The technician is there from nine to six, in the plant's time. */
function isAtWork(nowMs: number): boolean {
  const { hour } = DateTime.fromMillis(nowMs, { zone });
  return hour >= 9 && hour < 18;
}
