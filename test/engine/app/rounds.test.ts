import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { err } from '#core/result.ts';
import { EMPTY_ANSWER } from '#core/rounds/answer.ts';
import {
  events,
  laboratory,
  line,
  live,
  pass,
  refusal,
  restart,
  rounds,
  run,
  save,
  standing,
  startMs,
  startRig,
  stopRig,
  value,
  who,
} from './rounds-rig.ts';

/** Rounds of the real engine on its real history: what is due, what is typed, what follows. */
beforeAll(startRig);
afterAll(stopRig);

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
    // A history that does not answer is no sensor without a value: the key is struck again, not kept unheld.
    const latest = vi
      .spyOn(run.engine.historian, 'latest')
      .mockResolvedValueOnce(err({ kind: 'io', message: 'the disk is busy' }));
    const answer = { ...EMPTY_ANSWER, text: '50', why: 'seen twice' };
    expect(await rounds.walk.save({ id, itemId: 'tmp-a', answer, who })).toMatchObject({
      ok: false,
      error: { code: 'unavailable', messageCode: 'historian.io' },
    });
    latest.mockRestore();
    expect((await value(rounds.view.round(id))).round.answers['tmp-a']).toBeUndefined();
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
