import type { ResultOf } from '#contract/api.ts';
import type { EventRecord, ReceiptRecord } from '#contract/records.ts';
import { isUsable } from '#core/signal/sample.ts';
import type { Engine } from './engine.ts';

/** What a run without a window did, for the JSON file of `--json`. */
export interface HeadlessReport {
  readonly profile: string;
  readonly connection: string;
  readonly ranForS: number;
  readonly startedInMs: number;
  readonly scans: { readonly count: number; readonly overruns: number };
  readonly polled: {
    readonly requests: number;
    readonly answers: number;
    readonly timeouts: number;
    readonly tagsRead: number;
    readonly readingsPerTag: Readonly<Record<string, number>>;
  };
  readonly stored: {
    readonly gridRows: number;
    readonly changeRows: number;
    readonly events: number;
    readonly fileBytes: number | null;
  };
  readonly commanded: readonly ReceiptRecord[];
  readonly lastValues: Readonly<
    Record<
      string,
      {
        readonly value: number | null;
        readonly unit: string;
        readonly quality: string;
        readonly ageS: number;
      }
    >
  >;
  readonly events: readonly EventRecord[];
  readonly status: ResultOf<'status.get'>;
}

export function headlessReport(
  engine: Engine,
  run: {
    readonly ranForS: number;
    readonly startedInMs: number;
    readonly commanded: readonly ReceiptRecord[];
    readonly events: readonly EventRecord[];
  },
  nowMs: number,
): HeadlessReport {
  const { profile, acquisition, store, state } = engine;
  const status = engine.status();
  const counters = acquisition.bus?.status().counters;
  return {
    profile: profile.site.id,
    connection: status.connection,
    ranForS: run.ranForS,
    startedInMs: run.startedInMs,
    scans: { count: status.scan.count, overruns: status.scan.overruns },
    polled: {
      requests: counters?.requests ?? 0,
      answers: counters?.answers ?? 0,
      timeouts: counters?.timeouts ?? 0,
      tagsRead: acquisition.counts.size,
      readingsPerTag: Object.fromEntries(acquisition.counts),
    },
    stored: {
      gridRows: store.gridRows,
      changeRows: store.changeRows,
      events: run.events.length,
      fileBytes: status.historian.fileBytes,
    },
    commanded: run.commanded,
    lastValues: Object.fromEntries(
      profile.tags.flatMap((tag) => {
        const sample = state.samples.get(tag.id);
        if (sample === undefined) return [];
        return [
          [
            tag.id,
            {
              value: sample.value,
              unit: tag.unit,
              quality: sample.quality,
              ageS:
                sample.value === null ? -1 : Math.round((nowMs - sample.sourceTimeMs) / 100) / 10,
            },
          ],
        ];
      }),
    ),
    events: run.events,
    status,
  };
}

/** A few lines a person can follow: link, mode, levels, key values, alarms. */
export function statusLines(engine: Engine): readonly string[] {
  const { profile, state } = engine;
  const status = engine.status();
  const show = (id: string): string => {
    const tag = profile.tags.find((each) => each.id === id);
    const sample = state.samples.get(id);
    if (tag === undefined || sample === undefined) return '';
    const text = sample.value === null ? '-' : sample.value.toFixed(tag.decimals);
    return `${id} ${text}${tag.unit === '' ? '' : ` ${tag.unit}`}${isUsable(sample) ? '' : ` (${sample.quality})`}`;
  };
  const { display } = profile;
  const running = profile.machines
    .flatMap((machine) => machine.units)
    .filter((unit) => state.samples.get(`${unit.id}.run`)?.value === 1)
    .map((unit) => unit.id);
  const good = [...state.samples.values()].filter(isUsable).length;
  return [
    `${profile.site.name.en} (${profile.site.id})   ${status.connection}   link ${status.link.state}   mode ${status.control.mode}   scan ${String(status.scan.count)}   good ${String(good)}/${String(profile.tags.length)}`,
    `levels   ${profile.tanks
      .flatMap((tank) => tank.levelTag ?? [])
      .map(show)
      .join('   ')}`,
    `flows    ${[display.influentFlowTag, display.effluentFlowTag, ...(display.powerTag === null ? [] : [display.powerTag])].map(show).join('   ')}`,
    `effluent ${display.effluent.map(({ tag }) => show(tag)).join('   ')}`,
    `running  ${running.join(' ') || '-'}`,
    `alarms   ${status.alarms.map(({ id, priority }) => `${String(priority)}:${id}`).join(' ') || 'none'}   disk ${status.historian.state}`,
  ];
}
