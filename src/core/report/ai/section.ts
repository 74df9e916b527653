import { BAND_SD } from '../../signal/quality-state/virtual-tally.ts';
import { formatFigure, formatUnit } from '../../units/text.ts';
import { fact, facts, heading, left, lineChart, right, table, text } from '../blocks.ts';
import { codeWord, nameOf } from '../context.ts';
import type { ReportContext } from '../context.ts';
import { NO_FIGURE, figure, percent, words } from '../document.ts';
import type { Block, Cell } from '../document.ts';
import type { ReportFigures } from '../figures.ts';
import { spanText } from '../plant-sections.ts';
import type { AiFigures } from './figures.ts';
import { commandBlocks, rehearsalBlocks, runningBlocks } from './operation-section.ts';

/** The report on the performance of the AI: what can be judged from what there is, and nothing else. */

/** Sensors with the lowest scores that a report lists; the rest is told in one line. */
const MOST_SENSORS = 12;
/** Below this share of minutes within the band of 95 % the band is too narrow to be relied on. */
const BAND_HOLDS = 0.9;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Part = (ai: AiFigures, context: ReportContext, figures: ReportFigures) => Block[];

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, each) => sum + each, 0) / values.length;
const known = (values: readonly (number | null)[]): number[] =>
  values.filter((value) => value !== null);

/** A duration in hours; a dash for none. */
const hoursCell = (ms: number, decimals = 1): Cell =>
  figure(ms === 0 ? null : ms / HOUR_MS, decimals);

/** Name of a sensor with its unit. */
const sensorName = (context: ReportContext, tag: string, unit: string): string =>
  `${nameOf(context, tag)}${unit === '' || unit === 'pH' ? '' : ` ${formatUnit(unit)}`}`;

const atAGlance: Part = (ai, { word }) => {
  const { running, agreement, rehearsals, operation } = ai;
  const judged = ai.virtual.filter(({ minutes }) => minutes > 0);
  const minutes = judged.reduce((sum, each) => sum + each.minutes, 0);
  const within = judged.reduce((sum, each) => sum + (each.within ?? 0) * each.minutes, 0);
  const checked = agreement.confirmed + agreement.contradicted;
  const byAi = operation.commands.find(({ by }) => by === 'ai');
  const commands = byAi === undefined ? 0 : byAi.confirmed + byAi.refused + byAi.notConfirmed;
  return [
    facts([
      fact(
        word('ai.ran'),
        running.minutes === 0 ? NO_FIGURE : percent(running.lived / running.minutes, 2).text,
        word('ai.ranDetail', { minutes: formatFigure(running.minutes - running.lived, 0) }),
      ),
      fact(
        word('ai.score'),
        ai.sensors.length === 0
          ? NO_FIGURE
          : formatFigure(mean(known(ai.sensors.map((each) => each.mean))) ?? 0, 1),
        word('ai.scoreDetail', { count: ai.sensors.length }),
      ),
      fact(
        word('ai.band'),
        minutes === 0 ? NO_FIGURE : percent(within / minutes, 1).text,
        word('ai.bandDetail', { count: judged.length }),
        minutes > 0 && within / minutes < BAND_HOLDS,
      ),
      fact(
        word('ai.faults'),
        checked === 0 ? NO_FIGURE : `${String(agreement.confirmed)} / ${String(checked)}`,
        word('ai.faultsDetail', { unchecked: agreement.unchecked }),
      ),
      fact(
        word('ai.rehearsed'),
        formatFigure(rehearsals.asked, 0),
        word('ai.rehearsedDetail', { judged: rehearsals.judged }),
      ),
      fact(
        word('ai.commands'),
        formatFigure(commands, 0),
        commands === 0 ? word('ai.commandsNone') : '',
      ),
    ]),
  ];
};

const virtualSensors: Part = ({ virtual }, context) => {
  const { word } = context;
  const title = heading(word('ai.virtual.title'));
  if (virtual.length === 0) return [title, text(word('ai.virtual.noSensor'))];
  const judged = virtual.filter(({ minutes }) => minutes > 0);
  const stoodIn = virtual.filter(({ stoodInMs }) => stoodInMs > 0);
  const silent = virtual.filter(
    ({ minutes, stoodInMs, readings }) => minutes === 0 && stoodInMs === 0 && readings === 0,
  );
  const shown = virtual.filter((each) => !silent.includes(each));
  return [
    title,
    text(
      stoodIn.length === 0
        ? word('ai.virtual.neverStood')
        : word('ai.virtual.stood', { count: stoodIn.length }),
    ),
    ...(shown.length === 0
      ? []
      : [
          ...(judged.length === 0 ? [] : [text(word('ai.virtual.how'))]),
          table(
            [
              left(word('column.sensor'), 2.7),
              right(word('ai.column.compared'), 1.3),
              right(word('ai.column.error'), 1.1),
              right(word('ai.column.bias'), 1.1),
              right(word('ai.column.band'), 1.1),
              right(word('ai.column.held'), 1.2),
              right(word('ai.column.stoodIn'), 1.2),
              right(word('ai.column.readings'), 1.2),
              right(word('ai.column.readingError'), 1.1),
            ],
            shown.map((row): Cell[] => [
              words(sensorName(context, row.tag, row.unit)),
              hoursCell(row.minutes * MINUTE_MS),
              figure(row.error, row.decimals + 1),
              figure(row.bias, row.decimals + 1),
              figure(row.sd === null ? null : BAND_SD * row.sd, row.decimals + 1),
              percent(row.within, 1, row.within !== null && row.within < BAND_HOLDS),
              hoursCell(row.stoodInMs),
              figure(row.readings === 0 ? null : row.readings, 0),
              figure(row.readingError, row.decimals + 1),
            ]),
          ),
        ]),
    ...(judged.length === 0
      ? []
      : [
          {
            type: 'bars' as const,
            title: word('ai.virtual.chart'),
            unit: '%',
            decimals: 1,
            mark: { name: word('ai.virtual.promised'), value: 95 },
            bars: judged.map(({ tag, within }) => ({
              name: nameOf(context, tag),
              value: (within ?? 0) * 100,
              bad: (within ?? 0) < BAND_HOLDS,
            })),
          },
        ]),
    ...(silent.length === 0
      ? []
      : [
          text(
            word('ai.virtual.silent', {
              names: silent.map(({ tag }) => nameOf(context, tag)).join(', '),
            }),
          ),
        ]),
  ];
};

const sensorTrust: Part = ({ sensors, curve }, context, { fromMs, toMs }) => {
  const { word } = context;
  const title = heading(word('ai.trust.title'));
  if (sensors.length === 0) return [title, text(word('ai.trust.none'))];
  const chart = (name: string, at: 1 | 2): Block =>
    lineChart(context, {
      title: word(name),
      unit: '',
      fromZero: at === 2,
      fromMs,
      toMs,
      points: curve.map((point) => [point[0], point[at]]),
      limits: [],
    });
  const rest = sensors.slice(MOST_SENSORS);
  const least = known(rest.map((each) => each.mean));
  return [
    title,
    ...(curve.length < 2 ? [] : [chart('ai.trust.chartMean', 1), chart('ai.trust.chartLeast', 2)]),
    table(
      [
        left(word('column.sensor'), 4),
        right(word('column.scoreMean'), 1.2),
        right(word('column.scoreLeast'), 1.2),
        right(word('ai.column.last'), 1.2),
        right(word('ai.column.findings'), 1.2),
        right(word('ai.column.replaced'), 1.4),
      ],
      sensors
        .slice(0, MOST_SENSORS)
        .map((row): Cell[] => [
          words(nameOf(context, row.tag)),
          figure(row.mean, 0),
          figure(row.least, 0),
          figure(row.last, 0),
          figure(row.findings, 0),
          hoursCell(row.lostMs),
        ]),
      word('sensors.worst'),
    ),
    ...(least.length === 0
      ? []
      : [
          text(
            word('ai.trust.rest', {
              count: rest.length,
              mean: formatFigure(Math.min(...least), 0),
            }),
          ),
        ]),
  ];
};

const tests: Part = (
  { findings, substitutes, criticalLost, corrections, calibrations, agreement },
  context,
) => {
  const { word } = context;
  const replaced = Object.entries(substitutes).filter(([, ms]) => ms > 0);
  const decided = Object.values(corrections).some((count) => count > 0);
  const { confirmed, contradicted, unchecked, missed } = agreement;
  return [
    heading(word('ai.tests.title')),
    findings.length === 0
      ? text(word('ai.tests.none'))
      : table(
          [
            left(word('ai.column.test'), 4),
            left(word('ai.column.weight'), 1.4),
            right(word('column.count'), 1),
            right(word('ai.column.lasted'), 1.3),
          ],
          findings.map((row): Cell[] => [
            words(codeWord(context, 'messages:qaCheck', row.check)),
            words(codeWord(context, 'messages:qaSeverity', row.severity)),
            figure(row.count, 0),
            hoursCell(row.lastedMs, 2),
          ]),
        ),
    text(
      replaced.length === 0
        ? word('ai.tests.neverReplaced')
        : word('ai.tests.replaced', {
            list: replaced
              .map(
                ([kind, ms]) =>
                  `${codeWord(context, 'messages:substitute', kind)} ${spanText(context, ms)}`,
              )
              .join(', '),
          }),
    ),
    ...(criticalLost === 0 ? [] : [text(word('ai.tests.critical', { count: criticalLost }), true)]),
    text(decided ? word('ai.tests.corrections', corrections) : word('ai.tests.noCorrections')),
    text(word('ai.tests.calibrations', { count: calibrations })),
    text(
      confirmed + contradicted + unchecked + missed === 0
        ? word('ai.tests.noFaults')
        : word('ai.tests.agreement', agreement),
      missed > 0,
    ),
  ];
};

const PARTS: readonly Part[] = [
  atAGlance,
  virtualSensors,
  sensorTrust,
  tests,
  rehearsalBlocks,
  commandBlocks,
  runningBlocks,
];

/** All parts in order. */
export function aiSections(figures: ReportFigures, context: ReportContext): Block[] {
  const { ai } = figures;
  if (ai === null) return [text(context.word('ai.nothing'), true)];
  // An engine that did not run saw nothing: every other part would say that all was well.
  const parts = ai.running.lived === 0 ? [runningBlocks] : PARTS;
  return parts.flatMap((part) => part(ai, context, figures));
}
