import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { breaksLimit, dischargeLimit } from '#core/laboratory/places.ts';
import { readingSchema } from '#core/laboratory/reading.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { Entry, EntryKind } from '#core/records/entry.ts';
import type { AlarmChange, ReportFigures } from '#core/report/figures.ts';
import { roundSchema } from '#core/rounds/round.ts';
import { calibrationSchema } from '#core/signal/drift/correction.ts';
import { scoreBody } from '#core/signal/quality-state/bodies.ts';
import { orderSchema } from '#core/work/order.ts';
import type { EventRecord } from '#contract/records.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Historian } from '#engine/ports/historian.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { stored } from '../stored-answer.ts';

const PAGE = 1000;
/** Entries are larger: a page of them is looked through in a few milliseconds between two scans. */
const ENTRY_PAGE = 100;
/** Beyond this many records of one kind a report no longer lists, it only counts. */
const MOST_RECORDS = 200_000;
const MOST_ACTIONS = 60;
const MOST_READINGS = 400;
const MOST_SENSORS = 10;
const COMMANDS: ReadonlySet<string> = new Set([
  'command.confirmed',
  'command.refused',
  'command.notConfirmed',
  'command.failed',
]);
const DONE_ORDERS: ReadonlySet<string> = new Set(['done', 'checked']);
const STANDING_ORDERS: ReadonlySet<string> = new Set(['open', 'assigned', 'inWork', 'waiting']);

type Answer<T> = Promise<Result<T, RpcError>>;

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

  /** Events of a kind in time order. */
  async #events(kind: 'alarm' | 'command', fromMs: number, toMs: number): Answer<EventRecord[]> {
    const found: EventRecord[] = [];
    for (let beforeSeq: number | null = null; found.length < MOST_RECORDS;) {
      const page: Result<readonly EventRecord[], RpcError> = stored(
        await this.#historian.events({
          fromMs,
          toMs,
          kinds: [kind],
          maxPriority: null,
          subject: null,
          beforeSeq,
          limit: PAGE,
        }),
      );
      if (!page.ok) return page;
      found.push(...page.value);
      beforeSeq = page.value.at(-1)?.seq ?? null;
      if (page.value.length < PAGE) break;
    }
    return ok(found.reverse());
  }

  /** Latest versions of entries of a kind whose time lies in the span (or at any time). */
  async #entries(
    kinds: readonly EntryKind[],
    span: { readonly fromMs: number; readonly toMs: number } | null,
  ): Answer<Entry[]> {
    const found: Entry[] = [];
    for (let beforeSeq: number | undefined; found.length < MOST_RECORDS;) {
      const page: Result<readonly Entry[], RpcError> = stored(
        await this.#historian.entries({
          kinds,
          versions: 'latest',
          limit: ENTRY_PAGE,
          ...(span ?? {}),
          ...(beforeSeq === undefined ? {} : { beforeSeq }),
        }),
      );
      if (!page.ok) return page;
      found.push(...page.value);
      beforeSeq = page.value.at(-1)?.seq;
      if (page.value.length < ENTRY_PAGE) break;
    }
    return ok(found.sort((a, b) => a.tsMs - b.tsMs));
  }

  async alarmChanges(fromMs: number, toMs: number): Answer<AlarmChange[]> {
    const events = await this.#events('alarm', fromMs, toMs);
    if (!events.ok) return events;
    return ok(
      events.value.flatMap(({ tsMs, code, priority, params }): AlarmChange[] => {
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
      }),
    );
  }

  async actions(fromMs: number, toMs: number): Answer<ReportFigures['actions']> {
    const events = await this.#events('command', fromMs, toMs);
    if (!events.ok) return events;
    const rows = events.value
      .filter(({ code, actor }) => COMMANDS.has(code) && actor.startsWith('person:'))
      .map(({ tsMs, code, subject, params, actor }) => ({
        tsMs,
        code,
        subject,
        params,
        who: actor.slice('person:'.length),
      }));
    return ok({ rows: rows.slice(-MOST_ACTIONS), more: Math.max(0, rows.length - MOST_ACTIONS) });
  }

  async rounds(
    fromMs: number,
    toMs: number,
    withAnswers: boolean,
  ): Answer<ReportFigures['rounds']> {
    const entries = await this.#entries(['round'], { fromMs, toMs });
    if (!entries.ok) return entries;
    const byState: Record<string, number> = {};
    const rows = entries.value.flatMap(({ body }): ReportFigures['rounds']['rows'] => {
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
    return ok({ byState, rows });
  }

  /** Orders of the span, and those that stand at its end as far as the latest versions tell. */
  async work(fromMs: number, toMs: number): Answer<ReportFigures['work']> {
    const entries = await this.#entries(['workOrder'], null);
    if (!entries.ok) return entries;
    const orders = entries.value.flatMap(({ body }) => {
      const parsed = orderSchema.safeParse(body);
      return parsed.success ? [parsed.data] : [];
    });
    const within = (ms: number | null | undefined): boolean =>
      ms !== null && ms !== undefined && ms >= fromMs && ms < toMs;
    return ok({
      opened: orders.filter(({ openedMs }) => within(openedMs)).length,
      finished: orders.filter(({ state, done }) => DONE_ORDERS.has(state) && within(done?.atMs))
        .length,
      standing: orders
        .filter(({ state, openedMs }) => STANDING_ORDERS.has(state) && openedMs < toMs)
        .map(({ number, title, state, dueMs }) => ({ number, ...title, state, dueMs })),
    });
  }

  /** Readings that stand, oldest first; each with whether it breaks a limit of the discharge. */
  async laboratory(fromMs: number, toMs: number): Answer<ReportFigures['laboratory']> {
    const entries = await this.#entries(['reading'], { fromMs, toMs });
    if (!entries.ok) return entries;
    const rows = entries.value.flatMap(({ body }): ReportFigures['laboratory'] => {
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
    return ok(rows.slice(-MOST_READINGS));
  }

  async sensors(fromMs: number, toMs: number): Answer<ReportFigures['sensors']> {
    const entries = await this.#entries(['score', 'finding', 'calibration', 'correction'], {
      fromMs,
      toMs,
    });
    if (!entries.ok) return entries;
    const count = (kind: EntryKind): number =>
      entries.value.filter((entry) => entry.kind === kind).length;
    const sums = new Map<string, { sum: number; n: number; least: number | null }>();
    for (const { kind, body } of entries.value) {
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
    return ok({
      worst: [...sums]
        .map(([tag, { sum, n, least }]) => ({ tag, mean: sum / n, least }))
        .sort((a, b) => a.mean - b.mean)
        .slice(0, MOST_SENSORS),
      findings: count('finding'),
      calibrations: entries.value.filter(
        ({ kind, body }) => kind === 'calibration' && body['state'] === 'done',
      ).length,
      corrections: entries.value.filter(
        ({ kind, body }) => kind === 'correction' && body['state'] === 'accepted',
      ).length,
    });
  }

  /** One calibration with the readings it rests on; `notFound` when there is none of that id, or it is not done. */
  async calibration(id: string): Answer<NonNullable<ReportFigures['calibration']>> {
    const entries = stored(
      await this.#historian.entries({ kinds: ['calibration'], id, versions: 'latest', limit: 1 }),
    );
    if (!entries.ok) return entries;
    const parsed = calibrationSchema.safeParse(entries.value[0]?.body);
    if (!parsed.success || parsed.data.state !== 'done')
      return err(
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
      const found = stored(
        await this.#historian.entries({
          kinds: ['reading'],
          id: readingId,
          versions: 'latest',
          limit: 1,
        }),
      );
      if (!found.ok) return found;
      const reading = readingSchema.safeParse(found.value[0]?.body);
      if (!reading.success) continue;
      const { sampledMs, value, how } = reading.data;
      const latest = stored(await this.#historian.latest([tag], sampledMs));
      if (!latest.ok) return latest;
      const row = latest.value[0];
      comparisons.push({
        atMs: sampledMs,
        sensor: row === undefined || sampledMs - row.tsMs > 3_600_000 ? null : row.value,
        reference: value,
        how,
      });
    }
    const known = this.#profile.tags.find((each) => each.id === tag);
    return ok({
      id,
      tag,
      unit: known?.unit ?? '',
      decimals: known?.decimals ?? 2,
      cause,
      dueMs,
      doneMs,
      by,
      sensorValue,
      referenceValue,
      errorBefore,
      errorAfter,
      reason,
      comparisons: comparisons.sort((a, b) => a.atMs - b.atMs),
    });
  }
}
