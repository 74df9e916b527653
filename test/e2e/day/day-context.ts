import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import { RpcClient } from '#engine/rpc/client.ts';
import { forkSpedEngine } from '../../../scripts/simulation/sped-client.ts';
import type { SpedProcess } from '../../../scripts/simulation/sped-client.ts';
import { launch, root } from '../harness.ts';
import type { RunningApp } from '../harness.ts';
import { firstValue, setLook, setSize } from '../window-actions.ts';
import type { Language, Theme } from '../window-actions.ts';
import words from './words.json' with { type: 'json' };

/** A Saturday, so that the weekly round is due; ten to nine in the plant's time. */
export const START_MS = Date.parse('2026-11-14T08:50:00+09:00');
/** Before the round falls due and the shift begins, all the same. */
const SHORT_START_MS = Date.parse('2026-11-14T08:59:00+09:00');
export const ADMINISTRATOR = 'Kim';
export const PASSWORD = 'brown heron wades';
export const PIN = '2580';

/** One step of the day as it went. */
export interface StepFigure {
  readonly language: Language;
  readonly step: string;
  /** Time of the machine and the script, ms; hours that the plant lived through in between are not in it. */
  readonly machineMs: number;
  /** Key strokes, taps and clicks. */
  readonly inputs: number;
  readonly deadEnds: readonly string[];
}

export interface DayOptions {
  readonly language: Language;
  readonly theme: Theme;
  readonly size: readonly [number, number];
  /** True lives through the hours between two steps; false only through the minutes a step needs. */
  readonly wholeDay: boolean;
  /** Pictures to keep, by name. */
  readonly pictures: readonly string[];
}

/** One working day in the real window: who does it, with what, and how each step went. */
export class Day {
  readonly running: RunningApp;
  readonly engine: SpedProcess;
  readonly options: DayOptions;
  /** A connection of the plant's own: what happens to the water, and what is asked to compare. */
  readonly plant: RpcClient;
  readonly figures: StepFigure[] = [];
  readonly complaints: string[] = [];
  readonly words: (typeof words)['en'];
  #inputs = 0;
  #deadEnds: string[] = [];
  #livedMs = 0;

  private constructor(running: RunningApp, engine: SpedProcess, plant: RpcClient, options: DayOptions) {
    this.running = running;
    this.engine = engine;
    this.plant = plant;
    this.options = options;
    this.words = words[options.language];
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    this.page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(options: DayOptions, prepare: (plant: RpcClient, technician: string, language: Language) => Promise<void>): Promise<Day> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'muljigi-day-'));
    const engine = await forkSpedEngine(dataDir, options.wholeDay ? START_MS : SHORT_START_MS);
    const opened = await RpcClient.open(engine.socket, ANSWER_WITHIN_MS);
    if (!opened.ok) throw new Error(opened.error);
    const [running] = await Promise.all([
      launch({ dataDir, env: { MULJIGI_SOCKET: engine.socket } }),
      prepare(opened.value, words[options.language].technician, options.language),
    ]);
    const day = new Day(running, engine, opened.value, options);
    const { page, app } = running;
    await firstValue(page);
    await setSize(app, page, options.size[0], options.size[1]);
    await setLook(page, options.language, options.theme);
    return day;
  }

  get page(): Page {
    return this.running.page;
  }

  async close(): Promise<void> {
    this.plant.close();
    try {
      await this.running.close(true);
    } finally {
      await this.engine.kill();
      rmSync(this.running.dataDir, { recursive: true, force: true });
    }
  }

  /** Does one step and writes down what it took. */
  async step(name: string, work: () => Promise<void>): Promise<void> {
    this.#inputs = 0;
    this.#deadEnds = [];
    this.#livedMs = 0;
    const fromMs = performance.now();
    await work();
    const figure: StepFigure = {
      language: this.options.language,
      step: name,
      machineMs: Math.round(performance.now() - fromMs - this.#livedMs),
      inputs: this.#inputs,
      deadEnds: this.#deadEnds,
    };
    this.figures.push(figure);
    console.log(`${figure.language} ${name}: ${String(figure.machineMs)} ms, ${String(figure.inputs)} inputs${figure.deadEnds.length === 0 ? '' : `, DEAD ENDS: ${figure.deadEnds.join('; ')}`}`);
  }

  /** A step could not be taken by the means a person has; the script helped itself. */
  deadEnd(what: string): void {
    this.#deadEnds.push(what);
  }

  counted(inputs: number): void {
    this.#inputs += inputs;
  }

  async press(key: string): Promise<void> {
    this.counted(1);
    await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    this.counted(text.length);
    await this.page.keyboard.type(text);
  }

  async click(what: Locator): Promise<void> {
    this.counted(1);
    await what.click();
  }

  /** Puts words into a field that is clicked first, as a person does. */
  async fill(field: Locator, text: string): Promise<void> {
    this.counted(1 + text.length);
    await field.fill(text);
  }

  /** Goes on with the Tab key until something has the focus. */
  async tabTo(what: Locator, name: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      if (await what.evaluate((element) => element === document.activeElement)) return;
      await this.press('Tab');
    }
    this.deadEnd(`${name} cannot be reached by the keyboard`);
    await what.focus();
  }

  /** To a screen by the keyboard: the palette, its name, Enter. */
  async goByKeys(screen: string): Promise<void> {
    await this.press('Control+k');
    await expect(this.page.getByRole('combobox')).toBeFocused();
    await this.type(screen);
    await expect(this.page.getByRole('option', { selected: true })).toBeVisible();
    await this.press('Enter');
    await expect(this.page.locator(`nav button[data-screen="${screen}"]`)).toHaveAttribute('aria-current', 'page');
  }

  /** Lives on to a time of the plant's day; where the whole day is not asked for, only when it is `near`, else for some minutes at most. */
  async until(time: string, leastMin = 0, near = false): Promise<void> {
    const { nowMs } = await this.engine.look();
    const atMs = Date.parse(`2026-11-14T${time}:00+09:00`);
    const gapMs = this.options.wholeDay || near ? Math.max(atMs - nowMs, leastMin * 60_000) : leastMin * 60_000;
    if (gapMs > 0) await this.live(gapMs);
  }

  /** Lives through some plant time and waits until the window shows its end. */
  async live(ms: number): Promise<void> {
    // A window is not fed faster than it draws: what piled up would be seen minutes later.
    const fromMs = performance.now();
    for (let left = ms; left > 0; left -= SLICE_MS) {
      await this.engine.jump(Math.min(SLICE_MS, left));
      await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
    }
    this.#livedMs += performance.now() - fromMs;
  }

  /** What happens to the water and its tanks, as the virtual plant lets one bring it about. */
  async happens(command: Params<'virtualPlant.control'>['command']): Promise<void> {
    await this.ask('access.login', { name: ADMINISTRATOR, password: PASSWORD, code: null });
    await this.ask('virtualPlant.control', { who: ADMINISTRATOR, command });
  }

  /** A word as this language shows it. */
  label(namespace: string, key: string): string {
    const file = path.join(root, 'src/renderer/i18n', this.options.language, `${namespace}.json`);
    let at: unknown = JSON.parse(readFileSync(file, 'utf8'));
    for (const part of key.split('.')) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined;
    if (typeof at !== 'string') throw new Error(`no text ${namespace}:${key}`);
    return at;
  }

  /** Asks the engine beside the window. Rejects with the reason of a refusal. */
  async ask<N extends CallName>(name: N, params: Params<N>): Promise<ResultOf<N>> {
    const answer = await this.plant.call(name, params);
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`);
    return answer.value;
  }

  async picture(name: string): Promise<void> {
    if (!this.options.pictures.includes(name)) return;
    const folder = process.env['MULJIGI_DAY_PICTURES'] ?? path.join(root, 'docs/screens/day');
    mkdirSync(folder, { recursive: true });
    const { language, theme } = this.options;
    await this.page.screenshot({ path: path.join(folder, `${name}-${theme}-${language}.png`) });
  }
}

const SLICE_MS = 300_000;
/** A busy machine hashes a password for a while. */
const ANSWER_WITHIN_MS = 180_000;
