import type { FullSnapshot, SnapshotDelta } from '#contract/snapshot.ts';

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
    status: delta.status,
  };
}
