import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clock,
  line,
  pass,
  refusal,
  restart,
  rounds,
  run,
  save,
  startRig,
  stopRig,
  value,
  who,
} from './rounds-rig.ts';

/** Lists of the real engine: their versions, signatures, holidays and photos. */
beforeAll(startRig);
afterAll(stopRig);

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

describe('the agenda', () => {
  const DAY_MS = 86_400_000;
  const ofList = async (checklistId: string, from: string, to: string) =>
    (await value(rounds.view.calendar({ from, to }))).lines
      .filter((each) => each.checklistId === checklistId)
      .map(({ day, status }) => `${day} ${status}`);
  const at = async (iso: string): Promise<void> => pass(Date.parse(iso) - clock.wallMs());

  it('holds each day against the list as it was then: a changed weekday invents no missed rounds', async () => {
    await at('2026-08-12T05:00:00Z');
    const before = await ofList('weekly', '2026-07-20', '2026-08-12');
    expect(before).toEqual(['2026-07-25 missed', '2026-08-01 missed', '2026-08-08 missed']);
    const { list } = rounds.desk.lists.newest('weekly')!;
    const schedule = { kind: 'weekly', weekday: 2, at: '09:00' } as const;
    await value(
      rounds.setup.saveChecklist({ list: { ...list, schedule }, retired: false, note: '', who }),
    );
    restart();
    await pass(DAY_MS);
    expect(await ofList('weekly', '2026-07-20', '2026-08-12')).toEqual(before);
    expect(await ofList('weekly', '2026-08-12', '2026-08-27')).toEqual([
      '2026-08-18 upcoming',
      '2026-08-25 upcoming',
    ]);
  });

  it('asks nothing of a new list before it was made', async () => {
    const { list } = rounds.desk.lists.newest('ai-daily')!;
    await value(
      rounds.setup.saveChecklist({
        list: { ...list, id: 'own-list', schedule: { kind: 'daily', at: '09:00' } },
        retired: false,
        note: '',
        who,
      }),
    );
    await pass(30_000);
    expect(await ofList('own-list', '2026-08-01', '2026-08-16')).toEqual([
      '2026-08-14 upcoming',
      '2026-08-15 upcoming',
    ]);
  });

  it('is not taken in by a clock that ran ahead and was set right again', async () => {
    await pass(20 * DAY_MS);
    await pass(-20 * DAY_MS);
    restart();
    await pass(30_000);
    expect(await ofList('own-list', '2026-08-13', '2026-08-17')).toEqual([
      '2026-08-14 upcoming',
      '2026-08-15 upcoming',
      '2026-08-16 upcoming',
    ]);
    await at('2026-08-14T00:30:00Z');
    const due = await line('own-list');
    expect(due).toMatchObject({ day: '2026-08-14', status: 'due' });
    const { round } = await value(
      rounds.walk.begin({ checklistId: 'own-list', lineId: due.id, paperMs: null, who }),
    );
    expect(round).toMatchObject({ id: due.id, state: 'running' });
  });
});
