import { formatFigure, formatUnit } from '../../units/text.ts';
import { fact, facts, heading, left, right, table, text } from '../blocks.ts';
import { codeWord, nameOf } from '../context.ts';
import type { ReportContext } from '../context.ts';
import { figure, percent, words } from '../document.ts';
import type { Block, Cell } from '../document.ts';
import { spanText } from '../plant-sections.ts';
import { LAYERS } from './events.ts';
import type { AiFigures } from './figures.ts';

/** Rehearsals against what came, who was in control and who commanded, and how long the engine ran. */

const MINUTE_MS = 60_000;

/** Error of the rehearsal as share of that of "all stays as it is"; null where nothing moved. */
const againstPersistence = ({ error, persistence }: AiFigures['rehearsals']['rows'][number]) =>
  persistence === 0 ? null : error / persistence;

export function rehearsalBlocks({ rehearsals }: AiFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { asked, kept, judged, hours, rows } = rehearsals;
  const title = heading(word('ai.rehearsal.title'));
  if (asked === 0 && kept === 0) return [title, text(word('ai.rehearsal.none'))];
  const counts = text(word('ai.rehearsal.counts', { asked, kept, judged }));
  if (rows.length === 0) return [title, counts, text(word('ai.rehearsal.notYet'))];
  // What is discharged is what a forecast is for; all quantities as bars would fill a page.
  const discharged = new Set(context.index.profile.display.effluent.map(({ tag }) => tag));
  const bars = rows.flatMap((row) => {
    const value = againstPersistence(row);
    return value === null || !discharged.has(row.tag)
      ? []
      : [{ name: nameOf(context, row.tag), value: value * 100, bad: value > 1 }];
  });
  return [
    title,
    counts,
    text(word('ai.rehearsal.how', { hours: formatFigure(hours, 1) })),
    table(
      [
        left(word('column.item'), 3.4),
        right(word('ai.column.runs'), 1),
        right(word('ai.column.hours'), 1.1),
        right(word('ai.column.rehearsed'), 1.5),
        right(word('ai.column.persistence'), 1.8),
        right(word('ai.column.better'), 1.4),
      ],
      rows.map((row): Cell[] => {
        const value = againstPersistence(row);
        return [
          words(
            `${nameOf(context, row.tag)} ${row.unit === 'pH' ? '' : formatUnit(row.unit)}`.trim(),
          ),
          figure(row.runs, 0),
          figure(row.hours, 1),
          figure(row.error, row.decimals + 1),
          figure(row.persistence, row.decimals + 1),
          percent(value, 0, value !== null && value > 1),
        ];
      }),
    ),
    ...(bars.length === 0
      ? []
      : [
          {
            type: 'bars' as const,
            title: word('ai.rehearsal.chart'),
            unit: '%',
            decimals: 0,
            mark: { name: word('ai.rehearsal.mark'), value: 100 },
            bars,
          },
        ]),
  ];
}

export function commandBlocks({ operation }: AiFigures, context: ReportContext): Block[] {
  const { word } = context;
  const { modes, heartbeatLosses, heartbeatLostMin, commands, refusedBy } = operation;
  const all = modes.reduce((sum, { minutes }) => sum + minutes, 0);
  // A start knows within a minute who is in control.
  const shown = modes.filter(({ mode, minutes }) => mode !== 'unknown' || minutes > 2);
  const refused = LAYERS.flatMap((layer) => {
    const count = refusedBy[layer] ?? 0;
    return count === 0 ? [] : [`${word(`layer.${layer}`)} ${String(count)}`];
  });
  const given = commands.filter(
    ({ by, confirmed, refused: no, notConfirmed }) =>
      by === 'ai' || confirmed + no + notConfirmed > 0,
  );
  return [
    heading(word('ai.control.title')),
    modes.length === 0
      ? text(word('ai.control.noModes'))
      : table(
          [
            left(word('ai.column.mode'), 4),
            right(word('ai.column.hours'), 1.2),
            right(word('ai.column.share'), 1.2),
          ],
          shown.map(({ mode, minutes }): Cell[] => [
            words(
              mode === 'unknown' ? word('ai.control.unknown') : codeWord(context, 'ui:mode', mode),
            ),
            figure(minutes / 60, 1),
            percent(minutes / all, 1),
          ]),
        ),
    text(
      heartbeatLosses === 0
        ? word('ai.control.heartbeatKept')
        : word('ai.control.heartbeatLost', {
            count: heartbeatLosses,
            span: spanText(context, heartbeatLostMin * MINUTE_MS),
          }),
      heartbeatLosses > 0,
    ),
    table(
      [
        left(word('ai.column.by'), 4),
        right(word('ai.column.confirmed'), 1.2),
        right(word('ai.column.refused'), 1.2),
        right(word('ai.column.notConfirmed'), 1.4),
      ],
      given.map(({ by, confirmed, refused: no, notConfirmed }): Cell[] => [
        words(word(`ai.by.${by}`)),
        figure(confirmed, 0),
        figure(no, 0),
        figure(notConfirmed, 0, notConfirmed > 0),
      ]),
      word('ai.control.commands'),
    ),
    ...(refused.length === 0
      ? []
      : [text(word('ai.control.refusedBy', { list: refused.join(', ') }))]),
    text(word('ai.control.plc', { starts: operation.plcStarts, stops: operation.plcStops })),
  ];
}

export function runningBlocks({ running }: AiFigures, context: ReportContext): Block[] {
  const { word, stamp } = context;
  const { minutes, lived, gaps, longestGap, starts, unclean, missedScans } = running;
  const count = (value: number): string => formatFigure(value, 0);
  return [
    heading(word('ai.running.title')),
    facts([
      fact(
        word('ai.running.lived'),
        count(lived),
        word('ai.running.livedDetail', { minutes: count(minutes) }),
      ),
      fact(
        word('ai.running.lost'),
        count(minutes - lived),
        gaps === 0 ? word('ai.running.noGap') : word('ai.running.gaps', { count: gaps }),
      ),
      fact(
        word('ai.running.longest'),
        longestGap === null
          ? word('ai.running.noGap')
          : spanText(context, longestGap.toMs - longestGap.fromMs),
        longestGap === null ? '' : word('ai.running.since', { at: stamp(longestGap.fromMs) }),
      ),
      fact(
        word('ai.running.starts'),
        count(starts),
        unclean === 0 ? '' : word('ai.running.unclean', { count: unclean }),
        unclean > 0,
      ),
      fact(word('ai.running.missed'), count(missedScans), word('ai.running.missedDetail')),
    ]),
  ];
}
