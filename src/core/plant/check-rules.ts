import type { DraftIndex, Report } from './check-index.ts';
import { References, reportDuplicates } from './check-index.ts';
import { checkOverrides } from '../process/registry.ts';
import type { ProfileDraft } from './draft.ts';
import type { Limits, Tariffs } from './profile.ts';

const LIMITS = 'limits.json';
const TARIFFS = 'tariffs.json';
const INFLUENT = 'influent.json';
const PROCESS = 'process.json';
const START = 'start.json';

type LimitSet = Limits['sets'][number];
type Tariff = Tariffs['tariffs'][number];

/** Effluent limits, tariffs, the shape of the inflow and the values of the process models. */
export function checkMoneyAndRules(draft: ProfileDraft, index: DraftIndex, report: Report): void {
  if (draft.limits !== null) checkLimits(draft.limits, index, report);
  if (draft.tariffs !== null) checkTariffs(draft.tariffs, report);
  if (draft.influent !== null) {
    const mean = (factors: readonly number[]): number =>
      factors.reduce((sum, f) => sum + f, 0) / factors.length;
    for (const key of ['flowByHour', 'strengthByHour', 'flowByWeekday'] as const) {
      const value = mean(draft.influent[key]);
      if (Math.abs(value - 1) > 0.01)
        report(
          INFLUENT,
          key,
          `mean ${value.toFixed(3)}`,
          'the factors must have the mean 1 (0.99 to 1.01)',
          'range',
        );
    }
  }
  if (draft.start !== null && draft.tanks !== null) {
    const known = new Set(draft.tanks.map((tank) => tank.id));
    for (const id of Object.keys(draft.start.tanks))
      if (!known.has(id))
        report(START, `tanks.${id}`, id, 'must be a tank of tanks.json', 'unknownReference');
  }
  if (draft.process !== null) {
    for (const [path, { value }] of Object.entries(draft.process.parameters)) {
      for (const fault of checkOverrides({ [path]: value }))
        report(PROCESS, `parameters.${path}`, value, `${fault.allowed}; ${fault.advice}`, 'range');
    }
  }
}

function checkLimits(limits: Limits, index: DraftIndex, report: Report): void {
  const refs = new References(index, report, LIMITS);
  reportDuplicates(
    limits.sets.map((each) => each.id),
    (i) => `sets[${i}].id`,
    LIMITS,
    'limit set id',
    report,
  );
  if (!limits.sets.some((each) => each.id === limits.active)) {
    report(
      LIMITS,
      'active',
      limits.active,
      `must be one of the sets: ${limits.sets.map((each) => each.id).join(', ')}`,
      'unknownReference',
    );
  }
  limits.levels.forEach((level, i) => {
    const before = limits.levels[i - 1] ?? 0;
    if (level <= before)
      report(LIMITS, `levels[${i}]`, level, `the levels must rise: above ${before}`, 'order');
  });
  reportDuplicates(
    limits.readings.map((each) => each.item),
    (i) => `readings[${i}].item`,
    LIMITS,
    'reading of an item',
    report,
  );
  limits.readings.forEach((each, i) => refs.tag(each.tag, `readings[${i}].tag`));
  limits.sets.forEach((each, i) => checkLimitSet(each, `sets[${i}]`, limits, index, report));
}

function checkLimitSet(
  set: LimitSet,
  path: string,
  limits: Limits,
  index: DraftIndex,
  report: Report,
): void {
  checkDates(set, path, LIMITS, report);
  const { from, below } = set.sizeM3PerD;
  if (below !== null && below <= from)
    report(
      LIMITS,
      `${path}.sizeM3PerD`,
      set.sizeM3PerD,
      '`below` must be greater than `from`',
      'order',
    );
  reportDuplicates(
    set.items.map((each) => each.item),
    (i) => `${path}.items[${i}].item`,
    LIMITS,
    'limit item',
    report,
  );
  set.items.forEach((item, i) => {
    if (item.min === null && item.max === null)
      report(LIMITS, `${path}.items[${i}]`, item.item, 'needs a lower or an upper bound', 'range');
    if (item.min !== null && item.max !== null && item.min >= item.max)
      report(
        LIMITS,
        `${path}.items[${i}].min`,
        item.min,
        `must be below max (${item.max})`,
        'order',
      );
    if (set.id !== limits.active) return;
    const tag = limits.readings.find((each) => each.item === item.item)?.tag;
    const unit = tag === undefined ? undefined : index.tags?.get(tag)?.unit;
    if (unit !== undefined && unit !== item.unit)
      report(
        LIMITS,
        `${path}.items[${i}].unit`,
        item.unit,
        `must be the unit of its reading ${tag}, "${unit}" (tags.csv)`,
        'range',
      );
  });
}

function checkTariffs(tariffs: Tariffs, report: Report): void {
  reportDuplicates(
    tariffs.tariffs.map((each) => each.id),
    (i) => `tariffs[${i}].id`,
    TARIFFS,
    'tariff id',
    report,
  );
  if (!tariffs.tariffs.some((each) => each.id === tariffs.active)) {
    report(
      TARIFFS,
      'active',
      tariffs.active,
      `must be one of the tariffs: ${tariffs.tariffs.map((each) => each.id).join(', ')}`,
      'unknownReference',
    );
  }
  tariffs.tariffs.forEach((each, i) => checkTariff(each, `tariffs[${i}]`, report));
}

function checkTariff(tariff: Tariff, path: string, report: Report): void {
  checkDates(tariff, path, TARIFFS, report);
  for (let month = 1; month <= 12; month += 1) {
    const times = tariff.seasons.filter((season) => season.months.includes(month)).length;
    if (times !== 1)
      report(
        TARIFFS,
        `${path}.seasons`,
        `month ${month}`,
        `each month must belong to one season; month ${month} belongs to ${times}`,
        times === 0 ? 'range' : 'duplicate',
      );
  }
  tariff.seasons.forEach((season, s) => {
    const taken = new Set<number>();
    for (const band of ['mid', 'peak'] as const) {
      season[band].forEach((hours, h) => {
        const at = `${path}.seasons[${s}].${band}[${h}]`;
        if (hours.from >= hours.to)
          report(
            TARIFFS,
            at,
            hours,
            '`from` must be before `to`; write hours over midnight as two ranges',
            'order',
          );
        for (let hour = hours.from; hour < hours.to; hour += 1) {
          if (taken.has(hour))
            report(
              TARIFFS,
              at,
              hours,
              `hour ${hour} is already mid or peak; each hour belongs to one band`,
              'overlap',
            );
          taken.add(hour);
        }
      });
    }
  });
}

function checkDates(
  record: { readonly validFrom: string; readonly validTo: string | null },
  path: string,
  file: string,
  report: Report,
): void {
  for (const key of ['validFrom', 'validTo'] as const) {
    const date = record[key];
    if (date !== null && !isCalendarDay(date))
      report(file, `${path}.${key}`, date, 'must be a day of the calendar, YYYY-MM-DD', 'range');
  }
  if (record.validTo !== null && record.validTo < record.validFrom) {
    report(
      file,
      `${path}.validTo`,
      record.validTo,
      `must not lie before validFrom (${record.validFrom})`,
      'order',
    );
  }
}

/** Pure Gregorian check of a `YYYY-MM-DD` text. */
function isCalendarDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}
