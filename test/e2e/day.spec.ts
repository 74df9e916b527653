import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Day } from './day/day-context.ts';
import type { DayOptions, StepFigure } from './day/day-context.ts';
import { dailyByKeys, dailyByTouch } from './day/daily-round.ts';
import { Finger } from './day/finger.ts';
import { prepare } from './day/prepare.ts';
import { alarmsAtNoon, backToToday, delivery, doTheOrder, leave, logInByPassword, logInByPin, shiftReport, weeklyRound } from './day/work-hours.ts';
import { goTo } from './window-actions.ts';
import type { Language } from './window-actions.ts';

/**
 * The technician's day in the real window, engine and virtual plant: arrive, log in, daily round with a bad
 * reading, the order it brings, an alarm at noon, a delivery, the weekly cleaning, the shift's report, leave.
 * The engine runs on a clock that is hurried between the steps (scripts/simulation/sped-engine.ts). In
 * continuous integration only the minutes that a step needs pass; `npm run day` lives through the whole day.
 */
const mode = process.env['MULJIGI_DAY'];
const wholeDay = mode === 'whole';
/** With pictures, and with the round by touch. */
const isShown = mode !== undefined;
const jsonFile = process.env['MULJIGI_DAY_JSON'];
const figures: StepFigure[] = [];
const rounds: { readonly language: Language; readonly by: string; readonly machineMs: number }[] = [];

const LOOKS: Readonly<Record<Language, Omit<DayOptions, 'wholeDay'>>> = {
  ko: { language: 'ko', theme: 'light', size: [1366, 768], pictures: isShown ? ['arrive', 'round-refused', 'order', 'alarm', 'signature', 'report'] : [] },
  en: { language: 'en', theme: 'dark', size: [1920, 1080], pictures: isShown ? ['log-in', 'round-review', 'delivery', 'cleaning', 'weekly-record', 'costs'] : [] },
};

test.afterAll(() => {
  if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify({ steps: figures, rounds }, null, 2)}\n`);
});

for (const language of ['ko', 'en'] as const) {
  test(`the technician's day, ${language}`, async () => {
    test.setTimeout(isShown ? 1_800_000 : 600_000);
    const day = await Day.open({ ...LOOKS[language], wholeDay }, prepare);
    try {
      await theDay(day);
      if (isShown) await byTouch(day);
      figures.push(...day.figures);
      expect(day.complaints).toEqual([]);
    } finally {
      await day.close();
    }
  });
}

async function theDay(day: Day): Promise<void> {
  await day.step('arrive', async () => {
    await expect(day.page.getByTestId('mode')).toBeVisible();
    await day.picture('arrive');
  });
  await day.step('log in', () => logInByPassword(day));
  await day.until('09:01', 0, true);
  await day.step('daily round by keyboard', async () => {
    rounds.push({ language: day.options.language, by: 'keyboard', machineMs: Math.round(await dailyByKeys(day)) });
    await followedUp(day);
  });
  await day.step('work order', () => doTheOrder(day));
  await day.until('12:00', 1);
  await day.happens({ cmd: 'stock', machine: 'pacPump', litres: 1 });
  await day.happens({ cmd: 'stock', machine: 'polymerPump', litres: 1 });
  await day.live(60_000);
  await day.step('log in again', () => logInByPin(day));
  await day.step('alarm at noon', () => alarmsAtNoon(day));
  await day.until('12:30');
  await day.happens({ cmd: 'stock', machine: 'pacPump', litres: 4000 });
  await logInByPin(day);
  await day.step('delivery', () => delivery(day));
  await day.until('13:00');
  await logInByPin(day);
  await day.step('weekly round', () => weeklyRound(day));
  await day.until('14:00');
  await logInByPin(day);
  await day.step('shift report', () => shiftReport(day));
  await day.step('leave', () => leave(day));
  for (const { step, deadEnds } of day.figures) expect(deadEnds, step).toEqual([]);
}

/** What the failed item and the bad reading brought about, by the engine's own records. */
async function followedUp(day: Day): Promise<void> {
  const { lines } = await day.ask('rounds.today', {});
  const done = lines.find(({ checklistId, status }) => checklistId === 'daily' && status === 'done');
  const { round } = await day.ask('rounds.round', { id: done?.id ?? '' });
  expect(round.followed.map(({ itemId, kind }) => `${kind} ${itemId}`)).toEqual(expect.arrayContaining(['workOrder blower', 'workOrder saturator', 'calibration saturator']));
}

async function byTouch(day: Day): Promise<void> {
  await logInByPin(day);
  await goTo(day.page, 'rounds');
  await backToToday(day);
  const finger = await Finger.on(day);
  await day.step('daily round by touch', async () => {
    rounds.push({ language: day.options.language, by: 'touch', machineMs: Math.round(await dailyByTouch(day, finger)) });
  });
  await finger.lift();
}
