import { formatFigure, formatUnit } from '../units/text.ts';
import { fact, facts, heading, left, right, table, text } from './blocks.ts';
import type { Fact } from './blocks.ts';
import { NO_FIGURE, figure, words } from './document.ts';
import type { Block, Cell } from './document.ts';
import { codeWord, nameOf, stampCell } from './context.ts';
import type { ReportContext } from './context.ts';
import type { ReportFigures } from './figures.ts';
import { spanText } from './plant-sections.ts';

/** What people did and found: rounds, work, readings, sensors, calibrations. */

const known = (context: ReportContext, group: string, code: string): string =>
  context.has(`${group}.${code}`) ? context.word(`${group}.${code}`) : code;

function checklistName(context: ReportContext, id: string): string {
  const list = context.index.profile.rounds.checklists.find((each) => each.id === id);
  return list === undefined ? id : context.local(list.name);
}

/** Rounds that were due: done, missed, carried over. */
export function roundsSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { byState, rows } = figures.rounds;
  if (rows.length === 0) return [heading(word('rounds.title')), text(word('rounds.none'))];
  const missed = byState['missed'] ?? 0;
  return [
    heading(word('rounds.title')),
    text(
      word('rounds.counts', {
        done: byState['done'] ?? 0,
        missed,
        carried: byState['carried'] ?? 0,
      }),
      missed > 0,
    ),
    table(
      [
        left(word('column.round'), 3),
        left(word('column.due'), 1.6),
        left(word('column.state'), 1.2),
        left(word('column.doneAt'), 1.6),
        left(word('column.who'), 1.4),
      ],
      rows.map((row): Cell[] => [
        words(checklistName(context, row.checklist)),
        stampCell(context, row.dueMs),
        words(known(context, 'roundState', row.state), row.state === 'missed'),
        stampCell(context, row.doneMs),
        words(row.who),
      ]),
    ),
  ];
}

/** Every answer of every round of the period. */
export function roundAnswersSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word, stamp } = context;
  return figures.rounds.rows
    .filter(({ answers }) => answers.length > 0)
    .flatMap((row): Block[] => {
      const list = context.index.profile.rounds.checklists.find(({ id }) => id === row.checklist);
      const itemOf = (id: string) => list?.items.find((each) => each.id === id);
      const itemName = (id: string): string => {
        const item = itemOf(id);
        return item === undefined ? id : context.local(item.name);
      };
      const answerText = (answer: (typeof row.answers)[number]): string => {
        const item = itemOf(answer.item);
        const option =
          item?.kind === 'choice' ? item.options.find(({ id }) => id === answer.choice) : undefined;
        const said =
          answer.state !== 'given'
            ? word(`answer.${answer.state}`)
            : option !== undefined
              ? context.local(option.name)
              : answer.choice !== null
                ? known(context, 'answer', answer.choice)
                : item?.kind === 'reading'
                  ? `${answer.text} ${formatUnit(item.unit)}`.trim()
                  : answer.text;
        const steps =
          answer.steps === null || answer.steps.done === 0
            ? ''
            : word('answer.steps', {
                count: answer.steps.done,
                span: spanText(context, answer.steps.ms),
              });
        const photos = answer.photos === 0 ? '' : word('answer.photos', { count: answer.photos });
        const all = [said, steps, answer.note, photos].filter((part) => part !== '');
        return all.length === 0 ? NO_FIGURE : all.join(' · ');
      };
      const isBad = (answer: (typeof row.answers)[number]): boolean => {
        const item = itemOf(answer.item);
        return (
          answer.choice === 'fail' ||
          (item?.kind === 'choice' &&
            item.options.some(({ id, bad }) => bad && id === answer.choice))
        );
      };
      return [
        heading(
          `${checklistName(context, row.checklist)} · ${row.doneMs === null ? '' : stamp(row.doneMs)} · ${row.who}`,
        ),
        table(
          [left(word('column.item'), 3), left(word('column.answer'), 3)],
          row.answers.map((answer): Cell[] => [
            words(itemName(answer.item)),
            words(answerText(answer), isBad(answer)),
          ]),
        ),
      ];
    });
}

/** Orders opened and finished, and those that still stand. */
export function workSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { opened, finished, standing } = figures.work;
  return [
    heading(word('work.title')),
    text(word('work.counts', { opened, finished, standing: standing.length })),
    ...(standing.length === 0
      ? []
      : [
          table(
            [
              right(word('column.number'), 0.6),
              left(word('column.what'), 4),
              left(word('column.state'), 1.2),
              left(word('column.due'), 1.6),
            ],
            standing.map((order): Cell[] => [
              figure(order.number, 0),
              words(context.local(order)),
              words(known(context, 'orderState', order.state)),
              stampCell(context, order.dueMs, order.dueMs !== null && order.dueMs < figures.toMs),
            ]),
            word('work.left'),
          ),
        ]),
  ];
}

const isExact = (text: string): boolean => !/^[<>]/.test(text);

/** Readings of people and of the laboratory. */
export function laboratorySection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { laboratory, laboratoryMore: more } = figures;
  if (laboratory.length === 0)
    return [heading(word('laboratory.title')), text(word('laboratory.none'))];
  const pointName = (point: string): string =>
    context.has(`point.${point}`) ? word(`point.${point}`) : nameOf(context, point);
  const quantityName = (item: string): string =>
    context.has(`quantity.${item}`) ? word(`quantity.${item}`) : codeWord(context, 'ui:item', item);
  // A reading of a round carries the name of its item as the method.
  const asked = new Map(
    context.index.profile.rounds.checklists
      .flatMap(({ items }) => items)
      .map(({ name }) => [name.en, name]),
  );
  const methodName = (method: string): string => {
    const name = asked.get(method);
    return name === undefined ? method : context.local(name);
  };
  return [
    heading(word('laboratory.title')),
    table(
      [
        left(word('column.sampled'), 1.6),
        left(word('column.item'), 1),
        left(word('column.point'), 1.6),
        right(word('column.value'), 1.2),
        left(word('column.method'), 1.8),
        left(word('column.who'), 1.2),
      ],
      laboratory.map((row): Cell[] => [
        stampCell(context, row.sampledMs),
        words(quantityName(row.item)),
        words(pointName(row.point)),
        {
          text: `${row.text} ${formatUnit(row.unit)}`.trim(),
          // `< 0.5` is no number, in a workbook neither.
          value: isExact(row.text) ? row.value : null,
          bad: row.beyond,
        },
        words(methodName(row.method)),
        words(row.person),
      ]),
    ),
    ...(more === 0 ? [] : [text(word('laboratory.more', { more }))]),
  ];
}

/** Whether the figures above can be believed. */
export function sensorsSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { worst, findings, calibrations, corrections } = figures.sensors;
  return [
    heading(word('sensors.title')),
    text(word('sensors.counts', { findings, calibrations, corrections })),
    ...(worst.length === 0
      ? []
      : [
          table(
            [
              left(word('column.sensor'), 4),
              right(word('column.scoreMean'), 1.2),
              right(word('column.scoreLeast'), 1.2),
            ],
            worst.map((row): Cell[] => [
              words(nameOf(context, row.tag)),
              figure(row.mean, 0),
              figure(row.least, 0),
            ]),
            word('sensors.worst'),
          ),
        ]),
  ];
}

/** The certificate of one calibration. */
export function calibrationSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word, stamp } = context;
  const { calibration } = figures;
  if (calibration === null) return [text(word('calibration.none'), true)];
  const { decimals } = calibration;
  const unit = formatUnit(calibration.unit);
  const shown = (value: number | null): string =>
    value === null ? NO_FIGURE : `${formatFigure(value, decimals)} ${unit}`.trim();
  const sensor = context.index.sensorOfTag.get(calibration.tag);
  const named = (name: string, value: string, detail = ''): Fact => fact(word(name), value, detail);
  return [
    facts([
      named('calibration.sensor', nameOf(context, calibration.tag), calibration.tag),
      named(
        'calibration.principle',
        sensor === undefined ? NO_FIGURE : context.local(sensor.principle),
      ),
      named(
        'calibration.range',
        sensor === undefined
          ? NO_FIGURE
          : `${String(sensor.range.min)}–${String(sensor.range.max)} ${unit}`.trim(),
      ),
      named('calibration.cause', codeWord(context, 'messages:calibrationCause', calibration.cause)),
      named(
        'calibration.at',
        calibration.doneMs === null ? NO_FIGURE : stamp(calibration.doneMs),
        calibration.by,
      ),
      named('calibration.sensorThen', shown(calibration.sensorValue)),
      named('calibration.referenceThen', shown(calibration.referenceValue)),
      named('calibration.before', shown(calibration.errorBefore)),
      named('calibration.after', shown(calibration.errorAfter)),
    ]),
    ...(calibration.reason === '' ? [] : [text(calibration.reason)]),
    heading(word('calibration.readings')),
    calibration.comparisons.length === 0
      ? text(word('calibration.noReadings'))
      : table(
          [
            left(word('column.time'), 1.6),
            left(word('column.how'), 1.4),
            right(word('column.sensorShows'), 1.2),
            right(word('column.reference'), 1.2),
            right(word('column.difference'), 1.2),
          ],
          calibration.comparisons.map((row): Cell[] => [
            stampCell(context, row.atMs),
            words(known(context, 'how', row.how)),
            figure(row.sensor, decimals),
            figure(row.reference, decimals),
            figure(row.sensor === null ? null : row.sensor - row.reference, decimals),
          ]),
        ),
  ];
}
