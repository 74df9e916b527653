import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { RpcError } from '#contract/wire.ts';
import { createLaboratory } from '#engine/app/laboratory/index.ts';
import type { LaboratoryParts } from '#engine/app/laboratory/laboratory-handlers.ts';
import { calibrationsOf, createRounds, workOf } from '#engine/app/rounds/index.ts';
import type { RoundsParts } from '#engine/app/rounds/index.ts';
import { WorkDesk } from '#engine/app/work/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { simulateEngine } from '../../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../core/control/plant-fixture.ts';

/** Rounds of the real engine on its real history: what is due, what is typed, what follows. */
const profile = geumgang();
const dir = mkdtempSync(path.join(tmpdir(), 'rounds-'));
/** Monday 1 June 2026, 08:59 in Seoul. */
const startMs = Date.UTC(2026, 4, 31, 23, 59);
const who = 'Kim';
let run: SimulatedEngine;
let laboratory: LaboratoryParts;
let work: WorkDesk;
let rounds: RoundsParts;
/** The technician's clock runs ahead of the plant's, so that a day needs no day of simulated water. */
let aheadMs = 0;
const clock: Clock = {
  wallMs: () => run.clock.wallMs() + aheadMs,
  monoMs: () => run.clock.monoMs(),
  after: (delayMs, fn) => run.clock.after(delayMs, fn),
};
/** Lets hours pass for the rounds, and their watch look. */
const pass = async (ms: number): Promise<void> => {
  aheadMs += ms;
  await run.advance(32_000);
};

/** What stands as an alarm. */
const standing = new Set<string>();
const open = (): RoundsParts =>
  createRounds({
    engine: run.engine,
    clock,
    log: silentLog,
    laboratory: laboratory.readings,
    openWork: workOf(work, run.engine),
    openCalibration: calibrationsOf(run.engine),
    alarms: {
      stand: ({ id }) => standing.add(id),
      end: ({ id }) => standing.delete(id),
    },
  });
/** What the next process finds: nothing but the history. */
const restart = (): void => {
  rounds.watch.stop();
  rounds = open();
  rounds.watch.start();
};

beforeAll(async () => {
  run = await simulateEngine({ profile, dataDir: dir, startMs, seed: 1 });
  laboratory = createLaboratory(run.engine, run.clock, silentLog);
  work = new WorkDesk(run.engine, run.clock, silentLog);
  run.engine.quality.compareWith(laboratory.readings);
  rounds = open();
  rounds.watch.start();
  await run.advance(30_000);
});
afterAll(async () => {
  rounds.watch.stop();
  await run.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function value<T>(asked: Promise<Result<T, RpcError>>): Promise<T> {
  const answer = await run.during(asked);
  if (!answer.ok) throw new Error(`${answer.error.messageCode ?? ''} ${answer.error.message}`);
  return answer.value;
}
async function refusal<T>(asked: Promise<Result<T, RpcError>>): Promise<string | null> {
  const answer = await run.during(asked);
  return answer.ok ? null : answer.error.messageCode;
}
const events = async (): Promise<string[]> => {
  const answer = await run.during(
    run.historian.events({
      fromMs: null,
      toMs: null,
      kinds: ['round'],
      maxPriority: null,
      subject: null,
      beforeSeq: null,
      limit: 200,
    }),
  );
  return answer.ok
    ? answer.value.map(({ code, params }) => `${code} ${String(params['list'])}`)
    : [];
};
const line = async (checklistId: string) =>
  (await value(rounds.view.today())).lines.find((each) => each.checklistId === checklistId)!;
const save = (id: string, itemId: string, part: Partial<AnswerDraft>) =>
  value(rounds.walk.save({ id, itemId, answer: { ...EMPTY_ANSWER, ...part }, who }));
/** A value of a sensor, in the unit of an item in bar or its own. */
const live = (tag: string, factor = 1): string =>
  ((run.engine.state.samples.get(tag)?.value ?? 0) * factor).toFixed(1);

describe('a day with rounds', () => {
  it('is told once when it is due, also after a restart', async () => {
    expect(await line('daily')).toMatchObject({ status: 'upcoming', answered: 0, of: 8 });
    await run.advance(60_000);
    expect(await line('daily')).toMatchObject({ status: 'due' });
    restart();
    await run.advance(60_000);
    expect((await events()).filter((each) => each === 'round.due daily')).toHaveLength(1);
  });

  it('keeps what is typed, as typed, through a cut', async () => {
    const { id } = await line('daily');
    const begun = await value(
      rounds.walk.begin({ checklistId: 'daily', lineId: id, paperMs: null, who }),
    );
    expect(begun).toMatchObject({ round: { state: 'running', version: 1 }, list: { id: 'daily' } });
    await save(id, 'tmp-a', { text: '1' });
    await save(id, 'tmp-a', { text: '12.' });
    restart();
    const found = await value(rounds.view.round(id));
    expect(found.round.answers['tmp-a']).toMatchObject({ text: '12.', who });
    expect(found.round.answers['tmp-a']!.sensor).not.toBeNull();
    await value(rounds.walk.pause({ id, who }));
    restart();
    expect((await value(rounds.view.round(id))).round.state).toBe('paused');
  });

  it('refuses to end while answers are missing or cannot be so', async () => {
    const { id } = await line('daily');
    expect(await refusal(rounds.walk.complete({ id, who }))).toBe('rounds.incomplete');
    await save(id, 'tmp-a', { text: live('PDT-401.pv') });
    await save(id, 'tmp-b', { text: live('PDT-402.pv') });
    await save(id, 'levels', { choice: 'fail', reason: 'LIT-501 stands still' });
    await save(id, 'look', { choice: 'normal' });
    await save(id, 'recirculation', { text: '99' });
    await save(id, 'saturator', { text: live('PIT-201.pv', 0.01), why: 'compressor just started' });
    // Half as much again as the panel says: the meter is off.
    await save(id, 'flow', { text: (Number(live('FIT-601.pv')) * 1.5 + 5).toFixed(1) });
    await save(id, 'blower', { state: 'cannotRead', reason: '' });
    const refused = await run.during(rounds.walk.complete({ id, who }));
    expect(refused).toMatchObject({
      ok: false,
      error: { params: { items: 'recirculation flow blower' } },
    });
    await save(id, 'recirculation', { text: '4,9' });
    await save(id, 'flow', {
      text: (Number(live('FIT-601.pv')) * 1.5 + 5).toFixed(1),
      why: 'read twice',
    });
    await save(id, 'blower', { state: 'cannotRead', reason: 'room is locked' });
  });

  it('ends with readings in the history, a work order and a calibration', async () => {
    const { id } = await line('daily');
    const done = await value(rounds.walk.complete({ id, who }));
    expect(done.round).toMatchObject({ state: 'done', doneBy: who });
    expect(done.correctableUntilMs).toBe(done.round.doneMs! + 30 * 60_000);
    const kinds = done.round.followed.map(({ itemId, kind }) => `${kind} ${itemId}`);
    expect(kinds).toContain('workOrder levels');
    expect(kinds).toContain('calibration flow');
    const readings = await value(
      laboratory.readings.list({
        filter: {
          fromMs: null,
          toMs: null,
          item: null,
          point: null,
          how: null,
          person: who,
          overLimit: false,
          withdrawn: false,
          importId: null,
        },
        skip: 0,
        limit: 50,
      }),
    );
    expect(readings.readings.map(({ reading }) => reading.tag ?? reading.point).sort()).toEqual([
      'FIT-601.pv',
      'P-201A',
      'PDT-401.pv',
      'PDT-402.pv',
      'PIT-201.pv',
    ]);
    const calibrations = await run.during(
      run.historian.entries({
        kinds: ['calibration'],
        tag: 'FIT-601.pv',
        versions: 'latest',
        limit: 5,
      }),
    );
    expect(calibrations.ok && calibrations.value.map(({ body }) => body['state'])).toEqual(['due']);
    const orders = await run.during(
      run.historian.entries({ kinds: ['workOrder'], versions: 'latest', limit: 5 }),
    );
    expect(orders.ok && orders.value).toHaveLength(
      done.round.followed.filter(({ kind }) => kind === 'workOrder').length,
    );
  });

  it('lets an answer be put right for 30 minutes, afterwards only added to', async () => {
    const { id } = await line('daily');
    const add = {
      id,
      itemId: 'flow',
      text: 'second meter says the same',
      reason: 'asked by the office',
      who,
    };
    expect(await refusal(rounds.after.add(add))).toBe('rounds.windowOpen');
    const answer = { ...EMPTY_ANSWER, text: '5.1' };
    const right = await value(
      rounds.after.correct({ id, itemId: 'recirculation', answer, reason: 'wrong gauge', who }),
    );
    expect(right.round.answers['recirculation']).toMatchObject({ text: '5.1' });
    const versions = await value(laboratory.readings.versions(`r-${id}-recirculation`));
    expect(versions.map(({ reading }) => reading.value)).toEqual([5.1, 4.9]);
    await pass(31 * 60_000);
    expect(
      await refusal(
        rounds.after.correct({ id, itemId: 'recirculation', answer, reason: 'again', who }),
      ),
    ).toBe('rounds.windowOver');
    expect((await value(rounds.after.add(add))).round.additions).toHaveLength(1);
    expect((await value(rounds.view.versions(id))).length).toBeGreaterThanOrEqual(3);
  });

  it('carries a round over, and misses the one nobody walks', async () => {
    const monthly = await line('monthly');
    const moved = await value(
      rounds.after.carryOver({
        lineId: monthly.id,
        toDay: '2026-06-05',
        reason: 'no chemicals',
        who,
      }),
    );
    expect(moved).toMatchObject({ day: '2026-06-05', carriedTo: '2026-06-05' });
    expect(
      await refusal(
        rounds.after.carryOver({ lineId: monthly.id, toDay: '2026-05-05', reason: 'x', who }),
      ),
    ).toBe('rounds.badDay');
    // Half past nine has come; the AI's list has four hours, then two more, then the rest of its 14.
    await pass(5 * 3_600_000);
    expect([...standing]).toContain('round-ai-daily');
    // A prompt at first; with a sound of its own once it is late.
    await pass(2 * 3_600_000);
    expect([...standing]).toContain('round-ai-daily.late');
    expect([...standing]).not.toContain('round-ai-daily');
    restart();
    await pass(9 * 3_600_000);
    expect([...standing].filter((id) => id.includes('ai-daily'))).toEqual([]);
    const codes = await events();
    expect(codes).toContain('round.overdue ai-daily');
    expect(codes).toContain('round.late ai-daily');
    expect(codes).toContain('round.missed ai-daily');
    const { lines } = await value(
      rounds.view.history({ checklistId: 'ai-daily', skip: 0, limit: 10 }),
    );
    expect(lines).toMatchObject([{ status: 'missed' }]);
    // Walked all the same, with the printed form.
    const paper = await value(
      rounds.walk.begin({
        checklistId: 'ai-daily',
        lineId: lines[0]!.id,
        paperMs: startMs + 3_600_000,
        paperBy: 'Choi',
        who,
      }),
    );
    for (const [itemId, choice] of [
      ['control', 'as'],
      ['water', 'pass'],
      ['findings', 'pass'],
    ] as const)
      await save(paper.round.id, itemId, { choice });
    expect((await value(rounds.walk.complete({ id: paper.round.id, who }))).round).toMatchObject({
      state: 'done',
      paperMs: startMs + 3_600_000,
      paperBy: 'Choi',
      doneBy: who,
      answers: { water: { who: 'Choi', atMs: startMs + 3_600_000 } },
    });
  });

  it('holds a reading from paper against the sensor of that time, and keeps it at that time', async () => {
    // The plant's clock stands behind the technician's: what is stored is of the first minutes.
    const paperMs = startMs + 90_000;
    const { round } = await value(
      rounds.walk.begin({
        checklistId: 'daily',
        lineId: null,
        paperMs: null,
        who,
      }),
    );
    expect(round.paperMs).toBeNull();
    await value(rounds.walk.drop({ id: round.id, reason: 'walked on paper', who }));
    const paper = await value(
      rounds.walk.begin({ checklistId: 'daily', lineId: null, paperMs, paperBy: 'Choi', who }),
    );
    const { id } = paper.round;
    await save(id, 'tmp-a', { text: '50', why: 'seen twice' });
    const stored = await run.during(run.historian.latest(['PDT-401.pv'], paperMs));
    const { answers } = (await value(rounds.view.round(id))).round;
    expect(answers['tmp-a']).toMatchObject({ who: 'Choi', atMs: paperMs });
    expect(answers['tmp-a']!.sensor).toBeCloseTo(stored.ok ? stored.value[0]!.value! : NaN, 9);
    await value(rounds.walk.drop({ id, reason: 'a try', who }));
  });

  it('tells of steps whose time runs, also after a cut', async () => {
    const { round } = await value(
      rounds.walk.begin({ checklistId: 'monthly', lineId: null, paperMs: null, who }),
    );
    const startedMs = rounds.desk.nowMs();
    const steps = { clean: { startedMs, doneMs: null, reason: '' } };
    await save(round.id, 'inline-steps', { steps });
    restart();
    expect((await value(rounds.view.today())).timers).toMatchObject([
      {
        roundId: round.id,
        itemId: 'inline-steps',
        stepId: 'clean',
        endsMs: startedMs + 40 * 60_000,
      },
    ]);
    await value(rounds.walk.drop({ id: round.id, reason: 'a try', who }));
    expect((await value(rounds.view.today())).timers).toEqual([]);
  });
});

describe('a check list', () => {
  it('keeps its versions; a round keeps the one it was begun with', async () => {
    const [daily] = (await run.during(rounds.desk.ready())).ok ? rounds.desk.lists.present() : [];
    const begun = await value(
      rounds.walk.begin({ checklistId: 'daily', lineId: null, paperMs: null, who }),
    );
    const list = { ...daily!.list, items: daily!.list.items.slice(0, 2) };
    expect(
      await refusal(
        rounds.setup.saveChecklist({
          list: { ...list, graceMin: 5000 },
          retired: false,
          note: '',
          who,
        }),
      ),
    ).toBe('rounds.badList');
    expect(
      await value(rounds.setup.saveChecklist({ list, retired: false, note: 'shorter', who })),
    ).toMatchObject({ version: 2, origin: 'person' });
    restart();
    expect((await value(rounds.view.round(begun.round.id))).list.items).toHaveLength(8);
    expect(await value(rounds.setup.undoChecklist({ id: 'daily', who }))).toMatchObject({
      version: 3,
      list: { items: { length: 8 } },
    });
    await value(rounds.walk.drop({ id: begun.round.id, reason: 'only a try', who }));
    const older = await value(rounds.setup.undoChecklist({ id: 'daily', version: 2, who }));
    expect(older).toMatchObject({ version: 4, list: { items: { length: 2 } } });
    expect(await refusal(rounds.setup.undoChecklist({ id: 'daily', version: 9, who }))).toBe(
      'rounds.noList',
    );
    await value(rounds.setup.undoChecklist({ id: 'daily', version: 1, who }));
  });

  it('that asks for a second signature keeps its rounds waiting for one', async () => {
    const { list } = rounds.desk.lists.newest('half-monthly')!;
    await value(
      rounds.setup.saveChecklist({
        list: { ...list, secondSignature: true },
        retired: false,
        note: '',
        who,
      }),
    );
    const { round } = await value(
      rounds.walk.begin({ checklistId: 'half-monthly', lineId: null, paperMs: null, who }),
    );
    await save(round.id, 'level-clean', { choice: 'pass' });
    await value(rounds.walk.complete({ id: round.id, who }));
    const { lines } = await value(rounds.view.today());
    expect(lines.find(({ id }) => id === round.id)).toMatchObject({
      status: 'done',
      second: 'waiting',
    });
    const base64 = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]).toString(
      'base64',
    );
    expect(await refusal(rounds.after.sign({ id: round.id, base64, who }))).toBe(
      'rounds.sameSigner',
    );
    const signed = await value(rounds.after.sign({ id: round.id, base64, who: 'Lee' }));
    restart();
    expect((await value(rounds.view.round(round.id))).round.second).toEqual(signed.round.second);
    expect((await value(rounds.view.attachment(signed.round.second!.attachmentId))).base64).toBe(
      base64,
    );
    const past = await value(
      rounds.view.itemHistory({ checklistId: 'half-monthly', itemId: 'level-clean', limit: 5 }),
    );
    expect(past).toMatchObject([
      { roundId: round.id, corrected: false, answer: { choice: 'pass' } },
    ]);
  });

  it('is not due on a holiday where it says so', async () => {
    await value(
      rounds.setup.setCalendar({
        holidays: [{ from: '2026-06-06', to: '2026-06-08', name: { ko: '휴무', en: 'Closed' } }],
        restDays: [],
        who,
      }),
    );
    restart();
    const { lines, free } = await value(
      rounds.view.calendar({ from: '2026-06-05', to: '2026-06-11' }),
    );
    expect(free.map(({ day }) => day)).toEqual(['2026-06-06', '2026-06-07', '2026-06-08']);
    expect(
      lines.filter(({ checklistId }) => checklistId === 'daily').map(({ day }) => day),
    ).toEqual(['2026-06-05', '2026-06-09', '2026-06-10']);
    // Saturday's weekly round waits for the first day somebody comes.
    expect(lines.find(({ checklistId }) => checklistId === 'weekly')).toMatchObject({
      day: '2026-06-09',
      id: 'weekly.20260606',
    });
  });

  it('takes a photo for what it is, not for its name', async () => {
    const begun = await value(
      rounds.walk.begin({ checklistId: 'half-monthly', lineId: null, paperMs: null, who }),
    );
    const file = { id: begun.round.id, itemId: 'photo', who };
    expect(
      await refusal(
        rounds.walk.attach({
          ...file,
          name: 'a.png',
          base64: Buffer.from('MZ program').toString('base64'),
        }),
      ),
    ).toBe('rounds.fileKind');
    expect(
      await refusal(
        rounds.walk.attach({
          ...file,
          name: 'a.png',
          base64: Buffer.alloc(1_000_001).toString('base64'),
        }),
      ),
    ).toBe('rounds.fileTooLarge');
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const { attachmentId } = await value(
      rounds.walk.attach({ ...file, name: 'a.pdf', base64: png.toString('base64') }),
    );
    expect(await value(rounds.view.attachment(attachmentId))).toMatchObject({
      mime: 'image/png',
      base64: png.toString('base64'),
    });
  });
});
