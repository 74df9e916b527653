import { IANAZone } from 'luxon';
import { alarmPlan } from '#core/alarms/alarm-list.ts';
import type { EventCode } from '#core/control/codes.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import type { EntryBody, NewEntry } from '#core/records/entry.ts';
import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { checkSitePart } from '#core/setup/check.ts';
import { restoreSite, valuesOf, withSite } from '#core/setup/site.ts';
import type { SitePart, SiteSettings } from '#core/setup/site.ts';
import {
  RESTART_CAUSES,
  SKIPPABLE,
  openSteps,
  restoreProgress,
  stepViews,
} from '#core/setup/steps.ts';
import type {
  RestartCause,
  SetupDraft,
  SetupFacts,
  SetupProgress,
  SetupStep,
  StepMark,
} from '#core/setup/steps.ts';
import type { Clock } from '#core/time/clock.ts';
import type { EventData } from '#contract/api.ts';
import type { BackupSettings } from '#contract/backup.ts';
import type { ProfileSource, SetupView } from '#contract/setup.ts';
import type { RpcError } from '#contract/wire.ts';
import type { NewEvent } from '#engine/ports/historian.ts';
import type { Log } from '#engine/ports/platform.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import type { Engine } from '../engine.ts';
import { within } from '../within.ts';
import { checkSource } from './profile-source.ts';
import { placeProfile } from './place-profile.ts';
import { keepProfileOf } from './plant-place.ts';
import { SETUP_KEY, SITE_KEY } from './setup-keys.ts';

const STORED_WITHIN_MS = 10_000;

type Answer = Promise<Result<SetupView, RpcError>>;
type Given = Pick<PlantProfile, 'site' | 'limits' | 'tariffs'>;

export interface SetupDeskOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  /** Folder the engine was told to read its profile from, whatever lies in the data folder. */
  readonly givenProfileDir: string;
  /** Folder the running profile was read from. */
  readonly profileDir: string;
  /** The profile as it was delivered, before the site's own values. */
  readonly given: Given;
  readonly connectionGiven: boolean;
  /** Stored texts by key. */
  readonly state: Readonly<Record<string, string>>;
  readonly hasAdministrator: () => boolean;
  readonly copiesElsewhere: () => boolean;
  /** Whether a copy is being made or brought back. */
  readonly jobUnderWay: () => boolean;
  /** Ends the process for a new start. */
  readonly restart: (who: string) => void;
}

/** The profile with what the stored settings of the site say over it. */
export const siteOver = (profile: PlantProfile, state: Readonly<Record<string, string>>): Given =>
  withSite(profile, valuesOf(restoreSite(state[SITE_KEY]).site));

/** Whether copies of the data go to another disk, by themselves or when somebody plugs one in. */
export const copiesElsewhere = ({
  folder,
  external,
}: Pick<BackupSettings, 'folder' | 'external'>): boolean =>
  folder !== null || external.mode !== 'off';

/** Where the set-up stands, and the values a site says over its profile. */
export class SetupDesk {
  readonly #options: SetupDeskOptions;
  readonly #delivered: PlantProfile;
  /** Zone every clock of this run of the engine goes by. */
  readonly #zone: string;
  readonly #listeners = new Set<(change: EventData<'setup'>) => void>();
  #progress: SetupProgress;
  #site: SiteSettings;
  /** Plant whose profile was put in place since the start. */
  #placed: string | null = null;
  #changes = 0;

  constructor(options: SetupDeskOptions) {
    this.#options = options;
    const { engine, given, state } = options;
    this.#delivered = { ...engine.profile, ...given };
    this.#zone = engine.profile.site.timeZone;
    this.#progress = this.#readProgress(state);
    this.#site = this.#readSite(state);
  }

  onChange(listener: (change: EventData<'setup'>) => void): void {
    this.#listeners.add(listener);
  }

  /** Another history stands in place of the one read: its settings of the site are in force from now on. */
  async reload(): Promise<void> {
    const kept = await this.#options.engine.historian.loadState();
    if (!kept.ok) return;
    this.#progress = this.#readProgress(kept.value);
    this.#site = this.#readSite(kept.value);
    this.#enforce();
    this.#changed(true);
  }

  get dataDir(): string {
    return this.#options.dataDir;
  }

  view(): SetupView {
    const { connectionGiven } = this.#options;
    const { status, step, drafts } = this.#progress;
    const steps = stepViews(this.#progress, this.#facts());
    const { site, limits, tariffs } = this.#delivered;
    return {
      plant: this.#options.engine.profile.site.id,
      status,
      step,
      connectionGiven,
      steps: steps.map((each) => ({ ...each })),
      drafts: structuredClone(drafts),
      site: structuredClone(this.#site),
      given: { siteName: site.name, timeZone: site.timeZone, limits, tariffs },
      restartFor: [...this.#restartFor],
      missing: [...openSteps(steps)],
    };
  }

  /** Begins, goes on or comes back to a step. */
  open(step: SetupStep | null): Answer {
    const { status } = this.#progress;
    return this.#put({
      ...this.#progress,
      status: status === 'done' ? 'done' : 'begun',
      step: step ?? this.#progress.step,
    });
  }

  draft(step: SetupStep, fields: SetupDraft): Answer {
    return this.#put({ ...this.#progress, drafts: { ...this.#progress.drafts, [step]: fields } });
  }

  mark(step: SetupStep, how: StepMark['how'], who: string): Answer {
    if (how === 'skipped' && !SKIPPABLE.includes(step))
      return Promise.resolve(
        err(rpcFault('refused', `the step ${step} cannot be left out`, 'setup.notSkippable')),
      );
    return this.#put(this.#marked(step, how, who));
  }

  leave(): Answer {
    const { status } = this.#progress;
    return this.#put({ ...this.#progress, status: status === 'done' ? 'done' : 'left' });
  }

  /** Puts a part in force and keeps it as a new version; nothing changes when a field is wrong. */
  async save(change: SitePart, who: string): Answer {
    const [fault] = checkSitePart(change, this.#delivered, (zone) => IANAZone.isValidZone(zone));
    if (fault !== undefined)
      return err(
        rpcFault(
          'badRequest',
          `${change.part}.${fault.field} is "${fault.value}"; rule: ${fault.rule}, allowed ${String(fault.min ?? '-')} to ${String(fault.max ?? '-')}`,
          'setup.badValue',
          { field: fault.field, value: fault.value, min: fault.min, max: fault.max },
        ),
      );
    const { clock } = this.#options;
    const atMs = clock.wallMs();
    const actor = actorOf(who);
    const before = this.#site;
    this.#site = { ...before, [change.part]: { value: change.value, who, atMs } };
    const alarms = this.#enforce();
    const stored = await this.#store(
      { ...alarms, [SITE_KEY]: JSON.stringify(this.#site) },
      [this.#event(`setting.${change.part}`, actor)],
      {
        kind: 'siteSetting',
        id: change.part,
        tsMs: atMs,
        tag: null,
        actor,
        writtenMs: atMs,
        body: { value: change.value } as unknown as EntryBody,
      },
    );
    this.#changed(true);
    return stored.ok ? ok(this.view()) : stored;
  }

  /** Puts another profile into the data folder; what stood there goes aside. */
  async takeProfile(source: ProfileSource, who: string): Answer {
    const { check, files } = checkSource(source);
    if (files === null || check.summary === null)
      return err(
        rpcFault(
          'badRequest',
          `the profile has ${String(check.issues.length + check.more)} problems; the first: ${check.issues[0]?.rule ?? ''}`,
          'setup.badProfile',
          {
            count: check.issues.length + check.more,
          },
        ),
      );
    const { dataDir, givenProfileDir, profileDir, engine, clock, log } = this.#options;
    try {
      // Whoever comes back to this plant finds its profile beside its history.
      if (check.summary.id !== engine.profile.site.id)
        keepProfileOf(dataDir, engine.profile.site.id, profileDir);
      placeProfile({
        dataDir,
        givenProfileDir,
        source,
        files,
        stamp: `profile-${String(clock.wallMs())}`,
      });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      log.error({ detail }, 'the profile could not be put in place');
      return err(rpcFault('unavailable', detail, 'setup.profileNotWritten', { detail }));
    }
    this.#placed = check.summary.id;
    // Another plant takes over how far its set-up is: which profile it is run with is settled by then.
    this.#progress = this.#marked('profile', 'done', who);
    const stored = await this.#store({ [SETUP_KEY]: JSON.stringify(this.#progress) }, [
      this.#event('setting.profile', actorOf(who), { profile: check.summary.id }),
    ]);
    this.#changed(false);
    return stored.ok ? ok(this.view()) : stored;
  }

  /** Takes the plant into operation; refused while a step is open. */
  async finish(who: string): Answer {
    const { engine } = this.#options;
    if (this.#restartFor.includes('plant'))
      return err(rpcFault('refused', 'another plant waits for a restart', 'setup.plantFirst'));
    const missing = openSteps(stepViews(this.#progress, this.#facts()));
    if (missing.length > 0)
      return err(
        rpcFault('refused', `steps are open: ${missing.join(', ')}`, 'setup.notReady', {
          count: missing.length,
        }),
      );
    const again = this.#progress.status === 'done';
    const next: SetupProgress = {
      ...this.#marked('finish', 'done', who),
      status: 'done',
      drafts: {},
    };
    return this.#put(
      next,
      again
        ? []
        : [this.#event('setup.finished', actorOf(who), { connection: engine.status().connection })],
    );
  }

  /** Ends the engine in order for whoever keeps it to start anew, once that is on disk; refused while something is under way that a start would tear. */
  async restart(who: string): Promise<Result<Record<string, never>, RpcError>> {
    const { engine, jobUnderWay, restart } = this.#options;
    if (engine.commands.isBusy)
      return err(rpcFault('refused', 'a command is on its way', 'setup.commandUnderWay'));
    if (jobUnderWay())
      return err(rpcFault('refused', 'a backup or restore is under way', 'setup.jobUnderWay'));
    // What comes from here on waits, and ends with this process without having gone out.
    const paused = engine.commands.pause();
    const stored = await this.#store({}, [this.#event('setup.restarted', actorOf(who))]);
    await paused;
    if (!stored.ok) {
      engine.commands.resume(null);
      return stored;
    }
    this.#changed(false, who);
    restart(who);
    return ok({});
  }

  get #restartFor(): readonly RestartCause[] {
    const { identity } = valuesOf(this.#site);
    const zone = identity?.timeZone ?? this.#delivered.site.timeZone;
    const plant = this.#options.engine.profile.site.id;
    const waits: Readonly<Record<RestartCause, boolean>> = {
      plant: this.#placed !== null && this.#placed !== plant,
      profile: this.#placed === plant,
      timeZone: zone !== this.#zone,
    };
    return RESTART_CAUSES.filter((cause) => waits[cause]);
  }

  #facts(): SetupFacts {
    const { engine, hasAdministrator, copiesElsewhere } = this.#options;
    return {
      hasAdministrator: hasAdministrator(),
      isLinked:
        engine.status().link.state === 'connected' || engine.status().link.state === 'degraded',
      copiesElsewhere: copiesElsewhere(),
      contacts: engine.profile.site.contacts?.length ?? 0,
      restartFor: this.#restartFor,
    };
  }

  /** Every part of the engine asks this one profile, so it is changed where it stands. Answers with the state to store. */
  #enforce(): Record<string, string> {
    const { engine } = this.#options;
    const { site, limits, tariffs } = withSite(this.#delivered, valuesOf(this.#site));
    Object.assign(engine.profile, { site: { ...site, timeZone: this.#zone }, limits, tariffs });
    const { plant, alarmPlan: plan } = engine.state;
    return engine.changeAlarms({ alarmPlan: alarmPlan(plant, plan.settings) });
  }

  #marked(step: SetupStep, how: StepMark['how'], who: string): SetupProgress {
    const { [step]: own, ...others } = this.#progress.drafts;
    // The language is also this draft's to tell: a window that was killed may not have kept it.
    const drafts = step === 'language' && own !== undefined ? { ...others, language: own } : others;
    const mark: StepMark = { how, atMs: this.#options.clock.wallMs(), who };
    return { ...this.#progress, drafts, marks: { ...this.#progress.marks, [step]: mark } };
  }

  async #put(next: SetupProgress, events: readonly NewEvent[] = []): Answer {
    this.#progress = next;
    const stored = await this.#store({ [SETUP_KEY]: JSON.stringify(next) }, events);
    this.#changed(false);
    return stored.ok ? ok(this.view()) : stored;
  }

  async #store(
    state: Readonly<Record<string, string>>,
    events: readonly NewEvent[],
    ...entries: NewEntry[]
  ): Promise<Result<null, RpcError>> {
    const { engine, clock } = this.#options;
    const adding = engine.store.add({
      grid: [],
      changes: [],
      events,
      receipts: [],
      state,
      entries,
    });
    const outcome = await within(clock, STORED_WITHIN_MS, adding);
    return outcome?.ok === true
      ? ok(null)
      : err(
          rpcFault(
            'unavailable',
            'not on the disk yet; kept in memory and tried again',
            'setup.notStored',
          ),
        );
  }

  #event(code: EventCode, actor: string, params: NewEvent['params'] = {}): NewEvent {
    return {
      tsMs: this.#options.clock.wallMs(),
      kind: 'setting',
      priority: 4,
      code,
      subject: null,
      params,
      actor,
    };
  }

  #changed(site: boolean, restartBy: string | null = null): void {
    this.#changes++;
    for (const listener of this.#listeners) listener({ change: this.#changes, site, restartBy });
  }

  #readProgress(state: Readonly<Record<string, string>>): SetupProgress {
    const { progress, readable } = restoreProgress(state[SETUP_KEY]);
    if (!readable)
      this.#options.log.warn({}, 'how far the set-up was cannot be read; it begins anew');
    return progress;
  }

  #readSite(state: Readonly<Record<string, string>>): SiteSettings {
    const { site, unreadable } = restoreSite(state[SITE_KEY]);
    if (unreadable.length > 0)
      this.#options.log.error(
        { unreadable },
        'settings of the site cannot be read; the profile stands in',
      );
    return site;
  }
}
