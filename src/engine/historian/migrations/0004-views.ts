import { PROVENANCES, QUALITIES } from '#core/signal/sample.ts';
import type { Migration } from './migration.ts';

const cases = (expression: string, names: readonly string[]): string =>
  `CASE ${expression} ${names.map((name, code) => `WHEN ${code} THEN '${name}'`).join(' ')} ELSE 'unknown' END`;

const columns = (tag: string, tsMs: string, day: string): string => `
  ${tag} AS tag_id, ${tsMs} AS ts_ms, datetime(${tsMs} / 1000, 'unixepoch') AS utc, value,
  ${cases('grade & 15', QUALITIES)} AS quality, ${cases('grade >> 4', PROVENANCES)} AS provenance,
  ${day} AS day`;

/**
 * What an ordinary SQLite tool should look at: every minute once, with names instead of numbers.
 * A day that is being moved from `sample_hot` to `sample` is read from `sample_hot` until the move is whole.
 */
export const views: Migration = {
  version: 4,
  name: 'views for ordinary SQLite tools',
  sql: `
    CREATE VIEW samples AS
      SELECT ${columns('tag.name', '(key / 100000000 * 86400000 + key % 10000 * 60000)', 'key / 100000000')}
        FROM sample JOIN tag ON tag.id = key / 10000 % 10000
        WHERE key / 100000000 <> coalesce((SELECT value FROM meta WHERE key = 'sealing_day'), -1)
      UNION ALL
      SELECT ${columns('tag.name', '(minute * 60000)', 'minute / 1440')}
        FROM sample_hot JOIN tag ON tag.id = sample_hot.tag
        WHERE minute / 1440 IN (SELECT day FROM open_day);

    CREATE VIEW changes AS
      SELECT ${columns('tag.name', 'ts_ms', 'ts_ms / 86400000')}
        FROM change JOIN tag ON tag.id = change.tag;

    CREATE VIEW hours AS
      SELECT tag.name AS tag_id, hour * 3600000 AS ts_ms, datetime(hour * 3600, 'unixepoch') AS utc,
             min, max, sum / usable AS mean, samples, usable,
             ${cases('worst', QUALITIES)} AS worst_quality
        FROM rollup_hour JOIN tag ON tag.id = rollup_hour.tag
        WHERE hour / 24 <> coalesce((SELECT value FROM meta WHERE key = 'sealing_day'), -1);

    CREATE VIEW days AS
      SELECT tag.name AS tag_id, day * 86400000 AS ts_ms, date(day * 86400, 'unixepoch') AS utc,
             min, max, sum / usable AS mean, samples, usable,
             ${cases('worst', QUALITIES)} AS worst_quality
        FROM rollup_day JOIN tag ON tag.id = rollup_day.tag
        WHERE day <> coalesce((SELECT value FROM meta WHERE key = 'sealing_day'), -1);
  `,
};
