import { create } from 'zustand';
import type { ResultOf } from '#contract/api.ts';
import type { EventRecord } from '#contract/records.ts';
import type { EngineStatus, FullSnapshot, SnapshotDelta, WireEffective, WireSample } from '#contract/snapshot.ts';
import type { EngineProcessState } from '#contract/wire.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { applyDelta } from '../model/delta.ts';
import { indexForScreens } from '../model/profile-index.ts';
import type { ProfileIndex } from '../model/profile-index.ts';
import { PROVENANCE_CODE } from '#core/signal/sample.ts';

/** How the window stands to the engine: `live` only while snapshots come in. */
export type LinkPhase = 'connecting' | 'live' | 'lost' | 'wrongVersion';

export interface PlantState {
  readonly phase: LinkPhase;
  /** When the phase last left `live`, window clock ms; null while live. */
  readonly lostSinceMs: number | null;
  readonly process: EngineProcessState | null;
  /** When `process` came, window clock ms, for count-downs. */
  readonly processAtMs: number;
  /** Who asked for the start of the engine that is under way; null when none was asked for. */
  readonly restartBy: string | null;
  readonly hello: ResultOf<'hello'> | null;
  readonly profile: PlantProfile | null;
  readonly index: ProfileIndex | null;
  readonly seq: number;
  readonly samples: Readonly<Record<string, WireSample>>;
  /** Sensors whose own plain reading does not stand: what stands instead. */
  readonly effective: Readonly<Record<string, WireEffective>>;
  readonly status: EngineStatus | null;
  /** Window clock when the last snapshot came, ms. */
  readonly receivedMs: number;
  /** Engine wall time now, ms UTC, carried on once a second between and after snapshots. */
  readonly nowMs: number;
  /** The window's own clock, moved on once a second, ms. */
  readonly clockMs: number;
  /** Newest events since the window opened, newest first, bounded. */
  readonly liveEvents: readonly EventRecord[];
}

const MAX_LIVE_EVENTS = 200;

/** The one store of the window. Only the connection layer writes to it; screens select from it. */
export const usePlant = create<PlantState>()(() => ({
  phase: 'connecting',
  lostSinceMs: null,
  process: null,
  processAtMs: 0,
  restartBy: null,
  hello: null,
  profile: null,
  index: null,
  seq: -1,
  samples: {},
  effective: {},
  status: null,
  receivedMs: 0,
  nowMs: Date.now(),
  clockMs: Date.now(),
  liveEvents: [],
}));

/** A recording's own time counts where one is shown; otherwise the engine's wall clock. */
const plantNow = (status: EngineStatus, samples: Readonly<Record<string, WireSample>>, aheadMs: number): number => {
  if (status.control.mode !== 'observe') return status.wallMs + aheadMs;
  let newest = 0;
  for (const sample of Object.values(samples)) {
    if (sample[2] === PROVENANCE_CODE.recorded && sample[3] > newest) newest = sample[3];
  }
  return newest > 0 ? newest : status.wallMs + aheadMs;
};

export const plantWriter = {
  setProcess(process: EngineProcessState): void {
    usePlant.setState({ process, processAtMs: Date.now() });
  },
  setRestart(restartBy: string): void {
    usePlant.setState({ restartBy });
  },
  setPhase(phase: LinkPhase): void {
    usePlant.setState((state) => ({
      phase,
      lostSinceMs: phase === 'live' ? null : (state.lostSinceMs ?? Date.now()),
    }));
  },
  setHello(hello: ResultOf<'hello'>): void {
    usePlant.setState({ hello, restartBy: null });
  },
  setProfile(profile: PlantProfile): void {
    usePlant.setState({ profile, index: indexForScreens(profile) });
  },
  setSnapshot(snapshot: FullSnapshot): void {
    usePlant.setState({
      seq: snapshot.seq, samples: snapshot.samples, effective: snapshot.effective ?? {}, status: snapshot.status, receivedMs: Date.now(),
      nowMs: plantNow(snapshot.status, snapshot.samples, 0), phase: 'live', lostSinceMs: null,
    });
  },
  /** Returns false on a gap; the caller then asks for a full snapshot. */
  applySnapshotDelta(delta: SnapshotDelta): boolean {
    const { seq, samples, effective, status } = usePlant.getState();
    if (status === null) return false;
    const next = applyDelta({ seq, samples, effective, status }, delta);
    if (next === 'gap') return false;
    usePlant.setState({ ...next, effective: next.effective ?? effective, receivedMs: Date.now(), nowMs: plantNow(next.status, next.samples, 0) });
    return true;
  },
  addEvent(event: EventRecord): void {
    usePlant.setState((state) => ({ liveEvents: [event, ...state.liveEvents].slice(0, MAX_LIVE_EVENTS) }));
  },
  /** Once a second: lets ages grow while no snapshot comes. */
  tick(): void {
    const { status, samples, receivedMs, nowMs } = usePlant.getState();
    const clockMs = Date.now();
    if (status === null) {
      usePlant.setState({ nowMs: clockMs, clockMs });
      return;
    }
    const next = plantNow(status, samples, clockMs - receivedMs);
    usePlant.setState({ clockMs, nowMs: Math.max(next, nowMs) });
  },
};
