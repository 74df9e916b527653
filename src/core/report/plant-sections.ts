import { formatFigure } from '../units/text.ts';
import { heading, left, right, table, text } from './blocks.ts';
import { figure, words } from './document.ts';
import type { Block, Cell } from './document.ts';
import { alarmText, messageText } from '../messages/text.ts';
import { nameOf, stampCell } from './context.ts';
import type { ReportContext } from './context.ts';
import type { ReportFigures } from './figures.ts';

/** What the machines, the alarms and the people at the controls did. */

const HOUR_MS = 3_600_000;

/** `18.2 h`, `35 min`. */
export function spanText(context: ReportContext, ms: number): string {
  return ms >= HOUR_MS
    ? context.word('span.hours', { hours: formatFigure(ms / HOUR_MS, 1) })
    : context.word('span.minutes', { minutes: Math.round(ms / 60_000) });
}

/** Hours and starts of every motor that ran; those that stood still are named in one line. */
export function machinesSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const ran = figures.machines.filter(({ hours, starts }) => (hours ?? 0) > 0 || (starts ?? 0) > 0);
  const still = figures.machines.filter((each) => !ran.includes(each) && each.hours !== null);
  const unknown = figures.machines.filter(({ hours }) => hours === null);
  const names = (list: typeof ran): string =>
    list.map(({ unit }) => nameOf(context, unit)).join(', ');
  const half = Math.ceil(ran.length / 2);
  const cells = (each: (typeof ran)[number] | undefined): Cell[] =>
    each === undefined
      ? [words(''), words(''), words('')]
      : [words(nameOf(context, each.unit)), figure(each.hours, 1), figure(each.starts, 0)];
  return [
    heading(word('machines.title')),
    ...(ran.length === 0
      ? [text(word('machines.none'))]
      : [
          table(
            [0, 1].flatMap(() => [
              left(word('column.machine'), 3),
              right(word('column.hours')),
              right(word('column.starts')),
            ]),
            ran.slice(0, half).map((each, i) => [...cells(each), ...cells(ran[half + i])]),
          ),
        ]),
    ...(still.length === 0 ? [] : [text(word('machines.still', { names: names(still) }))]),
    ...(unknown.length === 0 ? [] : [text(word('machines.unknown', { names: names(unknown) }))]),
  ];
}

/** Words of an alarm as the screen has them; those of the profile where it knows the alarm. */
const alarmName = (
  { messages, index }: ReportContext,
  { alarm, code, params }: ReportFigures['alarms']['top'][number],
): string => alarmText({ id: alarm, code: index.alarm.has(alarm) ? null : code, params }, messages);

/** How often what rang, and how long it stood. */
export function alarmsSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { byPriority, total, top } = figures.alarms;
  if (total === 0 && top.length === 0)
    return [heading(word('alarms.title')), text(word('alarms.none'))];
  const earlier = top.filter(({ count }) => count === 0).length;
  return [
    heading(word('alarms.title')),
    text(
      word('alarms.counts', {
        total,
        one: byPriority['1'] ?? 0,
        two: byPriority['2'] ?? 0,
        three: byPriority['3'] ?? 0,
        four: byPriority['4'] ?? 0,
      }),
    ),
    ...(earlier === 0 ? [] : [text(word('alarms.earlier', { count: earlier }))]),
    table(
      [
        right(word('column.priority'), 0.7),
        left(word('column.alarm'), 5),
        right(word('column.count')),
        right(word('column.standing'), 1.3),
      ],
      top.map((row): Cell[] => [
        figure(row.priority, 0, row.priority === 1),
        words(alarmName(context, row)),
        figure(row.count, 0),
        words(spanText(context, row.standingMs)),
      ]),
    ),
  ];
}

/** Commands of people, as the log holds them. */
export function actionsSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { rows, more } = figures.actions;
  if (rows.length === 0) return [heading(word('actions.title')), text(word('actions.none'))];
  return [
    heading(word('actions.title')),
    table(
      [left(word('column.time'), 1.6), left(word('column.what'), 4), left(word('column.who'), 1.4)],
      rows.map((row): Cell[] => [
        stampCell(context, row.tsMs),
        words(
          lineText(context, row),
          row.code === 'command.failed' || row.code === 'command.notConfirmed',
        ),
        words(row.who),
      ]),
    ),
    ...(more === 0 ? [] : [text(word('actions.more', { more }))]),
  ];
}

/** A line of the event list: what it concerns, and what happened. */
export function lineText(
  context: ReportContext,
  {
    code,
    subject,
    params,
  }: Pick<ReportFigures['actions']['rows'][number], 'code' | 'subject' | 'params'>,
): string {
  const said = messageText(code, params, context.messages);
  // A set-point's own name is in its words already.
  return subject === null || subject === params['tag']
    ? said
    : `${nameOf(context, subject)}: ${said}`;
}
