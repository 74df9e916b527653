import { formatFigure, formatUnit } from '../units/text.ts';
import { fact, facts, heading, left, right, table, text } from './blocks.ts';
import type { ReportContext } from './context.ts';
import { NO_FIGURE, figure, words } from './document.ts';
import type { Block, Cell } from './document.ts';
import type { ReportFigures } from './figures.ts';
import { isBeyondMargin } from './savings.ts';
import type { SavingsFigures } from './savings.ts';

function verdict(savings: SavingsFigures, { word }: ReportContext): string {
  const { savedKwh, expectedKwh, matched, days } = savings;
  if (savedKwh === null || expectedKwh === null)
    return word('savings.notEnough', { matched, days: days.length, base: savings.baseDays });
  if (!isBeyondMargin(savings)) return word('savings.none');
  const params = {
    kwh: formatFigure(Math.abs(savedKwh), 0),
    percent: formatFigure((Math.abs(savedKwh) / expectedKwh) * 100, 1),
  };
  return word(savedKwh > 0 ? 'savings.less' : 'savings.more', params);
}

/** Energy and chemicals of a span against like days before it. */
export function savingsSection({ savings }: ReportFigures, context: ReportContext): Block[] {
  const { word, day } = context;
  if (savings === null) return [text(word('savings.nothing'), true)];
  const { expectedKwh, measuredKwh, savedKwh, marginKwh } = savings;
  const kwh = (value: number | null): string =>
    value === null ? NO_FIGURE : `${formatFigure(value, 0)} kWh`;
  return [
    text(verdict(savings, context)),
    text(
      word('savings.baseline', {
        from: day(context.wall(savings.baseFromMs)),
        days: savings.baseDays,
        percent: savings.likePercent,
      }),
    ),
    text(word('savings.control')),
    facts([
      fact(word('savings.measured'), kwh(measuredKwh)),
      fact(word('savings.expected'), kwh(expectedKwh)),
      fact(
        word('savings.difference'),
        kwh(savedKwh),
        marginKwh === null ? '' : word('savings.margin', { kwh: formatFigure(marginKwh, 0) }),
      ),
    ]),
    heading(word('savings.byDay')),
    table(
      [
        left(word('column.day'), 1.4),
        right(`${word('amounts.outflow')} m³`, 1.2),
        right('kWh', 1),
        right(word('savings.expectedKwh'), 1.4),
        right(word('savings.like'), 1.2),
      ],
      savings.days.map((row): Cell[] => [
        words(day(row.wallMs)),
        figure(row.m3, 0),
        figure(row.kwh, 0),
        figure(row.expectedKwh, 0),
        figure(row.like, 0),
      ]),
    ),
    heading(word('savings.chemicals')),
    savings.chemicals.length === 0
      ? text(word('savings.noChemicals'))
      : table(
          [
            left(word('savings.chemical'), 2.4),
            right(word('savings.per1000'), 1.8),
            right(word('savings.before'), 1.8),
            right(word('savings.daysOf'), 1.4),
          ],
          savings.chemicals.map((row): Cell[] => {
            const unit = formatUnit(row.unit);
            const amount = (value: number | null): Cell =>
              value === null
                ? figure(null, 1)
                : { text: `${formatFigure(value, 2)} ${unit}`, value, bad: false };
            return [
              words(context.local(row)),
              amount(row.per1000M3),
              amount(row.basePer1000M3),
              words(`${String(row.days)} / ${String(row.baseDays)}`),
            ];
          }),
        ),
  ];
}
