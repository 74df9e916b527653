import { formatFigure, formatUnit } from '../units/text.ts';
import { fact, facts, heading, left, lineChart, right, table, text } from './blocks.ts';
import type { Fact } from './blocks.ts';
import { messageText } from '../messages/text.ts';
import { nameOf, stampCell } from './context.ts';
import type { ReportContext } from './context.ts';
import { NO_FIGURE, figure, words } from './document.ts';
import type { Block, Cell } from './document.ts';
import type { IncidentFigures, ReportFigures } from './figures.ts';
import { lineText, spanText } from './plant-sections.ts';
import { itemName } from './sections.ts';

/**
 * The report on an incident (seed 5.4: from 90 % of a limit on it is made by itself, past the limit the
 * authority is told): what happened, the item against its limit, what was done by whom, cause and
 * measures, who was told, and the words for the authority.
 */

const withUnit = (incident: IncidentFigures, value: number | null): string =>
  value === null
    ? NO_FIGURE
    : `${formatFigure(value, incident.decimals)} ${incident.unit === incident.item ? '' : formatUnit(incident.unit)}`.trim();

function limitText(incident: IncidentFigures): string {
  const { limitMin, limitMax, decimals } = incident;
  if (limitMin !== null && limitMax !== null)
    return `${formatFigure(limitMin, decimals)}–${withUnit(incident, limitMax)}`;
  return limitMin === null ? withUnit(incident, limitMax) : `≥ ${withUnit(incident, limitMin)}`;
}

const isBeyond = ({ percent }: IncidentFigures): boolean => percent >= 100;

function factsBlock(incident: IncidentFigures, context: ReportContext): Block {
  const { word, stamp } = context;
  const named = (name: string, value: string, detail = '', bad = false): Fact =>
    fact(word(`incident.${name}`), value, detail, bad);
  const { worst, openedMs, calmMs, dischargedM3 } = incident;
  return facts([
    named('item', itemName(context, incident.item), nameOf(context, incident.tag)),
    named('limit', limitText(incident)),
    named(
      'level',
      `${formatFigure(incident.percent, 0)} %`,
      word(isBeyond(incident) ? 'incident.levelBeyond' : 'incident.levelNear'),
      isBeyond(incident),
    ),
    named(
      'worst',
      withUnit(incident, worst?.value ?? null),
      worst === null ? '' : stamp(worst.atMs),
      isBeyond(incident),
    ),
    named('began', stamp(openedMs)),
    named(
      'ended',
      calmMs === null ? word('incident.stands') : stamp(calmMs),
      calmMs === null ? '' : spanText(context, calmMs - openedMs),
      calmMs === null,
    ),
    named('discharged', dischargedM3 === null ? NO_FIGURE : `${formatFigure(dischargedM3, 0)} m³`),
    named(
      'state',
      word(`incident.stateOf.${incident.state}`),
      incident.signedBy === null || incident.closedMs === null
        ? ''
        : `${incident.signedBy}, ${stamp(incident.closedMs)}`,
    ),
  ]);
}

function chartBlock(incident: IncidentFigures, context: ReportContext): Block[] {
  const { curve, limitMin, limitMax } = incident;
  const known = curve.filter(([, value]) => value !== null);
  const [first, last] = [curve[0]?.[0], curve.at(-1)?.[0]];
  if (known.length < 2 || first === undefined || last === undefined) return [];
  return [
    lineChart(context, {
      title: itemName(context, incident.item),
      unit: incident.unit === incident.item ? '' : formatUnit(incident.unit),
      fromZero: limitMin === null,
      fromMs: first,
      toMs: last,
      points: curve,
      limits: [limitMin, limitMax].flatMap((value) =>
        value === null ? [] : [{ name: context.word('chart.limit'), value }],
      ),
    }),
  ];
}

const who = (context: ReportContext, actor: string): string =>
  actor.startsWith('person:')
    ? actor.slice('person:'.length)
    : context.word(`actor.${actor === 'shell' || actor === 'plc' ? actor : 'engine'}`);

function linesBlocks(incident: IncidentFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { lines, more } = incident;
  return [
    heading(word('incident.lines')),
    ...(lines.length === 0
      ? [text(word('incident.noLines'))]
      : [
          table(
            [
              left(word('column.time'), 1.6),
              left(word('column.what'), 5),
              left(word('column.who'), 1.3),
            ],
            lines.map((line): Cell[] => [
              stampCell(context, line.tsMs),
              words(
                line.kind === 'alarm'
                  ? messageText(line.code, line.params, context.messages)
                  : lineText(context, line),
                line.code === 'alarm.raised' && line.priority === 1,
              ),
              words(who(context, line.actor)),
            ]),
          ),
        ]),
    ...(more === 0 ? [] : [text(word('incident.more', { more }))]),
  ];
}

function toldBlocks(incident: IncidentFigures, context: ReportContext): Block[] {
  const { word } = context;
  return [
    heading(word('incident.toldTitle')),
    incident.told.length === 0
      ? text(word('incident.toldNobody'), isBeyond(incident))
      : table(
          [
            left(word('column.time'), 1.5),
            left(word('incident.toldWhom'), 2.4),
            left(word('incident.toldHow'), 1.2),
            left(word('incident.toldAnswer'), 3),
            left(word('column.who'), 1.2),
          ],
          [...incident.told]
            .sort((a, b) => a.tsMs - b.tsMs)
            .map((told): Cell[] => [
              stampCell(context, told.tsMs),
              words([told.name, told.office].filter((part) => part !== '').join(', ')),
              words(word(`incident.how.${told.how}`)),
              words(told.answer),
              words(told.who),
            ]),
        ),
  ];
}

/** Whom the site names for such a case, so that a person finds the number on the paper. */
function contactBlocks(context: ReportContext): Block[] {
  const { word } = context;
  const contacts = context.index.profile.site.contacts ?? [];
  if (contacts.length === 0) return [];
  return [
    heading(word('incident.contacts')),
    table(
      [
        left(word('column.who'), 1.6),
        left(word('incident.role'), 1.6),
        left(word('incident.phone'), 1.6),
        left(word('incident.purpose'), 3),
      ],
      contacts.map(({ name, role, phone, purpose }): Cell[] =>
        [name, role, phone, purpose].map((each) => words(each)),
      ),
    ),
  ];
}

/** The words for the authority, line by line: only what is on record, with blanks where a person must fill in. */
export function noticeLines(
  incident: IncidentFigures,
  context: ReportContext,
  siteName: string,
): readonly string[] {
  const { word, stamp } = context;
  const { worst, calmMs, cause, measures, dischargedM3 } = incident;
  const line = (name: string, params: Readonly<Record<string, string | number>> = {}): string =>
    word(`notice.${name}`, params);
  const oneLine = (content: string): string =>
    content.trim() === '' ? line('blank') : content.trim().replaceAll(/\s*\n\s*/g, ' ');
  const { address = '', company = '', permit = '' } = context.index.profile.site;
  const known = (name: string, value: string): readonly string[] =>
    value === '' ? [] : [line(name, { text: value })];
  return [
    line('head', { site: siteName }),
    ...known('company', company),
    ...known('address', address),
    ...known('permit', permit),
    line(isBeyond(incident) ? 'beyond' : 'near', {
      item: itemName(context, incident.item),
      limit: limitText(incident),
      percent: formatFigure(incident.percent, 0),
    }),
    line('began', { at: stamp(incident.openedMs) }),
    calmMs === null
      ? line('stands')
      : line('ended', { at: stamp(calmMs), span: spanText(context, calmMs - incident.openedMs) }),
    ...(worst === null
      ? []
      : [line('worst', { value: withUnit(incident, worst.value), at: stamp(worst.atMs) })]),
    ...(dischargedM3 === null ? [] : [line('discharged', { m3: formatFigure(dischargedM3, 0) })]),
    line('cause', { text: oneLine(cause) }),
    line('measures', { text: oneLine(measures) }),
    line('sender', { who: incident.signedBy ?? line('blank') }),
  ];
}

/** The parts of the report on an incident, in order. */
export function incidentSection(
  { incident }: ReportFigures,
  context: ReportContext,
  siteName: string,
): Block[] {
  const { word, stamp } = context;
  if (incident === null) return [text(word('incident.none'), true)];
  const paragraphs = (content: string): Block[] =>
    content.trim() === ''
      ? [text(word('incident.notWritten'), true)]
      : content
          .trim()
          .split(/\n+/)
          .map((each) => text(each));
  return [
    factsBlock(incident, context),
    ...chartBlock(incident, context),
    ...(incident.levels.length === 0
      ? []
      : [
          heading(word('incident.levels')),
          table(
            [
              left(word('incident.ofLimit'), 2),
              right(word('column.count'), 1),
              right(word('column.standing'), 1.4),
            ],
            incident.levels.map((level): Cell[] => [
              words(`${formatFigure(level.percent, 0)} %`, level.percent >= 100),
              figure(level.times, 0),
              words(spanText(context, level.standingMs)),
            ]),
          ),
        ]),
    heading(word('incident.cause')),
    ...paragraphs(incident.cause),
    heading(word('incident.measures')),
    ...paragraphs(incident.measures),
    ...toldBlocks(incident, context),
    ...contactBlocks(context),
    ...(incident.notes.length === 0
      ? []
      : [
          heading(word('incident.notes')),
          ...incident.notes.map((note) => text(`${stamp(note.tsMs)} ${note.who}: ${note.text}`)),
        ]),
    heading(word('notice.title')),
    ...noticeLines(incident, context, siteName).map((each) => text(each)),
    ...linesBlocks(incident, context),
  ];
}
