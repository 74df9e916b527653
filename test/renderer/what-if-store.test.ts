import { beforeEach, describe, expect, it } from 'vitest';
import type { WhatIfRun } from '#contract/what-if.ts';
import { useWhatIf, whatIf } from '#renderer/store/what-if-store.ts';

const run = (state: WhatIfRun['state']): WhatIfRun => ({
  id: 'what-if-1', askedMs: 1, who: 'Kim', request: { horizonDays: 14, changes: [] }, state, progress: 0, tookMs: 0, fault: null,
});

describe('runs of a what-if', () => {
  beforeEach(() => whatIf.setRuns([]));

  it('are shown from the answer when nothing was told of them yet', () => {
    whatIf.began(run('running'));
    expect(useWhatIf.getState().runs?.map(({ state }) => state)).toEqual(['running']);
  });

  it('are shown as failed when the engine died over them before it had answered, and an answer before that is not left as if it were theirs', () => {
    whatIf.setRuns([{ ...run('done'), id: 'what-if-0' }]);
    expect(useWhatIf.getState().shownId).toBe('what-if-0');
    whatIf.takeRun(run('running'));
    whatIf.setRuns([run('failed'), { ...run('done'), id: 'what-if-0' }]);
    expect(useWhatIf.getState()).toMatchObject({ shownId: 'what-if-1', result: null });
    whatIf.setRuns([{ ...run('done'), id: 'what-if-0' }]);
    expect(useWhatIf.getState().shownId).toBe('what-if-0');
    whatIf.show(null, null);
  });

  it('stay called off when the answer to their start comes after that', () => {
    whatIf.takeRun(run('running'));
    whatIf.takeRun(run('cancelled'));
    whatIf.began(run('running'));
    expect(useWhatIf.getState().runs?.map(({ state }) => state)).toEqual(['cancelled']);
  });
});
