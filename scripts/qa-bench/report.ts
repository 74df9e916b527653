import type { FalseAlarm, Judged, RunFindings } from './measure.ts';
import { falseAlarms, judge, quantileOf } from './measure.ts';
import { KINDS, SIZES, SIZE_UNIT } from './schedule.ts';

export interface CellFigures {
  readonly kind: string;
  readonly size: number;
  readonly unit: string;
  readonly episodes: number;
  readonly found: number;
  readonly recall: number;
  readonly medianH: number | null;
  readonly p95H: number | null;
  /** Sensors on which it was not found. */
  readonly missed: readonly string[];
}

export interface Figures {
  readonly episodes: number;
  readonly recall: number;
  /** Recall without the faults that lie within the stated accuracy of the healthy instrument, and how many those are. */
  readonly recallBeyondAccuracy: number;
  readonly withinAccuracy: number;
  readonly withinAccuracyFound: number;
  readonly cells: readonly CellFigures[];
  readonly sensorMonths: number;
  readonly falseAlarms: number;
  readonly falseAlarmsPerSensorMonth: number;
  /** By sensor, most first. */
  readonly falseAlarmsBySensor: readonly {
    readonly tag: string;
    readonly perMonth: number;
    readonly alarms: number;
    readonly checks: Readonly<Record<string, number>>;
  }[];
  /** Sensors above one false alarm a month. */
  readonly sensorsOverOne: number;
  /** Drift of 5 % of span: share found within 72 h of its beginning. */
  readonly drift5Within72H: number | null;
  /** Sensors by share of their faults that were found, worst first. */
  readonly worst: readonly { readonly tag: string; readonly recall: number }[];
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const isFound = ({ afterH }: Judged): boolean => afterH !== null;

/** All figures of a set of runs. */
export function figuresOf(runs: readonly RunFindings[]): Figures {
  const judged = runs.flatMap(judge);
  const cells = KINDS.flatMap((kind) =>
    SIZES[kind].map((size): CellFigures => {
      const own = judged.filter((each) => each.kind === kind && each.size === size);
      const hours = own.flatMap(({ afterH }) => afterH ?? []);
      return {
        kind,
        size,
        unit: SIZE_UNIT[kind],
        episodes: own.length,
        found: hours.length,
        recall: share(hours.length, own.length),
        medianH: quantileOf(hours, 0.5),
        p95H: quantileOf(hours, 0.95),
        missed: own.filter((each) => !isFound(each)).map(({ tag }) => tag),
      };
    }),
  );
  const { alarms, months } = falseAlarms(runs);
  const sensorMonths = [...months.values()].reduce((sum, each) => sum + each, 0);
  const bySensor = [...months].map(([tag, own]) => {
    const mine = alarms.filter((each) => each.tag === tag);
    return { tag, alarms: mine.length, perMonth: share(mine.length, own), checks: byCheck(mine) };
  });
  const drift5 = judged.filter(({ kind, size }) => kind === 'drift' && size === 5);
  const within = judged.filter((each) => each.within === true);
  const beyond = judged.filter((each) => each.within !== true);
  const tags = [...new Set(judged.map(({ tag }) => tag))];
  return {
    episodes: judged.length,
    recall: share(judged.filter(isFound).length, judged.length),
    recallBeyondAccuracy: share(beyond.filter(isFound).length, beyond.length),
    withinAccuracy: within.length,
    withinAccuracyFound: within.filter(isFound).length,
    cells,
    sensorMonths,
    falseAlarms: alarms.length,
    falseAlarmsPerSensorMonth: share(alarms.length, sensorMonths),
    falseAlarmsBySensor: bySensor.sort((a, b) => b.perMonth - a.perMonth),
    sensorsOverOne: bySensor.filter(({ perMonth }) => perMonth > 1).length,
    drift5Within72H:
      drift5.length === 0
        ? null
        : share(
            drift5.filter(({ afterH }) => afterH !== null && afterH <= 72).length,
            drift5.length,
          ),
    worst: tags
      .map((tag) => {
        const own = judged.filter((each) => each.tag === tag);
        return { tag, recall: share(own.filter(isFound).length, own.length) };
      })
      .sort((a, b) => a.recall - b.recall)
      .slice(0, 10),
  };
}

function byCheck(alarms: readonly FalseAlarm[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { check } of alarms) counts[check] = (counts[check] ?? 0) + 1;
  return counts;
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`;
const hours = (x: number | null): string => (x === null ? '-' : x.toFixed(1));

/** The figures as text. */
export function printFigures(title: string, figures: Figures, print: (line: string) => void): void {
  print(`\n${title}`);
  print(
    'fault     size                  episodes  found   recall   median h   p95 h   not found on',
  );
  for (const cell of figures.cells) {
    if (cell.episodes === 0) continue;
    const missed = cell.missed.slice(0, 6).join(' ') + (cell.missed.length > 6 ? ' ...' : '');
    print(
      `${cell.kind.padEnd(9)} ${`${String(cell.size)} ${cell.unit}`.padEnd(20)} ${String(cell.episodes).padStart(8)} ${String(cell.found).padStart(6)} ${percent(cell.recall).padStart(9)} ${hours(cell.medianH).padStart(9)} ${hours(cell.p95H).padStart(8)}   ${missed}`,
    );
  }
  print(`recall over all ${String(figures.episodes)} faults: ${percent(figures.recall)}`);
  if (figures.withinAccuracy > 0)
    print(
      `of these ${String(figures.withinAccuracy)} are no larger than the stated accuracy of the healthy instrument (${String(figures.withinAccuracyFound)} found); recall without them: ${percent(figures.recallBeyondAccuracy)}`,
    );
  if (figures.drift5Within72H !== null)
    print(`drift of 5 % of span found within 72 h: ${percent(figures.drift5Within72H)}`);
  print(
    `false alarms: ${String(figures.falseAlarms)} in ${figures.sensorMonths.toFixed(0)} sensor-months = ${figures.falseAlarmsPerSensorMonth.toFixed(2)} a sensor and month; sensors above 1: ${String(figures.sensorsOverOne)}`,
  );
  for (const each of figures.falseAlarmsBySensor.slice(0, 8))
    if (each.alarms > 0)
      print(
        `  ${each.tag.padEnd(16)} ${each.perMonth.toFixed(2)} a month (${Object.entries(each.checks)
          .map(([check, n]) => `${check} ${String(n)}`)
          .join(', ')})`,
      );
  print(
    `sensors with most faults not found: ${figures.worst
      .filter(({ recall }) => recall < 1)
      .map(({ tag, recall }) => `${tag} ${percent(recall)}`)
      .join(', ')}`,
  );
}
