import type { ActiveAlarm, EngineStatus, FullSnapshot, SnapshotDelta } from '#contract/snapshot.ts';

/** Live readings as the window holds them. `samples` keeps the identity of unchanged tuples. */
export type LiveState = FullSnapshot;

/**
 * Lays a delta over the live state. A delta that was already applied changes nothing; a
 * missing one is a gap, after which only a full snapshot helps.
 */
export function applyDelta(state: LiveState, delta: SnapshotDelta): LiveState | 'gap' {
  if (delta.seq <= state.seq) return state;
  if (delta.seq !== state.seq + 1) return 'gap';
  return {
    seq: delta.seq,
    samples: { ...state.samples, ...delta.samples },
    effective: delta.effective ?? state.effective,
    status: withKnownAlarms(state.status.alarms, delta.status),
  };
}

/**
 * Alarms that did not change keep their identity, and so does their list, so that hundreds of
 * standing ones are not drawn anew with each scan.
 */
function withKnownAlarms(known: EngineStatus['alarms'], status: EngineStatus): EngineStatus {
  if (known.length === 0 || status.alarms.length === 0) return status;
  const byOccurrence = new Map(known.map((alarm) => [alarm.occurrence, alarm]));
  const alarms = status.alarms.map((alarm) => {
    const was = byOccurrence.get(alarm.occurrence);
    return was !== undefined && isSame(was, alarm) ? was : alarm;
  });
  const isSameList = alarms.length === known.length && alarms.every((alarm, i) => alarm === known[i]);
  return { ...status, alarms: isSameList ? known : alarms };
}

/** Whether two readings of one alarm say the same; `params` is the only part that is not a plain value. */
function isSame(a: ActiveAlarm, b: ActiveAlarm): boolean {
  for (const key of Object.keys(b) as (keyof ActiveAlarm)[]) {
    const x = a[key];
    const y = b[key];
    if (x === y) continue;
    if (typeof x !== 'object' || typeof y !== 'object' || JSON.stringify(x) !== JSON.stringify(y)) return false;
  }
  return true;
}
