import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checklist, RoundItem } from '#core/plant/rounds.ts';
import { EMPTY_ANSWER, differs, judgeAnswer, numberOf } from '#core/rounds/answer.ts';
import type { AnswerDraft } from '#core/rounds/answer.ts';
import { roundForm } from '#core/rounds/form.ts';
import { addTo, correctAnswer } from '#core/rounds/round-after.ts';
import {
  answerItem,
  beginRound,
  completeRound,
  consequences,
  dropRound,
  openIssues,
  pauseRound,
  resumeRound,
  roundSchema,
  workedMs,
} from '#core/rounds/round.ts';
import type { Round } from '#core/rounds/round.ts';
import { walkOf } from '#core/rounds/route.ts';
import { geumgang } from '../control/plant-fixture.ts';

const { rounds } = geumgang();
const listOf = (id: string): Checklist => rounds.checklists.find((list) => list.id === id)!;
const itemOf = (list: Checklist, id: string): RoundItem =>
  list.items.find((item) => item.id === id)!;
const daily = listOf('daily');
const context = (nowMs: number, sensor: number | null = null) => ({
  who: 'Kim',
  nowMs,
  sensor,
  last: null,
});
const begun = (): Round =>
  beginRound({
    id: 'daily.20261122',
    checklistId: 'daily',
    version: 1,
    dueMs: 0,
    paperMs: null,
    paperBy: '',
    who: 'Kim',
    nowMs: 0,
  });
const given = (part: Partial<AnswerDraft>): AnswerDraft => ({ ...EMPTY_ANSWER, ...part });

/** An answer that is in order for any item. */
function good(item: RoundItem): AnswerDraft {
  switch (item.kind) {
    case 'reading':
      return given({
        text: String(
          ((item.unusual.min ?? item.impossible.min) + (item.unusual.max ?? item.impossible.max)) /
            2,
        ),
      });
    case 'check':
      return given({ choice: 'pass' });
    case 'choice':
      return given({ choice: item.options.find(({ bad }) => !bad)!.id });
    case 'text':
      return given({ text: 'fine' });
    case 'photo':
    case 'signature':
      return given({ attachments: ['att-1'] });
    case 'timer':
      return given({
        steps: Object.fromEntries(
          item.steps.map(({ id, minutes }) => [
            id,
            { startedMs: 0, doneMs: minutes * 60_000, reason: '' },
          ]),
        ),
      });
  }
}

describe('the check lists of the site', () => {
  it('hold every line of seed 7.3.1 to 7.3.7, each answered by what is in order', () => {
    expect(rounds.checklists.map(({ id }) => id)).toEqual([
      'daily',
      'weekly',
      'half-monthly',
      'monthly',
      'quarterly',
      'half-yearly',
      'yearly',
      'ai-daily',
      'ai-weekly',
      'ai-monthly',
    ]);
    for (const list of rounds.checklists) {
      let round = beginRound({
        id: `${list.id}.20261122`,
        checklistId: list.id,
        version: 1,
        dueMs: 0,
        paperMs: null,
        paperBy: '',
        who: 'Kim',
        nowMs: 0,
      });
      for (const item of list.items) {
        const next = answerItem(round, list, item.id, good(item), context(1));
        if (!next.ok) throw new Error(`${list.id} ${item.id}`);
        round = next.value;
      }
      expect([...openIssues(round, list)], list.id).toEqual([]);
      const done = completeRound(round, list, 'Kim', 2);
      expect(done.ok && consequences(done.value, list)).toMatchObject({
        failed: [],
        calibrate: [],
      });
      expect(walkOf(list.items, rounds.places).flatMap(({ items }) => items)).toHaveLength(
        list.items.length,
      );
      for (const language of ['ko', 'en'] as const) {
        const form = roundForm(
          list,
          rounds.places,
          {},
          {
            language,
            subtitle: '',
            head: '',
            columns: { no: '', item: '', usual: '', last: '', answer: '', remark: '' },
            boxes: 'x',
            signatures: [],
          },
        );
        expect(
          form.blocks.flatMap((block) => (block.type === 'table' ? block.rows : [])),
        ).toHaveLength(list.items.length);
      }
    }
  });
});

describe('numbers as they are typed', () => {
  it('are read with point or comma and nothing else', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
        (value) => {
          const text = value.toFixed(2);
          expect(numberOf(text)).toBe(Number(text));
          expect(numberOf(` ${text.replace('.', ',')} `)).toBe(Number(text));
        },
      ),
    );
    for (const text of ['', '-', '.', '1e3', '1.2.3', '12 3', 'abc', '0x1', 'Infinity'])
      expect(numberOf(text), text).toBeNull();
    expect(numberOf('12.')).toBe(12);
    expect(numberOf('\u22123')).toBe(-3);
  });
});

describe('a reading', () => {
  const item = itemOf(daily, 'saturator');
  if (item.kind !== 'reading') throw new Error('saturator is a reading');
  it('is refused where it cannot be, asked about where it is unusual or off its sensor, else fine', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 20, noNaN: true }),
        fc.option(fc.double({ min: 0, max: 10, noNaN: true })),
        (value, sensor) => {
          const text = value.toFixed(2);
          const typed = Number(text);
          const [issue] = judgeAnswer(item, given({ text }), { sensor });
          const expected =
            typed < 0 || typed > 10
              ? 'refuse'
              : typed < 6 || typed > 8 || differs(item, typed, sensor)
                ? 'ask'
                : undefined;
          expect(issue?.severity).toBe(expected);
          // Saying why settles what is asked, never what cannot be.
          expect(
            judgeAnswer(item, given({ text, why: 'seen twice' }), { sensor }).map(
              ({ severity }) => severity,
            ),
          ).toEqual(expected === 'refuse' ? ['refuse'] : []);
        },
      ),
    );
  });
  it('near zero is held against its floor', () => {
    const tmp = itemOf(daily, 'tmp-a');
    expect(
      tmp.kind === 'reading' && [
        differs(tmp, 0, 0.5),
        differs(tmp, 0, 0.9),
        differs(tmp, 20, 16),
        differs(tmp, 20, 17.5),
      ],
    ).toEqual([false, true, true, false]);
  });
});

describe('a round', () => {
  type Step = {
    readonly kind:
      'answer' | 'touch' | 'pause' | 'resume' | 'complete' | 'drop' | 'correct' | 'add';
    readonly at: number;
    readonly waitMs: number;
  };
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.constantFrom(
      'answer',
      'touch',
      'pause',
      'resume',
      'complete',
      'drop',
      'correct',
      'add',
    ),
    at: fc.nat({ max: daily.items.length - 1 }),
    waitMs: fc.integer({ min: 0, max: 40 * 60_000 }),
  });

  it('keeps its rules whatever is done to it in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let round = begun();
        let nowMs = 0;
        for (const { kind, at, waitMs } of steps) {
          nowMs += waitMs;
          const item = daily.items[at]!;
          const before = round;
          const outcome =
            kind === 'answer'
              ? answerItem(round, daily, item.id, good(item), context(nowMs))
              : kind === 'touch'
                ? answerItem(round, daily, item.id, given({ text: '12.' }), context(nowMs))
                : kind === 'pause'
                  ? pauseRound(round, nowMs)
                  : kind === 'resume'
                    ? resumeRound(round, nowMs)
                    : kind === 'complete'
                      ? completeRound(round, daily, 'Kim', nowMs)
                      : kind === 'drop'
                        ? dropRound(round, 'Kim', 'why not', nowMs)
                        : kind === 'correct'
                          ? correctAnswer(round, daily, item.id, good(item), {
                              ...context(nowMs),
                              correctionMin: 30,
                              reason: 'slip',
                            })
                          : addTo(
                              round,
                              daily,
                              {
                                itemId: item.id,
                                text: 'more',
                                reason: 'asked',
                                who: 'Kim',
                                atMs: nowMs,
                              },
                              30,
                            );
          if (!outcome.ok) continue;
          round = outcome.value;
          // It goes to disk and comes back as it is.
          expect(roundSchema.parse(JSON.parse(JSON.stringify(round)))).toEqual(round);
          expect(before.answers).toEqual(Object.fromEntries(Object.entries(before.answers)));
          if (round.state === 'done') expect([...openIssues(round, daily).keys()]).toEqual([]);
          if (before.state === 'done') {
            expect(round.state).toBe('done');
            // After the window only additions, and those leave the answers alone.
            if (nowMs > before.doneMs! + 30 * 60_000) expect(round.answers).toEqual(before.answers);
            else expect(round.additions).toEqual(before.additions);
          }
          if (before.state === 'dropped') throw new Error('a round that was left goes on');
          expect(round.spans.filter(({ toMs }) => toMs === null)).toHaveLength(
            round.state === 'running' ? 1 : 0,
          );
          expect(workedMs(round, nowMs)).toBeLessThanOrEqual(nowMs);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('holds a reading against the sensor of the moment it was typed, not of a later word', () => {
    const first = answerItem(
      begun(),
      daily,
      'saturator',
      given({ text: '3.2' }),
      context(1000, 6.4),
    );
    const later = first.ok
      ? answerItem(
          first.value,
          daily,
          'saturator',
          given({ text: '3.2', why: 'off' }),
          context(9000, 3.2),
        )
      : first;
    expect(later.ok && later.value.answers['saturator']).toMatchObject({
      sensor: 6.4,
      atMs: 1000,
      why: 'off',
    });
    expect(later.ok && consequences(later.value, daily).calibrate.map(({ id }) => id)).toEqual([
      'saturator',
    ]);
  });
});
