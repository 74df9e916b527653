import { formatFigure, formatUnit } from '../units/text.ts';
import { NO_FIGURE, figure, words } from './document.ts';
import type { Block, Cell } from './document.ts';
import { nameOf, unitName } from './context.ts';
import type { ReportContext } from './context.ts';
import type { ReportFigures } from './figures.ts';
import { heading, itemName } from './sections.ts';

/** What the machines, the alarms and the people at the controls did. */

const HOUR_MS = 3_600_000;

type Column = Extract<Block, { type: 'table' }>['columns'][number];
const left = (name: string, share = 2): Column => ({ name, align: 'left', share });
const right = (name: string, share = 1): Column => ({ name, align: 'right', share });
const text = (content: string): Block => ({ type: 'text', text: content, bad: false });

/** `18.2 h`, `35 min`. */
function spanText(context: ReportContext, ms: number): string {
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
    list.map(({ unit }) => unitName(context, unit)).join(', ');
  const half = Math.ceil(ran.length / 2);
  const cells = (each: (typeof ran)[number] | undefined): Cell[] =>
    each === undefined
      ? [words(''), words(''), words('')]
      : [words(unitName(context, each.unit)), figure(each.hours, 1), figure(each.starts, 0)];
  return [
    heading(word('machines.title')),
    ...(ran.length === 0
      ? [text(word('machines.none'))]
      : [
          {
            type: 'table' as const,
            title: '',
            columns: [0, 1].flatMap(() => [
              left(word('column.machine'), 3),
              right(word('column.hours')),
              right(word('column.starts')),
            ]),
            rows: ran.slice(0, half).map((each, i) => [...cells(each), ...cells(ran[half + i])]),
          },
        ]),
    ...(still.length === 0 ? [] : [text(word('machines.still', { names: names(still) }))]),
    ...(unknown.length === 0 ? [] : [text(word('machines.unknown', { names: names(unknown) }))]),
  ];
}

function alarmName(context: ReportContext, row: ReportFigures['alarms']['top'][number]): string {
  const known = context.index.alarm.get(row.alarm);
  if (known !== undefined) return context.local(known.text);
  const params: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(row.params))
    params[key] = value === null ? NO_FIGURE : typeof value === 'boolean' ? String(value) : value;
  const { item, unit, ko, en } = row.params;
  params['itemName'] = typeof item === 'string' ? itemName(context, item) : '';
  params['unitName'] = typeof unit === 'string' ? unitName(context, unit) : '';
  params['localName'] =
    typeof ko === 'string' && typeof en === 'string' ? context.local({ ko, en }) : '';
  return row.code !== null && context.has(row.code) ? context.word(row.code, params) : row.alarm;
}

/** How often what rang, and how long it stood. */
export function alarmsSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { byPriority, total, top } = figures.alarms;
  if (total === 0) return [heading(word('alarms.title')), text(word('alarms.none'))];
  return [
    heading(word('alarms.title')),
    text(
      word('alarms.counts', {
        total,
        one: byPriority['1'] ?? 0,
        two: byPriority['2'] ?? 0,
        three: byPriority['3'] ?? 0,
      }),
    ),
    {
      type: 'table',
      title: '',
      columns: [
        right(word('column.priority'), 0.7),
        left(word('column.alarm'), 5),
        right(word('column.count')),
        right(word('column.standing'), 1.3),
      ],
      rows: top.map((row): Cell[] => [
        figure(row.priority, 0, row.priority === 1),
        words(alarmName(context, row)),
        figure(row.count, 0),
        words(spanText(context, row.standingMs)),
      ]),
    },
  ];
}

/** Commands of people, as the log holds them. */
export function actionsSection(figures: ReportFigures, context: ReportContext): Block[] {
  const { word, stamp } = context;
  const { rows, more } = figures.actions;
  if (rows.length === 0) return [heading(word('actions.title')), text(word('actions.none'))];
  return [
    heading(word('actions.title')),
    {
      type: 'table',
      title: '',
      columns: [
        left(word('column.time'), 1.6),
        left(word('column.what'), 4),
        left(word('column.outcome'), 1.4),
        left(word('column.who'), 1.4),
      ],
      rows: rows.map((row): Cell[] => [
        words(stamp(row.tsMs)),
        words(actionText(context, row)),
        words(
          context.has(row.code) ? word(row.code) : row.code,
          row.code === 'command.failed' || row.code === 'command.notConfirmed',
        ),
        words(row.who),
      ]),
    },
    ...(more === 0 ? [] : [text(word('actions.more', { more }))]),
  ];
}

function actionText(
  context: ReportContext,
  { subject, params }: ReportFigures['actions']['rows'][number],
): string {
  const name = subject === null ? '' : nameOf(context, subject);
  const action = params['action'];
  if (typeof action === 'string')
    return `${name} ${context.has(`action.${action}`) ? context.word(`action.${action}`) : action}`;
  const value = params['value'];
  const tag = subject === null ? undefined : context.index.tag.get(subject);
  return typeof value === 'number'
    ? `${name} ${formatFigure(value, tag?.decimals ?? 2)} ${formatUnit(tag?.unit ?? '')}`.trim()
    : name;
}
