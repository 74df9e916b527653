import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Cells of a small CSV with quoted text. */
function readCsv(file: string): Record<string, string>[] {
  const [head = [], ...rows] = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)]
        .slice(0, line.endsWith(',') ? undefined : -1)
        .map((match) => match[2] ?? match[1] ?? ''),
    );
  return rows.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
}

/** One published value of a place, with the digits it was printed with. */
export interface Published {
  readonly place: string;
  readonly quantity: string;
  readonly value: number;
  readonly source: string;
  /** Half a unit of the last digit, relative to the value. */
  readonly rounding: number;
}

function roundingOf(text: string): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0;
  const value = Math.abs(Number(text));
  return value === 0 ? 0 : (0.5 * 10 ** (Number(exponent) - decimals)) / value;
}

/** Steady state in open loop: reactors, underflow, effluent from three sources, settler layers from two. */
export function steadyState(folder: string): Published[] {
  const places = readCsv(path.join(folder, 'steady_state_open_loop.csv')).flatMap((row) => {
    const { location = '', source = '', ...cells } = row;
    if (location === 'AS_influent') return [];
    return Object.entries(cells).flatMap(([quantity, text]): Published[] =>
      text === '' || quantity === 'Q_m3_d'
        ? []
        : [
            {
              place: location,
              quantity,
              value: Number(text),
              source: shortSource(source),
              rounding: roundingOf(text),
            },
          ],
    );
  });
  const layers = readCsv(path.join(folder, 'steady_state_settler_layers.csv')).map(
    (row): Published => ({
      place: `settler layer ${row['layer_top_to_bottom'] ?? ''}`,
      quantity: 'TSS',
      value: Number(row['TSS_MATLAB_bsm2python']),
      source: 'MATLAB',
      rounding: 0,
    }),
  );
  return [...places, ...layers];
}

function shortSource(source: string): string {
  if (source.startsWith('published')) return 'report';
  return source.startsWith('MATLAB') ? 'MATLAB' : 'independent';
}

export interface PublishedScore {
  readonly eqi: number;
  readonly aeration: number;
  readonly pumping: number;
  readonly sludgeDisposed: number;
  readonly sludgeInEffluent: number;
  readonly nitrogenDays: number;
  readonly ammoniumDays: number;
}

/** Row of the table of performance. @param source what its `source` begins with */
export function publishedScore(folder: string, name: string, source: string): PublishedScore {
  const row = readCsv(path.join(folder, 'performance.csv')).find(
    (each) => each['case'] === name && (each['source'] ?? '').startsWith(source),
  );
  const value = (column: string): number => Number(row?.[column] ?? NaN);
  return {
    eqi: value('EQI_kg_d'),
    aeration: value('AE_kWh_d'),
    pumping: value('PE_kWh_d'),
    sludgeDisposed: value('sludge_for_disposal_kgSS_d'),
    sludgeInEffluent: value('effluent_sludge_kgSS_d'),
    nitrogenDays: value('TN_violation_d'),
    ammoniumDays: value('SNH_violation_d'),
  };
}
