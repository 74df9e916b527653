import { DateTime } from 'luxon';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { EntryBody, EntryKind } from '#core/records/entry.ts';
import { sleep } from '#core/time/clock.ts';
import type { Clock } from '#core/time/clock.ts';
import type { EventCode } from '#core/control/codes.ts';
import type { Params } from '#core/control/record.ts';
import type { HistorianFault, ScanRecord } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import type { CheckCursor, KeptHistorian, PurgeOrder } from '#engine/ports/recovery.ts';
import type { StoreQueue } from '../store-queue.ts';
import { clockTrustSchema, lookAtClock } from './clock-trust.ts';
import type { ClockTrust } from './clock-trust.ts';

export interface KeepingOptions {
  readonly profile: PlantProfile;
  readonly historian: KeptHistorian & { recover(damage: string): Promise<void> };
  readonly store: Pick<StoreQueue, 'add'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who does what nobody asked for; what is found is always the engine's to tell. */
const ENGINE = 'engine';
/** Key of the historian's state table. */
const TRUST_KEY = 'keeping.clock';
const TICK_MS = 60_000;
/** The start of an engine has better things to do. */
const FIRST_TICK_MS = 600_000;
/** Between two slices of the check, so that it takes only part of the disk's and the processor's time. */
const SLICE_PAUSE_MS = 20;
const MOST_FINDINGS = 50;
const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;

/** What a check of the whole file found. */
export interface CheckResult {
  readonly ok: boolean;
  readonly rows: number;
  readonly tookMs: number;
  readonly damage: readonly string[];
  readonly findings: readonly string[];
}

/**
 * Looks after the history for years: each night the check of the whole file and the removal of what
 * is older than the profile keeps, both in small slices. What was missed while the PC was off is
 * done after the next start. A damaged file is brought back at once.
 */
export class KeepingService {
  readonly #options: KeepingOptions;
  #cancel: () => void = () => undefined;
  #stopped = false;
  #cutToldUntilMs = -Infinity;
  readonly #underWay = new Set<'check' | 'purge'>();
  /** Newest of each kind as far as known, so that a disk that fails does not make the night's work come each minute. */
  readonly #tried = new Map<EntryKind, number>();

  constructor(options: KeepingOptions) {
    this.#options = options;
  }

  start(): void {
    this.#arm(FIRST_TICK_MS);
  }

  /** What is under way ends with its slice, or with the history's closing. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Tells, at most once a day, that the journal outgrew its size with no backup covering it. */
  tellJournalCut(): void {
    const { clock, store } = this.#options;
    const monoMs = clock.monoMs();
    if (monoMs < this.#cutToldUntilMs) return;
    this.#cutToldUntilMs = monoMs + DAY_MS;
    const code: EventCode = 'history.journalCut';
    void store.add({
      ...EMPTY,
      events: [
        {
          tsMs: clock.wallMs(),
          kind: 'system',
          priority: 3,
          code,
          subject: null,
          params: {},
          actor: 'engine',
        },
      ],
    });
  }

  /** Begins in the background; false when it is under way already. */
  begin(work: 'check' | 'purge', actor: string): boolean {
    if (this.#underWay.has(work) || this.#stopped) return false;
    void this.#once(work, actor);
    return true;
  }

  async #once(work: 'check' | 'purge', actor: string): Promise<void> {
    if (this.#underWay.has(work)) return;
    this.#underWay.add(work);
    try {
      await (work === 'check' ? this.check(actor) : this.purge(actor));
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** Checks the whole file now. Null when it was broken off by a fault or the engine's stop. */
  async check(actor = ENGINE): Promise<CheckResult | null> {
    const { historian, clock, log } = this.#options;
    const startedMs = clock.monoMs();
    const damage: string[] = [];
    const findings: string[] = [];
    let rows = 0;
    let cursor: CheckCursor | null = null;
    do {
      const slice = await historian.check(cursor);
      if (!slice.ok) {
        log.warn({ kind: slice.error.kind, reason: slice.error.message }, 'check broken off');
        return null;
      }
      rows += slice.value.rows;
      damage.push(...slice.value.damage);
      findings.push(...slice.value.findings);
      cursor = slice.value.cursor;
      await sleep(clock, SLICE_PAUSE_MS);
      if (this.#stopped) return null;
    } while (cursor !== null);
    const result = {
      ok: damage.length + findings.length === 0,
      rows,
      tookMs: Math.round(clock.monoMs() - startedMs),
      damage,
      findings: findings.slice(0, MOST_FINDINGS),
    };
    log.info({ ...result }, 'history checked');
    await this.#writeDown(
      actor,
      'integrity',
      { ...result, findingCount: findings.length },
      checkEvent(result, findings.length),
    );
    if (damage.length > 0) await historian.recover(damage.join('; '));
    return result;
  }

  /** Removes what is older than the profile keeps. Null when the clock is not believed, or it failed. */
  async purge(actor = ENGINE): Promise<PurgeOrder | null> {
    const { historian, clock, log, profile } = this.#options;
    const nowMs = clock.wallMs();
    const trust = await this.#lookAtClock(nowMs);
    if (trust === null) return null;
    if (trust.looksLeft > 0) {
      log.warn({ ...trust }, 'nothing removed: the clock was set far, it is watched first');
      await this.#writeDown(
        actor,
        'purge',
        { held: true, looksLeft: trust.looksLeft },
        trust.isNew
          ? { code: 'history.purgeHeld', priority: 4, params: { days: trust.looksLeft } }
          : null,
      );
      return null;
    }
    const order = purgeOrder(profile.history.retentionYears, nowMs);
    const startedMs = clock.monoMs();
    const done = await historian.purge(order);
    if (!done.ok) {
      log.warn({ kind: done.error.kind, reason: done.error.message }, 'purge broken off');
      return null;
    }
    const tookMs = Math.round(clock.monoMs() - startedMs);
    log.info({ ...done.value, tookMs }, 'purged');
    await this.#writeDown(
      actor,
      'purge',
      { held: false, before: { ...order }, removed: { ...done.value }, tookMs },
      null,
    );
    return order;
  }

  #arm(delayMs: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      void this.#tick().finally(() => this.#arm(TICK_MS));
    });
  }

  async #tick(): Promise<void> {
    const { integrityCheckAt, purgeAt } = this.#options.profile.history;
    if (await this.#isDue('integrity', integrityCheckAt)) await this.#once('check', ENGINE);
    if (!this.#stopped && (await this.#isDue('purge', purgeAt))) await this.#once('purge', ENGINE);
  }

  async #isDue(kind: 'integrity' | 'purge', at: string): Promise<boolean> {
    const { historian, clock, profile } = this.#options;
    const nowMs = clock.wallMs();
    const slotMs = lastSlot(nowMs, profile.site.timeZone, at);
    if ((this.#tried.get(kind) ?? -Infinity) >= slotMs) return false;
    const newest = await historian.entries({ kinds: [kind], versions: 'latest', limit: 1 });
    if (!newest.ok) return false;
    this.#tried.set(kind, nowMs);
    return (newest.value[0]?.writtenMs ?? -Infinity) < slotMs;
  }

  async #lookAtClock(nowMs: number): Promise<(ClockTrust & { readonly isNew: boolean }) | null> {
    const { historian, store } = this.#options;
    const state = await historian.loadState();
    if (!state.ok) return null;
    const text = state.value[TRUST_KEY];
    const before = clockTrustSchema.safeParse(text === undefined ? undefined : JSON.parse(text));
    const trust = lookAtClock(before.success ? before.data : null, nowMs);
    await store.add({ ...EMPTY, state: { [TRUST_KEY]: JSON.stringify(trust) } });
    return {
      ...trust,
      isNew: trust.looksLeft > 0 && (!before.success || before.data.looksLeft < trust.looksLeft),
    };
  }

  async #writeDown(
    actor: string,
    kind: EntryKind,
    body: EntryBody,
    event: { readonly code: EventCode; readonly priority: number; readonly params: Params } | null,
  ): Promise<void> {
    const tsMs = this.#options.clock.wallMs();
    const stored: { readonly ok: boolean; readonly error?: HistorianFault } =
      await this.#options.store.add({
        ...EMPTY,
        events:
          event === null
            ? []
            : [
                {
                  tsMs,
                  kind: 'system',
                  subject: null,
                  actor: ENGINE,
                  ...event,
                  params: { ...event.params },
                },
              ],
        entries: [
          {
            kind,
            id: `${kind}-${String(tsMs)}`,
            tsMs,
            tag: null,
            actor,
            writtenMs: tsMs,
            body,
          },
        ],
      });
    if (!stored.ok)
      this.#options.log.warn({ kind, reason: stored.error?.message }, 'not stored yet');
  }
}

const EMPTY: ScanRecord = { grid: [], changes: [], events: [], receipts: [], state: {} };

function checkEvent(
  { damage, findings }: CheckResult,
  findingCount: number,
): { readonly code: EventCode; readonly priority: number; readonly params: Params } | null {
  if (damage.length > 0)
    return { code: 'history.damaged', priority: 2, params: { detail: damage[0] ?? '' } };
  if (findingCount === 0) return null;
  return {
    code: 'history.checkFound',
    priority: 3,
    params: { count: findingCount, detail: findings[0] ?? '' },
  };
}

/** Last time at or before now that the local clock showed HH:MM (ms UTC). */
function lastSlot(nowMs: number, zone: string, at: string): number {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const now = DateTime.fromMillis(nowMs, { zone });
  const today = now.set({ hour, minute, second: 0, millisecond: 0 });
  return (today <= now ? today : today.minus({ days: 1 })).toMillis();
}

/** Instants before which each kind goes. */
export function purgeOrder(
  years: PlantProfile['history']['retentionYears'],
  nowMs: number,
): PurgeOrder {
  const before = (span: number | null): number | null =>
    span === null ? null : nowMs - span * YEAR_MS;
  return {
    samplesBeforeMs: before(years.samples),
    derivedBeforeMs: before(years.derived),
    findingsBeforeMs: before(years.findings),
    commandsBeforeMs: before(years.commands),
    actionsBeforeMs: before(years.actions),
    laboratoryBeforeMs: before(years.laboratory),
    equipmentBeforeMs: before(years.equipment),
  };
}
