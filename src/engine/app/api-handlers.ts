import { err, ok } from '#core/result.ts';
import { planPolls, tcpWireCost } from '#core/signal/poll-plan.ts';
import { PROTOCOL_VERSION } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import type { Clock } from '#core/time/clock.ts';
import {
  listSerialPorts,
  probesOf,
  testBus,
  testConnection,
  withLineAdvice,
} from '#engine/fieldbus/index.ts';
import type { ConnectionTest } from '#engine/fieldbus/index.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { Log } from '#engine/ports/platform.ts';
import { accessHandlers, gated } from './access/index.ts';
import type { AccessService } from './access/index.ts';
import { analysisHandlers } from './analysis/analysis-handlers.ts';
import type { Analysis } from './analysis/analysis-handlers.ts';
import { backupHandlers } from './backup/index.ts';
import type { BackupService } from './backup/index.ts';
import { actorOf } from './command-path.ts';
import { beforeOf } from './before-command.ts';
import { csvSlice } from './csv-export.ts';
import type { Engine } from './engine.ts';
import { laboratoryHandlers } from './laboratory/laboratory-handlers.ts';
import type { LaboratoryParts } from './laboratory/laboratory-handlers.ts';
import { reportsHandlers } from './reports/index.ts';
import type { ReportService } from './reports/index.ts';
import { keepingHandlers } from './keeping/handlers.ts';
import type { KeepingService } from './keeping/keeping-service.ts';
import { dataQualityHandlers } from './quality/handlers.ts';
import { QualityRecords } from './quality/quality-records.ts';
import { stored } from './stored-answer.ts';
import { provenanceHandlers } from './provenance/provenance-handlers.ts';
import { virtualPlantHandlers } from './virtual-plant-handlers.ts';
import { whatIfHandlers } from './what-if-service.ts';
import type { DraftDesk } from './draft-desk.ts';
import { roundsHandlers } from './rounds/handlers.ts';
import type { RoundsParts } from './rounds/index.ts';
import { tryWire } from './test-wire.ts';
import { setupHandlers } from './setup/index.ts';
import type { SetupDesk } from './setup/index.ts';
import { alarmHandlers } from './alarms/handlers.ts';
import type { AlarmParts } from './alarms/index.ts';
import { workHandlers } from './work/handlers.ts';
import type { WorkDesk } from './work/index.ts';
import type { WhatIfService } from './what-if-service.ts';
import { togetherHandlers } from './together/index.ts';
import type { TogetherDesk } from './together/index.ts';

export interface ApiOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  readonly access: AccessService;
  readonly version: string;
  readonly whatIf: WhatIfService;
  readonly backups: BackupService;
  readonly keeping: KeepingService;
  readonly analysis: Analysis;
  readonly reports: ReportService;
  readonly laboratory: LaboratoryParts;
  readonly alarms: AlarmParts;
  readonly work: WorkDesk;
  readonly rounds: RoundsParts;
  readonly setup: SetupDesk;
  readonly drafts: DraftDesk;
  readonly together: TogetherDesk;
  /** Ends the process in order; called after the answer is on its way. */
  readonly stop: (who: string) => void;
}

/** Answers every call of the contract out of the running engine; before each stands the gate. */
export function apiHandlers({ engine, clock, log, dataDir, access, version, whatIf, backups, keeping, analysis, reports, laboratory, alarms, work, rounds, setup, drafts, together, stop }: ApiOptions): Handlers {
  const { profile, historian } = engine;
  const known = new Set(profile.tags.map((tag) => tag.id));
  const unknownTag = (tags: readonly string[]): RpcError | null => {
    const missing = tags.filter((tag) => !known.has(tag));
    return missing.length === 0
      ? null
      : rpcFault('notFound', `the profile has no tag ${missing.join(', ')}`, 'trend.unknownTag', {
          tag: missing[0] ?? '',
        });
  };
  const handlers: Handlers = {
    hello: ({ protocol }) =>
      Promise.resolve(
        protocol === PROTOCOL_VERSION
          ? ok({
              protocol: PROTOCOL_VERSION,
              engineVersion: version,
              pid: process.pid,
              startedMs: engine.startedMs,
              wallMs: clock.wallMs(),
              profileId: profile.site.id,
              dataDir,
            })
          : err(
              rpcFault(
                'versionMismatch',
                `this engine speaks protocol ${String(PROTOCOL_VERSION)}, the caller ${String(protocol)}; install the same version of both`,
                'rpc.versionMismatch',
                { engine: PROTOCOL_VERSION, caller: protocol },
              ),
            ),
      ),
    'profile.get': () => Promise.resolve(ok(profile)),
    'snapshot.get': () => Promise.resolve(ok(engine.publisher.full(engine.status()))),
    'status.get': () => Promise.resolve(ok(engine.status())),
    'trend.query': async (query) => {
      const unknown = unknownTag(query.tags);
      if (unknown !== null) return err(unknown);
      if (query.toMs <= query.fromMs)
        return err(rpcFault('badRequest', 'trend.query: toMs must be later than fromMs'));
      const answer = stored(await historian.trend(query));
      if (!answer.ok) return answer;
      const { level, bucketMs, series } = answer.value;
      return ok({
        level,
        bucketMs,
        series: series.map(({ tag, points }) => ({ tag, points: [...points] })),
      });
    },
    'trend.csv': async (query) => {
      const unknown = unknownTag(query.tags);
      if (unknown !== null) return err(unknown);
      return stored(await csvSlice(historian, profile, query));
    },
    'events.list': async (filter) => {
      const answer = stored(await historian.events(filter));
      return answer.ok ? ok([...answer.value]) : answer;
    },
    'receipts.list': async ({ limit, unit }) => {
      const answer = stored(await historian.receipts(unit === null ? { limit } : { limit, unit }));
      return answer.ok ? ok([...answer.value]) : answer;
    },
    'connection.get': () => Promise.resolve(ok(engine.connection)),
    'connection.ports': async () => {
      try {
        return ok([...(await listSerialPorts())]);
      } catch (error) {
        return err(
          rpcFault(
            'unavailable',
            `the serial ports cannot be listed: ${error instanceof Error ? error.message : String(error)}`,
          ),
        );
      }
    },
    'connection.test': async ({ connection }) => {
      const probes = probesOf(planPolls(profile.tags, { cost: tcpWireCost() }).blocks);
      const result = await tryWire(engine, connection, async (open): Promise<ConnectionTest> => {
        if (open !== null) {
          const test = await testBus(open, probes, clock);
          return connection.kind === 'virtual' ? test : withLineAdvice(connection, test);
        }
        // A virtual plant is only tested while it runs.
        return connection.kind === 'virtual'
          ? {
              ok: true,
              tookMs: 0,
              slaves: [],
              code: 'connectionTest.virtualPlant',
              params: {},
            }
          : testConnection(connection, probes, { clock, log });
      });
      return ok(result);
    },
    'intent.preview': ({ intent }) => {
      const { allowed, verdicts } = engine.commands.preview(intent);
      return Promise.resolve(
        ok({
          allowed,
          verdicts: verdicts.map((each) => ({ ...each, params: { ...each.params } })),
        }),
      );
    },
    'intent.submit': async ({ intent }) => {
      const outcome = await engine.commands.submit(intent);
      if (outcome.ok) return outcome;
      const { receipt } = outcome.error;
      return err(
        rpcFault(
          'unavailable',
          `the command ended as ${receipt.outcome}, but its receipt could not be stored yet`,
          'command.notRecorded',
          { outcome: receipt.outcome, requestId: receipt.requestId },
        ),
      );
    },
    ...virtualPlantHandlers(engine, log),
    'connection.set': async ({ connection, who }) => {
      await engine.setConnection(connection, actorOf(who));
      return ok(connection);
    },
    subscribe: (_params, caller) => {
      // Both in one turn: no delta can fall between the picture and the subscription.
      caller.subscribe();
      return Promise.resolve(ok(engine.publisher.full(engine.status())));
    },
    'engine.stop': ({ who }) => {
      log.info({ who }, 'stop asked for');
      stop(actorOf(who));
      return Promise.resolve(ok({}));
    },
    ...whatIfHandlers(whatIf),
    ...laboratoryHandlers(laboratory),
    ...alarmHandlers(alarms),
    ...workHandlers(work, access),
    ...roundsHandlers(rounds),
    'drafts.list': () => drafts.list(),
    'drafts.keep': ({ key, text }) => drafts.keep(key, text),
    ...backupHandlers(backups),
    ...keepingHandlers(keeping, log),
    ...analysisHandlers(analysis),
    ...reportsHandlers(reports),
    ...dataQualityHandlers(engine.quality, new QualityRecords(historian)),
    ...provenanceHandlers({ profile, historian }),
    ...accessHandlers(access, historian),
    ...togetherHandlers(together),
    ...setupHandlers({ desk: setup, engine, access, clock, log }),
  };
  return gated(handlers, access, { historian, drafts, together, before: beforeOf({ engine, backups, reports, alarms: alarms.desk }) });
}
