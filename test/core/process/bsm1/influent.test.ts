import { expect, test } from 'vitest';
import { INFLUENT_COLUMNS, readInfluent } from '#core/process/bsm1/influent.ts';
import { faultText } from '#core/process/fault.ts';

const HEAD = INFLUENT_COLUMNS.join(',');
const row = (
  t: number | string,
  q: number | string = 18446,
  snh: number | string = 31.56,
): string =>
  `${String(t)},30,69.5,51.2,202.32,28.17,0,0,0,0,${String(snh)},6.95,10.59,7,${String(q)}`;
const file = (...rows: string[]): string => [HEAD, ...rows].join('\n');

const messages = (text: string): string[] => {
  const read = readInfluent('dry.csv', text);
  return read.ok ? [] : read.error.map(faultText);
};

test('reads times, waters and flows', () => {
  const read = readInfluent('dry.csv', `${file(row(0), row(0.01, 20000), row(0.02))}\n\n`);
  expect(read.ok).toBe(true);
  if (!read.ok) return;
  expect(Array.from(read.value.times)).toEqual([0, 0.01, 0.02]);
  expect(read.value.flowsM3PerD[1]).toBe(20000);
  expect(read.value.waters[13 + 9]).toBe(31.56);
});

test('names line and column of what is wrong', () => {
  expect(messages(file(row(0), row(0.01, 18446, ''), row(0.02)))[0]).toMatch(
    /dry.csv line 3: column SNH is empty/,
  );
  expect(messages(file(row(0), row(0.01, '30.044.50'), row(0.02)))[0]).toMatch(
    /line 3: column Q_m3_d is 30.044.50, allowed a number/,
  );
  expect(messages(file(row(0), row(0.01, -5), row(0.02)))[0]).toMatch(
    /line 3: column Q_m3_d is -5, allowed 0 or more/,
  );
  expect(messages(file(row(0), row(0.01, 18446, -1), row(0.02)))[0]).toMatch(/column SNH is -1/);
  expect(messages(file(row(0), row(0.01, 18.4), row(0.02)))[0]).toMatch(
    /line 3: column Q_m3_d is 18.4, allowed above 385.*check the unit/,
  );
  expect(messages(file(row(0), row(0.01), row(0.02), row(0.05)))[0]).toMatch(
    /line 5: column t_d is 0.05, allowed 0.03.*fill the gap/,
  );
  expect(messages(file(row(0), row(0.01), row(0.01)))[0]).toMatch(/line 4: column t_d/);
  expect(messages(file(row(0), '0.01,30,69.5'))[0]).toMatch(/line 3: columns is 3, allowed 15/);
  expect(messages(`time;SI\n${row(0)}`)[0]).toMatch(/line 1: header is time;SI/);
  expect(messages(HEAD)[0]).toMatch(/rows is 0/);
  expect(messages('')[0]).toMatch(/header/);
});

test('a file wrong throughout is reported with its first lines only', () => {
  const rows = Array.from({ length: 500 }, (_, i) => row(i, 'x'));
  expect(messages(file(...rows))).toHaveLength(20);
});
