import { occurrenceSchema } from '#core/alarms/occurrence.ts';
import { breaksLimit, dischargeLimit } from '#core/laboratory/places.ts';
import { readingSchema } from '#core/laboratory/reading.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Entry, EntryKind } from '#core/records/entry.ts';
import type { AlarmChange, ReportFigures } from '#core/report/figures.ts';
import { roundSchema } from '#core/rounds/round.ts';
import { calibrationSchema } from '#core/signal/drift/correction.ts';
import { scoreBody } from '#core/signal/quality-state/bodies.ts';
import { orderSchema } from '#core/work/order.ts';
import type { WorkOrder } from '#core/work/order.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';
import { Failed, taken } from './failed.ts';
import { entriesOf, eventsOf } from './record-pages.ts';

const MOST_ACTIONS = 60;
/** Versions of one record that are looked at for how it was at an earlier time. */
const MOST_VERSIONS = 500;
/** Occurrences that are looked through for those that stood already when a period began. */
const MOST_OCCURRENCES = 2000;
const MOST_SENSORS = 10;
const COMMANDS: ReadonlySet<string> = new Set([
  'command.confirmed',
  'command.refused',
  'command.notConfirmed',
  'command.failed',
]);
const DONE_ORDERS: ReadonlySet<string> = new Set(['done', 'checked']);
const STANDING_ORDERS: ReadonlySet<string> = new Set(['open', 'assigned', 'inWork', 'waiting']);

/** Timed steps of an answer that were done; null where it has none. */
function stepsOf(
  steps: readonly { readonly startedMs: number; readonly doneMs: number | null }[],
): { done: number; ms: number } | null {
  const done = steps.flatMap(({ startedMs, doneMs }) =>
    doneMs === null ? [] : [doneMs - startedMs],
  );
  return steps.length === 0
    ? null
    : { done: done.length, ms: done.reduce((sum, each) => sum + each, 0) };
}

/** What the records of a span say: alarms, commands, rounds, orders, readings, sensors. */
export class RecordFigures {
  readonly #profile: PlantProfile;
  readonly #historian: Historian;

  constructor({
    profile,
    historian,
  }: {
    readonly profile: PlantProfile;
    readonly historian: Historian;
  }) {
    this.#profile = profile;
    this.#historian = historian;
  }

  async alarmChanges(fromMs: number, toMs: number): Promise<AlarmChange[]> {
    const events = await eventsOf(this.#historian, ['alarm'], { fromMs, toMs });
    return events.flatMap(({ tsMs, code, priority, params }): AlarmChange[] => {
      const { alarm, text } = params;
      if ((code !== 'alarm.raised' && code !== 'alarm.cleared') || typeof alarm !== 'string')
        return [];
      return [
        {
          tsMs,
          alarm,
          raised: code === 'alarm.raised',
          priority,
          code: typeof text === 'string' ? text : null,
          params,
        },
      ];
    });
  }

  /** Alarms that stood at an instant, by the newest occurrences before it. */
  async standingAt(atMs: number): Promise<Omit<AlarmChange, 'raised'>[]> {
    const entries = await entriesOf(
      this.#historian,
      ['alarm'],
      { fromMs: 0, toMs: atMs },
      'latest',
      MOST_OCCURRENCES,
    );
    const standing = entries.flatMap(({ body }): Omit<AlarmChange, 'raised'>[] => {
      const parsed = occurrenceSchema.safeParse(body);
      if (!parsed.success) return [];
      const { alarm, code, params, priority, clearedMs, closedMs } = parsed.data;
      const endMs = clearedMs ?? closedMs;
      return endMs === null || endMs > atMs ? [{ tsMs: atMs, alarm, priority, code, params }] : [];
    });
    return [...new Map(standing.map((each) => [each.alarm, each])).values()];
  }

  async actions(fromMs: number, toMs: number): Promise<ReportFigures['actions']> {
    const events = await eventsOf(this.#historian, ['command'], { fromMs, toMs });
    const rows = events
      .filter(({ code, actor }) => COMMANDS.has(code) && actor.startsWith('person:'))
      .map(({ tsMs, code, subject, params, actor }) => ({
        tsMs,
        code,
        subject,
        params,
        who: actor.slice('person:'.length),
      }));
    return { rows: rows.slice(-MOST_ACTIONS), more: Math.max(0, rows.length - MOST_ACTIONS) };
  }

  async rounds(
    fromMs: number,
    toMs: number,
    withAnswers: boolean,
  ): Promise<ReportFigures['rounds']> {
    const entries = await entriesOf(this.#historian, ['round'], { fromMs, toMs });
    const byState: Record<string, number> = {};
    const rows = entries.flatMap(({ body }): ReportFigures['rounds']['rows'] => {
      const parsed = roundSchema.safeParse(body);
      if (!parsed.success) return [];
      const round = parsed.data;
      byState[round.state] = (byState[round.state] ?? 0) + 1;
      const answers = Object.entries(round.answers).map(([item, answer]) => ({
        item,
        state: answer.state,
        text: answer.text,
        choice: answer.choice,
        note: [answer.why, answer.reason].filter((part) => part !== '').join(' · '),
        photos: answer.attachments.length,
        steps: stepsOf(Object.values(answer.steps)),
      }));
      return [
        {
          checklist: round.checklistId,
          dueMs: round.dueMs,
          doneMs: round.doneMs,
          state: round.state,
          who: round.doneBy === '' ? round.beganBy : round.doneBy,
          answers: withAnswers ? answers : [],
        },
      ];
    });
    return { byState, rows };
  }

  /** Orders of the span, and those that stood at its end: a report made late tells of then, not of now. */
  async work(fromMs: number, toMs: number): Promise<ReportFigures['work']> {
    const orders: WorkOrder[] = [];
    for (const entry of await entriesOf(this.#historian, ['workOrder'], null)) {
      const parsed = orderSchema.safeParse((await this.#asOf(entry, toMs))?.body);
      if (parsed.success) orders.push(parsed.data);
    }
    const within = (ms: number | null | undefined): boolean =>
      ms !== null && ms !== undefined && ms >= fromMs && ms < toMs;
    return {
      opened: orders.filter(({ openedMs }) => within(openedMs)).length,
      finished: orders.filter(({ state, done }) => DONE_ORDERS.has(state) && within(done?.atMs))
        .length,
      standing: orders
        .filter(({ state, openedMs }) => STANDING_ORDERS.has(state) && openedMs < toMs)
        .map(({ number, title, state, dueMs }) => ({ number, ...title, state, dueMs })),
    };
  }

  /** A record as it was at an instant; null where it was not there yet. */
  async #asOf(latest: Entry, atMs: number): Promise<Entry | null> {
    if (latest.writtenMs < atMs) return latest;
    const { kind, id } = latest;
    const query = { kinds: [kind], id, versions: 'all', limit: MOST_VERSIONS } as const;
    const versions = taken(stored(await this.#historian.entries(query)));
    const before = versions.filter(({ writtenMs }) => writtenMs < atMs);
    return before.sort((a, b) => b.seq - a.seq)[0] ?? null;
  }

  /** Readings that stand, oldest first; each with whether it breaks a limit of the discharge. */
  async laboratory(fromMs: number, toMs: number): Promise<ReportFigures['laboratory']> {
    const entries = await entriesOf(this.#historian, ['reading'], { fromMs, toMs });
    const rows = entries.flatMap(({ body }): ReportFigures['laboratory'] => {
      const parsed = readingSchema.safeParse(body);
      if (!parsed.success || parsed.data.state !== 'valid') return [];
      const { sampledMs, item, point, value, qualifier, unit, method, person } = parsed.data;
      const limit = dischargeLimit(this.#profile, point, item);
      const beyond = limit !== null && breaksLimit(limit, parsed.data);
      const sign = { exact: '', below: '< ', above: '> ' }[qualifier];
      return [
        {
          sampledMs,
          item,
          point,
          text: `${sign}${String(value)}`,
          value,
          unit,
          method,
          person,
          beyond,
        },
      ];
    });
    return rows;
  }

  async sensors(fromMs: number, toMs: number): Promise<ReportFigures['sensors']> {
    const entries = await entriesOf(
      this.#historian,
      ['score', 'finding', 'calibration', 'correction'],
      { fromMs, toMs },
    );
    const count = (kind: EntryKind): number =>
      entries.filter((entry) => entry.kind === kind).length;
    const sums = new Map<string, { sum: number; n: number; least: number | null }>();
    for (const { kind, body } of entries) {
      const parsed = kind === 'score' ? scoreBody.safeParse(body) : null;
      if (parsed?.success !== true) continue;
      for (const [tag, { mean, least }] of Object.entries(parsed.data.sensors)) {
        if (mean === null) continue;
        const known = sums.get(tag) ?? { sum: 0, n: 0, least: null };
        sums.set(tag, {
          sum: known.sum + mean,
          n: known.n + 1,
          least: least === null ? known.least : Math.min(least, known.least ?? 100),
        });
      }
    }
    return {
      worst: [...sums]
        .map(([tag, { sum, n, least }]) => ({ tag, mean: sum / n, least }))
        .sort((a, b) => a.mean - b.mean)
        .slice(0, MOST_SENSORS),
      findings: count('finding'),
      calibrations: entries.filter(
        ({ kind, body }) => kind === 'calibration' && body['state'] === 'done',
      ).length,
      corrections: entries.filter(
        ({ kind, body }) => kind === 'correction' && body['state'] === 'accepted',
      ).length,
    };
  }

  /** One calibration with the readings it rests on; `notFound` when there is none of that id, or it is not done. */
  async calibration(id: string): Promise<NonNullable<ReportFigures['calibration']>> {
    const entries = taken(
      stored(
        await this.#historian.entries({ kinds: ['calibration'], id, versions: 'latest', limit: 1 }),
      ),
    );
    const parsed = calibrationSchema.safeParse(entries[0]?.body);
    if (!parsed.success || parsed.data.state !== 'done')
      throw new Failed(
        rpcFault(
          'notFound',
          `there is no calibration ${id} that was done`,
          'reports.noCalibration',
          { id },
        ),
      );
    const {
      tag,
      cause,
      dueMs,
      doneMs,
      by,
      sensorValue,
      referenceValue,
      errorBefore,
      errorAfter,
      reason,
      readingIds,
    } = parsed.data;
    const comparisons: NonNullable<ReportFigures['calibration']>['comparisons'] = [];
    for (const readingId of readingIds) {
      const found = taken(
        stored(
          await this.#historian.entries({
            kinds: ['reading'],
            id: readingId,
            versions: 'latest',
            limit: 1,
          }),
        ),
      );
      const reading = readingSchema.safeParse(found[0]?.body);
      if (!reading.success) continue;
      const { sampledMs, value, how } = reading.data;
      const [row] = taken(stored(await this.#historian.latest([tag], sampledMs)));
      comparisons.push({
        atMs: sampledMs,
        sensor: row === undefined || sampledMs - row.tsMs > 3_600_000 ? null : row.value,
        reference: value,
        how,
      });
    }
    const known = this.#profile.tags.find((each) => each.id === tag);
    return {
      id,
      tag,
      unit: known?.unit ?? '',
      decimals: known?.decimals ?? 2,
      cause,
      dueMs,
      doneMs,
      by: by.replace(/^person:/, ''),
      sensorValue,
      referenceValue,
      errorBefore,
      errorAfter,
      reason,
      comparisons: comparisons.sort((a, b) => a.atMs - b.atMs),
    };
  }
}
