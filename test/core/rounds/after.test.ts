import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checklist, RoundItem } from '#core/plant/rounds.ts';
import { EMPTY_ANSWER, judgeAnswer } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import { compareLists } from '#core/rounds/compare.ts';
import { listProblems } from '#core/rounds/problems.ts';
import { roundRecord } from '#core/rounds/record.ts';
import { addTo, awaitsSecond, correctAnswer, signRound } from '#core/rounds/round-after.ts';
import {
  answerItem,
  beginRound,
  completeRound,
  roundSchema,
  turnToPaper,
} from '#core/rounds/round.ts';
import type { Round } from '#core/rounds/round.ts';
import { RINGS_FOR_MS, ringing, runningSteps } from '#core/rounds/timer.ts';
import { geumgang } from '../control/plant-fixture.ts';

const { rounds } = geumgang();
const listOf = (id: string): Checklist => rounds.checklists.find((list) => list.id === id)!;
const given = (part: Partial<AnswerDraft>): AnswerDraft => ({ ...EMPTY_ANSWER, ...part });
const monthly = listOf('monthly');
const inline = monthly.items.find(({ id }) => id === 'inline-steps')!;
const half = { ...listOf('half-monthly'), secondSignature: true };
const at = (who: string, nowMs: number) => ({ who, nowMs, sensor: null, last: null });
const value = <T>(outcome: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
};
const begun = (list: Checklist, paperMs: number | null = null, paperBy = ''): Round =>
  beginRound({
    id: `${list.id}.20261122`,
    checklistId: list.id,
    version: 1,
    dueMs: 0,
    paperMs,
    paperBy,
    who: 'Kim',
    nowMs: 1000,
  });
const walked = (begin: Round = begun(half)): Round => {
  const answered = value(
    answerItem(begin, half, 'level-clean', given({ choice: 'pass' }), at('Kim', 2000)),
  );
  return value(completeRound(answered, half, 'Kim', 3000));
};

describe('a second signature', () => {
  const second = (who: string) => ({ who, atMs: 9000, attachmentId: 'att-2' });
  it('is waited for where set, and is for somebody who had no hand in the round', () => {
    const done = walked();
    expect(awaitsSecond(done, half)).toBe(true);
    expect(awaitsSecond(done, listOf('half-monthly'))).toBe(false);
    expect(signRound(begun(half), half, second('Lee'))).toMatchObject({
      ok: false,
      error: { code: 'notDone' },
    });
    expect(signRound(done, listOf('half-monthly'), second('Lee'))).toMatchObject({
      error: { code: 'noSecond' },
    });
    // The same person in another spelling is the same person.
    for (const name of ['Kim', ' kim ', 'KIM'])
      expect(signRound(done, half, second(name)), name).toMatchObject({
        error: { code: 'sameSigner' },
      });
    const signed = value(signRound(done, half, second('Lee')));
    expect(awaitsSecond(signed, half)).toBe(false);
    expect(signRound(signed, half, second('Park'))).toMatchObject({ error: { code: 'isSigned' } });
    expect(roundSchema.parse(JSON.parse(JSON.stringify(signed)))).toEqual(signed);
  });
  it('on a round from paper is neither for who walked it nor for who typed it in', () => {
    const done = walked(begun(half, 500, 'Choi'));
    for (const name of ['Choi', 'Kim']) expect(signRound(done, half, second(name)).ok).toBe(false);
    expect(signRound(done, half, second('Lee')).ok).toBe(true);
  });
  it('falls with a correction, since it was for what stood there before; an addition leaves it', () => {
    const signed = value(signRound(walked(), half, second('Lee')));
    const fix = { ...at('Kim', 4000), correctionMin: 30, reason: 'slip' };
    const right = value(
      correctAnswer(signed, half, 'level-clean', given({ choice: 'fail', reason: 'dirty' }), fix),
    );
    expect(right.second).toBeNull();
    expect(right.corrections).toMatchObject([
      { itemId: 'level-clean', was: { choice: 'pass' }, reason: 'slip', who: 'Kim', atMs: 4000 },
    ]);
    const add = {
      itemId: 'level-clean',
      text: 'seen again',
      reason: 'asked',
      who: 'Kim',
      atMs: 3000 + 31 * 60_000,
    };
    expect(value(addTo(signed, half, add, 30)).second).toEqual(signed.second);
  });
});

describe('a round from paper', () => {
  it('has its readings at the time and by the person of the form, whoever types when', () => {
    const open = value(
      answerItem(begun(half), half, 'level-clean', given({ choice: 'pass' }), at('Kim', 2000)),
    );
    const turned = value(turnToPaper(open, 1500, 'Choi'));
    const next = value(answerItem(turned, half, 'level', given({ text: '2.2' }), at('Kim', 9000)));
    expect(next.answers['level']).toMatchObject({ who: 'Choi', atMs: 1500 });
    expect(next.answers['level-clean']).toMatchObject({ who: 'Kim', atMs: 2000 });
    expect(turnToPaper(walked(), 1, 'Choi').ok).toBe(false);
  });
  it('reads records from before it was known who walked, corrected and signed', () => {
    const { paperBy: _, corrections: _c, second: _s, ...older } = walked();
    expect(roundSchema.parse(older)).toMatchObject({ paperBy: '', corrections: [], second: null });
  });
});

describe('steps with a time', () => {
  if (inline.kind !== 'timer') throw new Error('inline-steps has steps');
  const [first] = inline.steps;
  it('run on over anything else and ring until they are ended, for ten minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 * 60_000 }), (nowMs) => {
        const round = value(
          answerItem(
            begun(monthly),
            monthly,
            inline.id,
            given({ steps: { [first!.id]: { startedMs: 1000, doneMs: null, reason: '' } } }),
            at('Kim', 1000),
          ),
        );
        const steps = runningSteps(round, monthly);
        const endsMs = 1000 + first!.minutes * 60_000;
        expect(steps).toMatchObject([
          { itemId: inline.id, stepId: first!.id, startedMs: 1000, endsMs },
        ]);
        expect(ringing(steps, nowMs)).toHaveLength(
          nowMs >= endsMs && nowMs < endsMs + RINGS_FOR_MS ? 1 : 0,
        );
        const ended = value(
          answerItem(
            round,
            monthly,
            inline.id,
            given({ steps: { [first!.id]: { startedMs: 1000, doneMs: endsMs, reason: '' } } }),
            at('Kim', endsMs),
          ),
        );
        expect(runningSteps(ended, monthly)).toEqual([]);
      }),
    );
  });
  it('may end early with a reason alone', () => {
    const all = (minutes: number, reason: string): AnswerDraft =>
      given({
        steps: Object.fromEntries(
          inline.steps.map((step) => [
            step.id,
            {
              startedMs: 0,
              doneMs: (step.id === first!.id ? minutes : step.minutes) * 60_000,
              reason: step.id === first!.id ? reason : '',
            },
          ]),
        ),
      });
    const codes = (draft: AnswerDraft): string[] =>
      judgeAnswer(inline, draft, { sensor: null }).map(({ code }) => code);
    expect(codes(all(first!.minutes, ''))).toEqual([]);
    expect(codes(all(first!.minutes - 5, ' '))).toEqual(['early']);
    expect(codes(all(first!.minutes - 5, 'pump tripped'))).toEqual([]);
  });
});

describe('versions of a check list', () => {
  const daily = listOf('daily');
  const order = fc.shuffledSubarray([...daily.items], { minLength: 1 });
  it('differ by exactly what came, went and moved', () => {
    fc.assert(
      fc.property(order, order, (before, after) => {
        const { items, fields } = compareLists(
          { ...daily, items: before },
          { ...daily, items: after },
        );
        const ids = (what: string): string[] =>
          items.filter((each) => each.what === what).map(({ itemId }) => itemId);
        const missing = (from: RoundItem[], to: RoundItem[]): string[] =>
          from.filter((item) => !to.includes(item)).map(({ id }) => id);
        expect(fields).toEqual([]);
        expect(ids('removed').sort()).toEqual(missing(before, after).sort());
        expect(ids('added').sort()).toEqual(missing(after, before).sort());
        // Those that were not moved stand in one order in both.
        const moved = ids('moved');
        const still = (items: RoundItem[], other: RoundItem[]): string[] =>
          items
            .filter((item) => other.includes(item) && !moved.includes(item.id))
            .map(({ id }) => id);
        expect(still(before, after)).toEqual(still(after, before));
        if (moved.length > 0)
          expect(before.filter((item) => after.includes(item))).not.toEqual(
            after.filter((item) => before.includes(item)),
          );
      }),
    );
  });
  it('name the fields that read otherwise', () => {
    const [item] = daily.items;
    const next = {
      ...daily,
      graceMin: 60,
      items: daily.items.map((each) => (each === item ? { ...each, required: false } : each)),
    };
    expect(compareLists(daily, next)).toMatchObject({
      fields: [{ field: 'graceMin', before: daily.graceMin, after: 60 }],
      items: [
        {
          what: 'changed',
          itemId: item!.id,
          fields: [{ field: 'required', before: true, after: false }],
        },
      ],
    });
  });
  it('can be saved as the profile has them, and else say which item and field is wrong', () => {
    for (const list of rounds.checklists)
      expect(listProblems(list, rounds.places), list.id).toEqual([]);
    const broken: Checklist = {
      ...daily,
      name: { ko: '일일', en: '' },
      graceMin: 9000,
      items: daily.items.map((item, i) =>
        i === 0 && item.kind === 'reading'
          ? { ...item, place: 'attic', impossible: { min: 5, max: 1 }, name: { ko: '-', en: 'x' } }
          : item,
      ),
    };
    const found = listProblems(broken, rounds.places).map(
      ({ at: item, field, code }) => `${String(item)} ${field} ${code}`,
    );
    expect(found).toEqual(
      expect.arrayContaining([
        'null name.en missing',
        'null graceMin order',
        '0 place place',
        '0 impossible.min order',
        '0 name.ko missing',
      ]),
    );
  });
});

describe('the printed record', () => {
  it('holds answers, what was put right and added, and every picture', () => {
    const photo = value(
      answerItem(begun(half), half, 'photo', given({ attachments: ['att-1'] }), at('Kim', 1500)),
    );
    const done = value(
      completeRound(
        value(answerItem(photo, half, 'level-clean', given({ choice: 'pass' }), at('Kim', 2000))),
        half,
        'Kim',
        3000,
      ),
    );
    const right = value(
      correctAnswer(done, half, 'level-clean', given({ choice: 'fail', reason: 'dirty' }), {
        ...at('Kim', 4000),
        correctionMin: 30,
        reason: 'slip',
      }),
    );
    const signed = value(signRound(right, half, { who: 'Lee', atMs: 5000, attachmentId: 'att-2' }));
    const added = value(
      addTo(
        signed,
        half,
        { itemId: null, text: 'cleaned again', reason: 'asked', who: 'Kim', atMs: 9_000_000 },
        30,
      ),
    );
    const columns = {
      no: 'No.',
      item: 'Item',
      answer: 'Answer',
      sensor: 'Sensor',
      last: 'Last',
      who: 'Who',
      when: 'When',
      before: 'Before',
      after: 'After',
      reason: 'Reason',
      text: 'Text',
    };
    const record = roundRecord(added, half, rounds.places, {
      language: 'en',
      subtitle: 's',
      origin: 'o',
      facts: [{ name: 'State', value: 'done', detail: '' }],
      columns,
      corrections: 'Corrections',
      additions: 'Additions',
      follows: 'Follows',
      pictures: 'Pictures',
      followed: (kind) => kind,
      answer: (_, answer) => answer?.choice ?? '-',
      figure: () => '',
      stamp: (ms) => `2026-11-22 ${String(ms)}`,
      signatures: [],
      secondSignature: 'Second',
    });
    const tables = record.blocks.flatMap((block) =>
      block.type === 'table'
        ? [[block.title, ...block.rows.map((row) => row.map(({ text }) => text).join('|'))]]
        : [],
    );
    expect(tables.find(([title]) => title === 'Corrections')).toEqual([
      'Corrections',
      expect.stringContaining('|pass|fail|slip|Kim'),
    ]);
    expect(tables.find(([title]) => title === 'Additions')?.[1]).toContain(
      'cleaned again|asked|Kim',
    );
    expect(record.blocks.find(({ type }) => type === 'images')).toMatchObject({
      images: [{ id: 'att-1' }, { id: 'att-2', caption: 'Second: Lee 2026-11-22 5000' }],
    });
    // The failed answer is told as such.
    expect(
      record.blocks.some(
        (block) => block.type === 'table' && block.rows.some((row) => row.some(({ bad }) => bad)),
      ),
    ).toBe(true);
  });
});
