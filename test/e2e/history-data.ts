import path from 'node:path';
import { readProfile } from '#engine/platform/profile-dir.ts';
import { DATABASE_FILE } from '#engine/historian/index.ts';
import { openForWriting } from '#engine/historian/database.ts';
import { refreshDay } from '#engine/historian/rollups.ts';
import { MINUTES_PER_DAY, sampleKey } from '#engine/historian/tags.ts';
import { root } from './harness.ts';

const DAY_MS = 86_400_000;

/** Minutes of a daily and weekly rhythm with a slow drift, a delay from tag to tag, and a gap now and then. */
function valueAt(tag: number, day: number, minute: number): number | null {
  if ((day * 7 + tag) % 23 === 0 && minute > 600 && minute < 700) return null;
  const at = day * MINUTES_PER_DAY + minute - tag * 60;
  const daily = Math.sin((at / MINUTES_PER_DAY) * 2 * Math.PI);
  const weekly = Math.cos((at / MINUTES_PER_DAY / 7) * 2 * Math.PI);
  const noise = Math.sin(at * 12.9898 + tag * 78.233) * 0.4;
  return Math.round((20 + 5 * tag + 4 * daily + 1.5 * weekly + noise + day * 0.002) * 100) / 100;
}

/** Fills a new data folder with finished days of the given tags, else of the first trend groups', up to the day before yesterday. Gives the tags. */
export function fillHistory(dataDir: string, days: number, wanted?: readonly string[]): readonly string[] {
  const profile = readProfile(path.join(root, 'resources/profiles/geumgang-mbr'));
  if (!profile.ok) throw new Error('the profile cannot be read');
  const opened = openForWriting(path.join(dataDir, DATABASE_FILE));
  if (!opened.ok) throw new Error(opened.error.message);
  const db = opened.value;
  db.pragma('synchronous = OFF');
  const stored = new Set(
    profile.value.tags.filter(({ store }) => store === 'grid').map(({ id }) => id),
  );
  const tags = [...new Set(wanted ?? profile.value.display.trendGroups.flatMap((group) => group.tags))]
    .filter((tag) => stored.has(tag))
    .slice(0, 12);
  const numbers = tags.map((tag) =>
    Number(db.prepare('INSERT INTO tag (name, in_grid) VALUES (?, 1)').run(tag).lastInsertRowid),
  );
  const put = db.prepare('INSERT INTO sample (key, value, grade) VALUES (?, ?, ?)');
  const today = Math.floor(Date.now() / DAY_MS);
  for (let day = today - 1 - days; day < today - 1; day++) {
    db.transaction(() => {
      numbers.forEach((number, tag) => {
        for (let minute = 0; minute < MINUTES_PER_DAY; minute++) {
          const value = valueAt(tag, day, minute);
          put.run(sampleKey(day, number, minute), value, value === null ? 4 : 0);
        }
        refreshDay(db, day, number);
      });
      db.prepare('INSERT INTO sealed_day (day) VALUES (?)').run(day);
    })();
  }
  db.prepare("INSERT INTO meta (key, value) VALUES ('last_ms', ?)").run(
    (today - 1) * DAY_MS - 60_000,
  );
  db.close();
  return tags;
}
