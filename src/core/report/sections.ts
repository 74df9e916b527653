import { formatFigure, formatUnit } from '../units/text.ts';
import { fact, facts, heading, left, lineChart, right, table, text } from './blocks.ts';
import type { Fact } from './blocks.ts';
import { NO_FIGURE, figure, moment, percent, words } from './document.ts';
import { civilDate, dayNumber } from '../time/civil.ts';
import type { Block, Cell } from './document.ts';
import { codeWord } from './context.ts';
import type { ReportContext } from './context.ts';
import type { EffluentFigures, ReportFigures } from './figures.ts';

/** The parts of a report, each made of its figures and of words. A part with nothing to say says so. */

/** Below this share of values a verdict holds only for what was recorded. */
const WELL_COVERED = 0.9;

/** Name of a quantity as the language writes it. */
export const itemName = (context: ReportContext, item: string): string =>
  codeWord(context, 'ui:item', item);

/** `T-N mg/L`; a pH is its own unit. */
const withUnit = (context: ReportContext, { item, unit }: EffluentFigures): string =>
  unit === '' || unit === item
    ? itemName(context, item)
    : `${itemName(context, item)} ${formatUnit(unit)}`;

function limitText(each: EffluentFigures): string {
  const { limitMin, limitMax, decimals } = each;
  if (limitMin !== null && limitMax !== null)
    return `${formatFigure(limitMin, decimals)}–${formatFigure(limitMax, decimals)}`;
  if (limitMax !== null) return formatFigure(limitMax, decimals);
  return limitMin === null ? NO_FIGURE : `≥ ${formatFigure(limitMin, decimals)}`;
}

const beyond = (each: EffluentFigures, value: number | null): boolean =>
  value !== null &&
  ((each.limitMax !== null && value > each.limitMax) ||
    (each.limitMin !== null && value < each.limitMin));

/** Was the water within its limits? The first thing anybody asks of a report. */
export function effluentSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word, stamp, wall } = context;
  const { effluent } = figures;
  if (effluent.length === 0) return [heading(word('effluent.title')), text(word('effluent.none'))];
  const over = effluent.filter(({ hoursBeyond }) => hoursBeyond > 0);
  const overLaboratory = effluent.filter(({ laboratory }) => laboratory.beyond > 0);
  const isKnown = effluent.some(({ n }) => n > 0);
  const hasGaps = effluent.some(({ n, expected }) => n < expected * WELL_COVERED);
  const verdict = !isKnown
    ? text(word('effluent.unknown'), true)
    : over.length + overLaboratory.length === 0
      ? text(word(hasGaps ? 'effluent.withinPart' : 'effluent.within'))
      : text(
          word('effluent.beyond', {
            items: [
              ...new Set([...over, ...overLaboratory].map(({ item }) => itemName(context, item))),
            ].join(', '),
          }),
          true,
        );
  return [
    heading(word('effluent.title')),
    verdict,
    table(
      [
        left(word('column.item'), 1.2),
        right(word('column.limit'), 1.1),
        right(word('column.mean')),
        right(word('column.min')),
        right(word('column.max')),
        right(word('column.maxAt'), 1.5),
        right(word('column.hoursBeyond'), 1.2),
        right(word('column.covered')),
        right(word('column.laboratory'), 1.5),
      ],
      effluent.map((each): Cell[] => [
        words(withUnit(context, each)),
        words(limitText(each)),
        figure(each.mean, each.decimals, beyond(each, each.mean)),
        figure(each.min?.value ?? null, each.decimals, beyond(each, each.min?.value ?? null)),
        figure(each.max?.value ?? null, each.decimals, beyond(each, each.max?.value ?? null)),
        each.max === null
          ? words('')
          : moment(stamp(each.max.atMs).slice(5), wall(each.max.atMs), 'minute'),
        figure(each.hoursBeyond, 1, each.hoursBeyond > 0),
        percent(each.expected === 0 ? null : each.n / each.expected, 0),
        words(
          each.laboratory.n === 0
            ? NO_FIGURE
            : word('effluent.laboratory', {
                n: each.laboratory.n,
                max:
                  each.laboratory.max === null
                    ? NO_FIGURE
                    : `${each.laboratory.maxIsBelow ? '< ' : ''}${formatFigure(each.laboratory.max, each.decimals)}`,
              }),
          each.laboratory.beyond > 0,
        ),
      ]),
    ),
  ];
}

/** One chart per item with its limit; items without a single value are left out. */
export function effluentCharts(figures: ReportFigures, context: ReportContext): Block[] {
  const { fromMs, toMs } = figures;
  return figures.effluent
    .filter(({ curve }) => curve.some(([, value]) => value !== null))
    .map((each) =>
      lineChart(context, {
        title: itemName(context, each.item),
        unit: each.unit === each.item ? '' : formatUnit(each.unit),
        fromZero: each.limitMin === null,
        fromMs,
        toMs,
        points: each.curve,
        limits: [
          ...(each.limitMin === null
            ? []
            : [{ name: context.word('chart.limit'), value: each.limitMin }]),
          ...(each.limitMax === null
            ? []
            : [{ name: context.word('chart.limit'), value: each.limitMax }]),
        ],
      }),
    );
}

const tariffName = (context: ReportContext, id: string): string => {
  const tariff = context.index.profile.tariffs.tariffs.find((each) => each.id === id);
  return tariff === undefined ? id : context.local(tariff.name);
};

/** Water and energy: what came, what left, what it took. */
export function amountsSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { water, energy } = figures;
  const found: Fact[] = [];
  const add = (
    name: string,
    value: number | null,
    decimals: number,
    unit: string,
    detail = '',
  ): void => {
    const shown = value === null ? NO_FIGURE : `${formatFigure(value, decimals)} ${unit}`;
    found.push(fact(name, shown, detail));
  };
  const covered = (n: number, expected: number): string =>
    expected === 0
      ? ''
      : word('amounts.covered', { percent: formatFigure((n / expected) * 100, 0) });
  if (water.inflow !== null)
    add(
      word('amounts.inflow'),
      water.inflow.total,
      0,
      'm³',
      covered(water.inflow.n, water.inflow.expected),
    );
  if (water.outflow !== null)
    add(
      word('amounts.outflow'),
      water.outflow.total,
      0,
      'm³',
      covered(water.outflow.n, water.outflow.expected),
    );
  if (energy !== null) {
    add(
      word('amounts.energy'),
      energy.kwh,
      0,
      'kWh',
      covered(energy.source.n, energy.source.expected),
    );
    add(word('amounts.perM3'), energy.kwhPerM3, 2, 'kWh/m³');
    add(
      word('amounts.cost'),
      energy.costWon,
      0,
      word('amounts.won'),
      energy.costWon === null
        ? word('amounts.costUnknown', { percent: formatFigure(energy.covered * 100, 0) })
        : tariffName(context, energy.tariff),
    );
    const { offPeak, mid, peak } = energy.kwhByBand;
    if (mid + peak > 0)
      found.push(
        fact(
          word('amounts.bands'),
          [offPeak, mid, peak].map((kwh) => formatFigure(kwh, 0)).join(' / '),
          word('amounts.bandsDetail'),
        ),
      );
  }
  return [
    heading(word('amounts.title')),
    found.length === 0 ? text(word('amounts.none')) : facts(found),
  ];
}

const DAY_MS = 86_400_000;

/** Beginnings of the local days or months a report reaches over, as ms of the wall clock; of a running one up to now. */
function rowsOf(
  { fromMs, toMs, madeMs }: ReportFigures,
  { wall }: ReportContext,
  byMonth: boolean,
): number[] {
  // Days begin where the report does: at the plant's own boundary.
  const boundaryMs = wall(fromMs) % DAY_MS;
  const dayOf = (ms: number): number => Math.floor((wall(ms) - boundaryMs) / DAY_MS);
  const first = dayOf(fromMs);
  const last = dayOf(Math.max(fromMs, Math.min(toMs, madeMs) - 1));
  const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  if (!byMonth) return days.map((day) => day * DAY_MS);
  const months = days.map((day) => {
    const { year, month } = civilDate(day);
    return dayNumber(year, month, 1) * DAY_MS;
  });
  return [...new Set(months)];
}

/**
 * A line for each day (of a week or month) or month (of a year): what the authority's operation log asks for.
 * One of which nothing is stored has its line too.
 */
export function daysSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word, day } = context;
  const { effluent, water, energy } = figures;
  const byMonth = figures.kind === 'yearly';
  const all = [...effluent, water.inflow, water.outflow, energy?.source ?? null].flatMap(
    (each) => each?.table ?? [],
  );
  const recorded = new Set(all.map(({ wallMs }) => wallMs));
  const walls = [...new Set([...recorded, ...rowsOf(figures, context, byMonth)])].sort(
    (a, b) => a - b,
  );
  const missing = walls.filter((wall) => !recorded.has(wall));
  const named = (wall: number): string => (byMonth ? day(wall).slice(0, 7) : day(wall));
  const at = (
    days:
      | readonly {
          readonly wallMs: number;
          readonly mean: number | null;
          readonly total: number | null;
        }[]
      | undefined,
    wall: number,
  ) => days?.find(({ wallMs }) => wallMs === wall) ?? null;
  return [
    heading(word(byMonth ? 'days.months' : 'days.title')),
    table(
      [
        left(word(byMonth ? 'column.month' : 'column.day'), 1.4),
        right(`${word('amounts.inflow')} m³`, 1.3),
        right(`${word('amounts.outflow')} m³`, 1.3),
        right('kWh', 1),
        right('kWh/m³', 1),
        ...effluent.map((each) => right(itemName(context, each.item), 1)),
      ],
      walls.map((wall): Cell[] => {
        const out = at(water.outflow?.table, wall)?.total ?? null;
        const kwh = at(energy?.source.table, wall)?.total ?? null;
        return [
          moment(named(wall), wall, byMonth ? 'month' : 'day'),
          figure(at(water.inflow?.table, wall)?.total ?? null, 0),
          figure(out, 0),
          figure(kwh, 0),
          figure(out === null || kwh === null || out <= 0 ? null : kwh / out, 2),
          ...effluent.map((each) => {
            const mean = at(each.table, wall)?.mean ?? null;
            return figure(mean, each.decimals, beyond(each, mean));
          }),
        ];
      }),
    ),
    ...(missing.length === 0 || recorded.size === 0
      ? []
      : [text(word('days.missing', { days: missing.map(named).join(', ') }))]),
  ];
}
