import { DateTime } from 'luxon';
import type { Result } from '#core/result.ts';
import { activeTariff, counterOf, effluentTargets, priceAt, unitTag } from '#core/plant/derived.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type {
  AnalysisAnswer,
  AnalysisQuestion,
  StatisticsAnswer,
} from '#core/analysis/question.ts';
import { energyCost } from '#core/report/figures.ts';
import { laboratoryFigures } from '#core/report/laboratory.ts';
import type {
  EffluentFigures,
  HourPrice,
  Measured,
  PeriodReport,
  ReportFigures,
} from '#core/report/figures.ts';
import type { MeasuredPoint } from '#core/report/ai/rehearsal.ts';
import { wholeDays } from '#core/report/savings.ts';
import type { DayUse } from '#core/report/savings.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian, RawAnswer } from '#engine/ports/historian.ts';
import { stored } from '../stored-answer.ts';
import { taken } from './failed.ts';
import type { Span } from './record-pages.ts';

export interface MeasuredOptions {
  readonly profile: PlantProfile;
  readonly historian: Historian;
  /** Long questions, answered by the very part that answers those of the screens. */
  readonly ask: (question: AnalysisQuestion) => Promise<Result<AnalysisAnswer, RpcError>>;
}

type TagStatistics = StatisticsAnswer['tags'][number];
type Series = Map<string, [number, number | null][]>;

const CHART_POINTS = 240;
const FIVE_MIN_MS = 300_000;
/** Fewest and most points a question for a series may ask for. */
const LEAST_POINTS = 20;
const MOST_POINTS = 4000;
/** Counters are all stored in the first scan that reads them. */
const FIRST_ROWS = 2000;
const MOST_TAGS = 12;
/** A question for hours may not ask for more points than this at once. */
const HOURS_AT_ONCE = 3000;
const HOUR_MS = 3_600_000;
/** `06:00` is 360. */
const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

const NO_COST = {
  costWon: null,
  tariff: '',
  kwhByBand: { offPeak: 0, mid: 0, peak: 0 },
  covered: 0,
};

/** What was measured in a span, by the same statistics that the history screen shows. */
export class MeasuredFigures {
  readonly #options: MeasuredOptions;

  constructor(options: MeasuredOptions) {
    this.#options = options;
  }

  async #statistics(
    tags: readonly string[],
    span: Span,
    table: 'day' | 'week' | 'month',
    limits: readonly { tag: string; below: number | null; above: number | null }[] = [],
  ): Promise<Map<string, TagStatistics>> {
    const found = new Map<string, TagStatistics>();
    const unique = [...new Set(tags)];
    for (let i = 0; i < unique.length; i += MOST_TAGS) {
      const part = unique.slice(i, i + MOST_TAGS);
      const answer = taken(
        await this.#options.ask({
          kind: 'statistics',
          tags: part,
          span,
          zone: this.#options.profile.site.timeZone,
          corrected: true,
          level: 'auto',
          limits: limits.filter(({ tag }) => part.includes(tag)),
          classes: 5,
          table,
          dayStartsMin: minutesOf(this.#options.profile.display.dayStartsAt),
        }),
      );
      if (answer.kind === 'statistics') for (const each of answer.tags) found.set(each.tag, each);
    }
    return found;
  }

  /** Effluent, water and energy. `laboratory`: readings of people in the span. */
  async measured(
    kind: PeriodReport,
    span: Span,
    laboratory: ReportFigures['laboratory'],
  ): Promise<Pick<ReportFigures, 'effluent' | 'water' | 'energy'>> {
    const { profile } = this.#options;
    const { display } = profile;
    const table = kind === 'yearly' ? 'month' : 'day';
    const targets = effluentTargets(profile.limits);
    const items = display.effluent.map(({ item, tag }) => ({
      item,
      tag,
      target: targets.find((each) => each.item === item) ?? null,
    }));
    const energyTag = display.energyTag ?? display.powerTag;
    const inflowTag = counterOf(profile, display.influentFlowTag) ?? display.influentFlowTag;
    const outflowTag = counterOf(profile, display.effluentFlowTag) ?? display.effluentFlowTag;
    const statistics = await this.#statistics(
      [
        ...items.map(({ tag }) => tag),
        inflowTag,
        outflowTag,
        ...(energyTag === null ? [] : [energyTag]),
      ],
      span,
      table,
      items.map(({ tag, target }) => ({
        tag,
        below: target?.min ?? null,
        above: target?.max ?? null,
      })),
    );
    const curves = await this.#curves(
      items.map(({ tag }) => tag),
      span,
    );
    const effluent = items.flatMap(({ item, tag, target }): EffluentFigures[] => {
      const each = this.#measure(statistics.get(tag));
      if (each === null) return [];
      const tagged = profile.tags.find(({ id }) => id === tag);
      const results = laboratory.filter((row) => row.item === item && row.point === 'effluent');
      return [
        {
          ...each,
          item,
          unit: target?.unit ?? tagged?.unit ?? '',
          decimals: tagged?.decimals ?? 2,
          limitMin: target?.min ?? null,
          limitMax: target?.max ?? null,
          target: target?.target ?? null,
          hoursBeyond:
            (statistics.get(tag)?.hoursAbove ?? 0) + (statistics.get(tag)?.hoursBelow ?? 0),
          curve: curves.get(tag) ?? [],
          laboratory: laboratoryFigures(results, target?.unit ?? tagged?.unit ?? ''),
        },
      ];
    });
    const inflow = this.#measure(statistics.get(inflowTag));
    const outflow = this.#measure(statistics.get(outflowTag));
    const source = energyTag === null ? null : this.#measure(statistics.get(energyTag));
    const kwh = source?.total ?? null;
    const out = outflow?.total ?? null;
    return {
      effluent,
      water: { inflow, outflow },
      energy:
        source === null
          ? null
          : {
              source,
              kwh,
              kwhPerM3: kwh === null || out === null || out <= 0 ? null : kwh / out,
              ...(await this.#cost(span)),
            },
    };
  }

  /** Water and energy of each whole local day of a span; days with gaps are left out. */
  async days(span: Span): Promise<readonly DayUse[]> {
    const { profile } = this.#options;
    const { display } = profile;
    const energyTag = display.energyTag ?? display.powerTag;
    if (energyTag === null) return [];
    const waterTag = counterOf(profile, display.effluentFlowTag) ?? display.effluentFlowTag;
    const found = await this.#statistics([waterTag, energyTag], span, 'day');
    const energy = wholeDays(found.get(energyTag)?.table ?? []);
    return [...wholeDays(found.get(waterTag)?.table ?? [])].flatMap(([wallMs, m3]) => {
      const kwh = energy.get(wallMs);
      return kwh === undefined ? [] : [{ wallMs, m3, kwh }];
    });
  }

  #measure(each: TagStatistics | undefined): Measured | null {
    if (each === undefined) return null;
    const tag = this.#options.profile.tags.find(({ id }) => id === each.tag);
    const { n, expected, mean, min, max, total } = each.figures;
    return {
      tag: each.tag,
      unit: tag?.unit ?? '',
      n,
      expected,
      mean,
      min,
      max,
      total: total?.value ?? null,
      table: each.table.map((row) => ({
        wallMs: row.wallMs,
        mean: row.mean,
        min: row.min,
        max: row.max,
        total: row.total,
      })),
    };
  }

  async #series(tags: readonly string[], span: Span, points: number): Promise<Series> {
    const found = new Map<string, [number, number | null][]>();
    const answer = taken(
      await this.#options.ask({
        kind: 'series',
        tags: [...new Set(tags)],
        span,
        zone: this.#options.profile.site.timeZone,
        corrected: true,
        points,
      }),
    );
    if (answer.kind === 'series')
      for (const each of answer.tags)
        found.set(
          each.tag,
          each.points.map(([ms, mean]) => [ms, mean]),
        );
    return found;
  }

  /** Buckets of five minutes of any number of tags: [ms, mean, highest] of each. */
  async fiveMinutes(
    tags: readonly string[],
    span: Span,
  ): Promise<ReadonlyMap<string, readonly MeasuredPoint[]>> {
    const found = new Map<string, MeasuredPoint[]>();
    for (let from = span.fromMs; from < span.toMs; from += MOST_POINTS * FIVE_MIN_MS) {
      const part = { fromMs: from, toMs: Math.min(span.toMs, from + MOST_POINTS * FIVE_MIN_MS) };
      const points = Math.max(LEAST_POINTS, Math.ceil((part.toMs - part.fromMs) / FIVE_MIN_MS));
      for (let i = 0; i < tags.length; i += MOST_TAGS) {
        const answer = taken(
          await this.#options.ask({
            kind: 'series',
            tags: tags.slice(i, i + MOST_TAGS),
            span: part,
            zone: this.#options.profile.site.timeZone,
            corrected: true,
            points,
          }),
        );
        if (answer.kind !== 'series') continue;
        for (const each of answer.tags) {
          const list = found.get(each.tag) ?? [];
          list.push(...each.points.map(([ms, mean, , max]): MeasuredPoint => [ms, mean, max]));
          found.set(each.tag, list);
        }
      }
    }
    return found;
  }

  #curves(tags: readonly string[], span: Span): Promise<Series> {
    return tags.length === 0
      ? Promise.resolve(new Map())
      : this.#series(tags.slice(0, MOST_TAGS), span, CHART_POINTS);
  }

  /** Each hour's mean power at that hour's price. */
  async #cost(
    span: Span,
  ): Promise<
    Pick<NonNullable<ReportFigures['energy']>, 'costWon' | 'tariff' | 'kwhByBand' | 'covered'>
  > {
    const { profile } = this.#options;
    const tariff = activeTariff(profile.tariffs);
    const powerTag = profile.display.powerTag;
    const none = { ...NO_COST, tariff: tariff.id };
    if (powerTag === null) return none;
    const { holidays } = profile.rounds;
    const isHoliday = (date: string): boolean =>
      holidays.some(({ from, to }) => from <= date && date <= to);
    const hours: HourPrice[] = [];
    const first = Math.floor(span.fromMs / HOUR_MS) * HOUR_MS;
    for (let from = first; from < span.toMs; from += HOURS_AT_ONCE * HOUR_MS) {
      const to = Math.min(span.toMs, from + HOURS_AT_ONCE * HOUR_MS);
      const count = Math.max(20, Math.ceil((to - from) / HOUR_MS));
      const series = await this.#series([powerTag], { fromMs: from, toMs: to }, count);
      const sums = new Map<number, { sum: number; n: number }>();
      for (const [ms, mean] of series.get(powerTag) ?? []) {
        if (mean === null) continue;
        const hour = Math.floor(ms / HOUR_MS);
        const known = sums.get(hour) ?? { sum: 0, n: 0 };
        sums.set(hour, { sum: known.sum + mean, n: known.n + 1 });
      }
      for (let hour = Math.floor(from / HOUR_MS); hour * HOUR_MS < to; hour++) {
        const local = DateTime.fromMillis(hour * HOUR_MS, { zone: profile.site.timeZone });
        const price = priceAt(tariff, {
          month: local.month,
          weekday: local.weekday - 1,
          hour: local.hour,
          holiday: isHoliday(local.toFormat('yyyy-MM-dd')),
        });
        const known = sums.get(hour);
        const share =
          (Math.min(to, (hour + 1) * HOUR_MS) - Math.max(span.fromMs, hour * HOUR_MS)) / HOUR_MS;
        hours.push({
          kwh: known === undefined ? null : (known.sum / known.n) * share,
          wonPerKwh: price.billedWonPerKwh,
          band: price.band,
        });
      }
    }
    return { ...energyCost(hours), tariff: tariff.id };
  }

  /** First stored value of each tag in a span. */
  async #firstOf(tags: readonly string[], span: Span): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (let cursor: string | null = null; tags.length > 0;) {
      const slice: RawAnswer = taken(
        stored(await this.#options.historian.raw({ tags, ...span, limit: FIRST_ROWS, cursor })),
      );
      for (const { tag, value } of slice.rows)
        if (value !== null && !found.has(tag)) found.set(tag, value);
      cursor = slice.cursor;
      if (cursor === null || found.size > 0) break;
    }
    return found;
  }

  /** Growth of counters that were set back within a span: the sum of their steps up. */
  async #grown(tags: readonly string[], span: Span): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (let i = 0; i < tags.length; i += MOST_TAGS)
      for (const [tag, points] of await this.#series(
        tags.slice(i, i + MOST_TAGS),
        span,
        MOST_POINTS,
      )) {
        const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
        const steps = values.map((value, k) => Math.max(0, value - (values[k - 1] ?? value)));
        found.set(tag, Math.round(steps.reduce((sum, step) => sum + step, 0)));
      }
    return found;
  }

  /** Hours run and starts of every motor. */
  async machines(span: Span): Promise<ReportFigures['machines']> {
    const { profile, historian } = this.#options;
    const known = new Set(profile.tags.map(({ id }) => id));
    const units = profile.machines
      .flatMap((machine) => machine.units.map(({ id }) => ({ unit: id, machine: machine.id })))
      .filter(({ unit }) => known.has(unitTag(unit, 'run')));
    if (units.length === 0) return [];
    const hours = await this.#statistics(
      units.map(({ unit }) => unitTag(unit, 'run')),
      span,
      'month',
    );
    const starts = units.map(({ unit }) => unitTag(unit, 'starts')).filter((tag) => known.has(tag));
    const at = async (ms: number): Promise<Map<string, number>> => {
      if (starts.length === 0) return new Map();
      const rows = taken(stored(await historian.latest(starts, ms)));
      return new Map(
        rows.flatMap(({ tag, value }) => (value === null ? [] : [[tag, value] as const])),
      );
    };
    const [before, after] = [await at(span.fromMs), await at(span.toMs)];
    // A counter that was first read within the span counts from then on.
    for (const [tag, value] of await this.#firstOf(
      starts.filter((tag) => !before.has(tag)),
      span,
    ))
      before.set(tag, value);
    const setBack = starts.filter((tag) => (after.get(tag) ?? 0) < (before.get(tag) ?? 0));
    const grown = await this.#grown(setBack, span);
    return units.map(({ unit, machine }) => {
      const first = before.get(unitTag(unit, 'starts'));
      const last = after.get(unitTag(unit, 'starts'));
      return {
        unit,
        machine,
        hours: hours.get(unitTag(unit, 'run'))?.figures.total?.value ?? null,
        starts:
          first === undefined || last === undefined
            ? null
            : last >= first
              ? last - first
              : (grown.get(unitTag(unit, 'starts')) ?? null),
      };
    });
  }
}
