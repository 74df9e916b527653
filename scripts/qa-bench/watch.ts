import type { PlantProfile } from '#core/plant/profile.ts';
import { POLL_PERIOD_MS } from '#core/plant/tag.ts';
import type { MinuteSample } from '#core/signal/qa/finding.ts';
import { advanceMonitor, firstMonitor } from '#core/signal/qa/monitor.ts';
import type { MonitorState } from '#core/signal/qa/monitor.ts';
import { monitorSettings } from '#core/signal/qa/settings.ts';
import type { MonitorSettings } from '#core/signal/qa/settings.ts';
import type { Told } from './measure.ts';
import type { Run } from './runs.ts';

/** Local time of the simulated site, min east of UTC. */
const UTC_OFFSET_MIN = 540;

export interface Watched {
  /** Findings of suspect or bad severity, once each. */
  readonly findings: readonly Told[];
  readonly notes: number;
  /** Mean time of one minute of all sensors, ms. */
  readonly msPerMinute: number;
  readonly stateBytes: number;
}

/**
 * The tests over a run, minute by minute, as the engine shows them.
 * @param onHour shown what the tests know at the end of each hour
 */
export function watch(
  profile: PlantProfile,
  run: Run,
  onHour?: (settings: MonitorSettings, state: MonitorState, hour: number) => void,
): Watched {
  const settings = monitorSettings(profile);
  const state = firstMonitor(settings);
  const none: ReadonlySet<string> = new Set();
  const pollMin = new Map(
    profile.tags.map((tag) => [tag.id, Math.max(1, POLL_PERIOD_MS[tag.pollClass] / 60_000)]),
  );
  const sensors = [
    ...profile.sensors.map(({ tag }) => tag),
    ...run.tags.filter((tag) => /\.(speed|rate)$/.test(tag)),
  ];
  const columns = sensors.map((tag) => ({
    tag,
    every: pollMin.get(tag) ?? 1,
    column: run.columns.get(tag) ?? new Float32Array(),
    held: null as number | null,
  }));
  const machines = profile.machines.map((machine) => ({
    id: machine.id,
    units: machine.units.flatMap(({ id }) => run.columns.get(`${id}.run`) ?? []),
  }));
  const byId = new Map<string, Told>();
  let notes = 0;
  const begun = process.cpuUsage();
  for (let minute = 0; minute < run.minutes; minute++) {
    const tsMs = run.startMs + minute * 60_000;
    const samples = new Map<string, MinuteSample>();
    for (const each of columns) {
      const fresh = minute % each.every === 0;
      if (fresh) each.held = each.column[minute] ?? null;
      samples.set(each.tag, { value: each.held, fresh });
    }
    const running = new Map<string, boolean>();
    for (const { id, units } of machines) {
      if (units.length === 0) continue;
      let now = 0;
      let before = 0;
      for (const column of units) {
        now = Math.max(now, column[minute] ?? 0);
        before = Math.max(before, column[Math.max(0, minute - 1)] ?? 0);
      }
      if (now === before) running.set(id, now > 0.5);
    }
    const step = advanceMonitor(
      settings,
      state,
      { tsMs, samples },
      { inCare: none, running, utcOffsetMin: UTC_OFFSET_MIN },
    );
    for (const { finding, change } of step.findings) {
      if (finding.severity !== 'note' && !byId.has(finding.id))
        byId.set(finding.id, { tag: finding.tag, check: finding.check, toldMs: tsMs, finding });
      else if (change === 'opened') notes++;
    }
    if (minute % 60 === 0) onHour?.(settings, state, minute / 60);
  }
  const used = process.cpuUsage(begun);
  return {
    findings: [...byId.values()],
    notes,
    msPerMinute: (used.user + used.system) / 1000 / run.minutes,
    stateBytes: JSON.stringify(state).length,
  };
}
