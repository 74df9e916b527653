import { DateTime } from 'luxon';
import { alarmSettingSchema, comparedIn, withSetting } from '#core/alarms/definition.ts';
import type { AlarmDefinition } from '#core/alarms/definition.ts';
import { profileDefinition } from '#core/alarms/alarm-list.ts';
import { alarmHealth } from '#core/alarms/health.ts';
import type { Raise } from '#core/alarms/health.ts';
import { matches } from '#core/alarms/journal.ts';
import { effluentDefinition, ownDefinition } from '#core/alarms/own-alarms.ts';
import { occurrenceSchema } from '#core/alarms/occurrence.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import type { Entry } from '#core/records/entry.ts';
import { ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Params, ResultOf } from '#contract/api.ts';
import type { AlarmInfo } from '#contract/alarms.ts';
import type { EventRecord } from '#contract/records.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Engine } from '../engine.ts';
import { stored } from '../stored-answer.ts';
import { FLOOD_SETTING } from './alarm-desk.ts';

const PAGE = 1000;
/** Occurrences looked at for one page of the journal; then the window asks on. */
const MOST_LOOKED_AT = 10_000;
/** Raisings counted for the figures; in a flood that is a shorter span, which is told. */
const MOST_COUNTED = 40_000;
const PERSONS_AMONG = 1000;

const nameOf = (actor: string): string =>
  actor.startsWith('person:') ? actor.slice('person:'.length) : actor;

/** The records of the alarms: journal, figures, settings. Only reads. */
export class AlarmRecords {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async journal({
    filter,
    cursor,
    limit,
  }: Params<'alarms.journal'>): Promise<Result<ResultOf<'alarms.journal'>, RpcError>> {
    const rows: Occurrence[] = [];
    let at = cursor;
    let lookedAt = 0;
    // As many as are wanted, and one more for the entry the page before ended with; a filter that lets
    // few through, or many of one instant, calls for larger pages.
    let page = Math.min(PAGE, limit + 1);
    for (;;) {
      const answer = stored(
        await this.#engine.historian.entries({
          kinds: ['alarm'],
          versions: 'latest',
          order: 'time',
          limit: page,
          ...(filter.fromMs === null ? {} : { fromMs: filter.fromMs }),
          ...(at === null
            ? filter.toMs === null
              ? {}
              : { toMs: filter.toMs }
            : { toMs: at.tsMs + 1 }),
        }),
      );
      if (!answer.ok) return answer;
      const last = at;
      const fresh = answer.value.filter(
        ({ tsMs, seq }) => last === null || tsMs < last.tsMs || seq < last.seq,
      );
      for (const entry of fresh) {
        lookedAt++;
        at = { tsMs: entry.tsMs, seq: entry.seq };
        const occurrence = occurrenceOf(entry);
        if (occurrence !== null && matches(occurrence, filter)) rows.push(occurrence);
        if (rows.length >= limit) return ok({ rows, cursor: at });
      }
      const isWhole = answer.value.length < page;
      if (isWhole || (fresh.length === 0 && page >= MOST_LOOKED_AT))
        return ok({ rows, cursor: null });
      page = Math.min(fresh.length === 0 ? MOST_LOOKED_AT : PAGE, page * 2);
      if (lookedAt >= MOST_LOOKED_AT) return ok({ rows, cursor: at });
    }
  }

  async persons(): Promise<Result<string[], RpcError>> {
    const answer = stored(
      await this.#engine.historian.entries({
        kinds: ['alarm'],
        versions: 'latest',
        limit: PERSONS_AMONG,
      }),
    );
    if (!answer.ok) return answer;
    const names = new Set<string>();
    for (const entry of answer.value) {
      const occurrence = occurrenceOf(entry);
      if (occurrence?.ackBy != null) names.add(occurrence.ackBy);
      occurrence?.comments.forEach(({ who }) => names.add(who));
    }
    return ok([...names].sort((a, b) => a.localeCompare(b)));
  }

  async health(days: number, nowMs: number): Promise<Result<ResultOf<'alarms.health'>, RpcError>> {
    const { site } = this.#engine.profile;
    const today = DateTime.fromMillis(nowMs, { zone: site.timeZone }).startOf('day');
    const starts = Array.from({ length: days }, (_, i) =>
      today.minus({ days: days - 1 - i }).toMillis(),
    );
    const stats = stored(await this.#engine.historian.stats());
    if (!stats.ok) return stats;
    const recordedMs = stats.value.firstMs ?? nowMs;
    const wantedFromMs = Math.max(starts[0] ?? nowMs, Math.min(recordedMs, nowMs));
    const raises: Raise[] = [];
    const words = new Map<string, Pick<AlarmInfo, 'code' | 'params'>>();
    let beforeSeq: number | null = null;
    let isCut = false;
    for (;;) {
      const answer: Result<readonly EventRecord[], RpcError> = stored(
        await this.#engine.historian.events({
          fromMs: wantedFromMs,
          toMs: nowMs + 1,
          kinds: ['alarm'],
          maxPriority: 4,
          subject: null,
          beforeSeq,
          limit: PAGE,
        }),
      );
      if (!answer.ok) return answer;
      for (const { code, params, tsMs, priority } of answer.value) {
        const alarm = params['alarm'];
        if (code !== 'alarm.raised' || typeof alarm !== 'string') continue;
        raises.push({ alarm, tsMs, priority });
        if (!words.has(alarm))
          words.set(alarm, {
            code: typeof params['text'] === 'string' ? params['text'] : null,
            params,
          });
      }
      const last = answer.value.at(-1);
      if (last === undefined || answer.value.length < PAGE) break;
      beforeSeq = last.seq;
      isCut = raises.length >= MOST_COUNTED;
      if (isCut) break;
    }
    const fromMs = isCut ? (raises.at(-1)?.tsMs ?? wantedFromMs) : wantedFromMs;
    const shown = starts.filter((ms, i) => (starts[i + 1] ?? Infinity) > fromMs || ms >= fromMs);
    const figures = alarmHealth(raises, fromMs, nowMs + 1, shown);
    const named = (alarm: string): Pick<AlarmInfo, 'code' | 'params'> =>
      words.get(alarm) ?? { code: null, params: {} };
    return ok({
      ...figures,
      days: [...figures.days],
      hours: [...figures.hours],
      byPriority: [...figures.byPriority],
      topTen: figures.topTen.map((each) => ({ ...each, ...named(each.alarm) })),
      chattering: figures.chattering.map((each) => ({ ...each, ...named(each.alarm) })),
      isCut,
    });
  }

  async catalogue(): Promise<Result<ResultOf<'alarms.catalogue'>, RpcError>> {
    const { snapshot, state, profile, historian } = this.#engine;
    const answer = stored(
      await historian.entries({ kinds: ['alarmSetting'], versions: 'latest', limit: PAGE }),
    );
    if (!answer.ok) return answer;
    const changes = new Map(answer.value.map((entry) => [entry.id, entry]));
    const rows: AlarmInfo[] = [];
    for (const { definition: seen, params } of snapshot?.alarmCandidates.values() ?? []) {
      const change = changes.get(seen.id);
      const alarm = profile.alarms.find(({ id }) => id === seen.id);
      const plain = alarm === undefined ? standardOf(this.#engine, seen) : profileDefinition(alarm);
      // Not as the last scan saw it: a setting that was changed since must show at once.
      const definition = withSetting(plain, state.alarmPlan.settings.alarms[seen.id]);
      const standardLimit = alarm === undefined ? null : (comparedIn(alarm.when)?.value ?? null);
      rows.push({
        ...definition,
        limit:
          standardLimit === null
            ? null
            : (state.alarmPlan.settings.alarms[seen.id]?.limit ?? standardLimit),
        params: { ...params },
        standard: {
          priority: plain.priority,
          onDelayS: plain.onDelayS,
          offDelayS: plain.offDelayS,
          deadBand: plain.deadBand,
          opensWork: plain.opensWork,
          limit: standardLimit,
        },
        changed:
          change === undefined || state.alarmPlan.settings.alarms[definition.id] === undefined
            ? null
            : {
                who: nameOf(change.actor),
                tsMs: change.tsMs,
                why: String(change.body['why'] ?? ''),
              },
      });
    }
    return ok({ alarms: rows, floodAbove: state.alarmPlan.settings.flood.above });
  }

  async settingHistory(
    alarm: string,
  ): Promise<Result<ResultOf<'alarms.settingHistory'>, RpcError>> {
    const answer = stored(
      await this.#engine.historian.entries({
        kinds: ['alarmSetting'],
        id: alarm,
        versions: 'all',
        limit: 50,
      }),
    );
    if (!answer.ok) return answer;
    return ok(
      answer.value.map(({ actor, tsMs, body }) => {
        const setting =
          alarm === FLOOD_SETTING ? null : alarmSettingSchema.safeParse(body['setting']);
        return {
          setting: setting?.success === true ? setting.data : null,
          who: nameOf(actor),
          tsMs,
          why: String(body['why'] ?? ''),
        };
      }),
    );
  }
}

/** An own alarm as it is before anybody set anything. */
function standardOf(engine: Engine, definition: AlarmDefinition): AlarmDefinition {
  const level = engine.state.alarmPlan.effluent.find(
    (each) => each.definition.id === definition.id,
  );
  if (level !== undefined) return effluentDefinition(level.item, level.level, definition.rung);
  const { code } = definition;
  if (code === null || code === 'alarm.effluent') return definition;
  const own = ownDefinition(code, definition.id, definition.equipment);
  return code === 'alarm.aiFallback'
    ? { ...own, onDelayS: engine.profile.plc.ai.heartbeatTimeoutS }
    : own;
}

function occurrenceOf({ body }: Entry): Occurrence | null {
  const parsed = occurrenceSchema.safeParse(body);
  return parsed.success ? parsed.data : null;
}
