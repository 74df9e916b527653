import { describe, expect, it } from 'vitest';
import { ok } from '#core/result.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { DraftDesk } from '#engine/app/draft-desk.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Historian } from '#engine/ports/historian.ts';

/** A disk of state texts that outlives the desk, as the history does. */
function disk(state: Record<string, string> = {}) {
  const clock = new SimulatedClock(Date.UTC(2026, 5, 1));
  let isFull = false;
  const historian = { loadState: () => Promise.resolve(ok({ ...state })) } as Pick<Historian, 'loadState'> as Historian;
  const store = (change: Readonly<Record<string, string>>) => {
    if (!isFull) Object.assign(state, change);
    return Promise.resolve({ ok: !isFull });
  };
  return {
    clock,
    state,
    fill: () => {
      isFull = true;
    },
    desk: () => new DraftDesk({ historian, store, clock, log: silentLog }),
  };
}
const textsOf = async (desk: DraftDesk) => {
  const answer = await desk.list();
  return answer.ok ? Object.fromEntries(Object.entries(answer.value).map(([key, { text }]) => [key, text])) : answer.error;
};

describe('texts of forms that were not sent', () => {
  it('are there again after a restart, the last key stroke included', async () => {
    const place = disk();
    const desk = place.desk();
    for (const text of ['b', 'be', 'belt']) expect((await desk.keep('order-note:1', text)).ok).toBe(true);
    expect(await textsOf(place.desk())).toEqual({ 'order-note:1': 'belt' });
    await desk.keep('order-note:1', '');
    expect(await textsOf(place.desk())).toEqual({});
  });

  it('are not said to be kept when the disk did not take them', async () => {
    const place = disk();
    const desk = place.desk();
    place.fill();
    expect(await desk.keep('report-remarks', 'x')).toMatchObject({ ok: false, error: { messageCode: 'laboratory.notStored' } });
  });

  it('are those of the history that was brought back, not of the one before', async () => {
    const place = disk();
    const desk = place.desk();
    await desk.keep('order-note:1', 'of the one before');
    place.state['drafts'] = JSON.stringify([{ key: 'report-remarks', text: 'of the copy', atMs: place.clock.wallMs() }]);
    desk.reload();
    expect(await textsOf(desk)).toEqual({ 'report-remarks': 'of the copy' });
    await desk.keep('order-note:2', 'new');
    expect(await textsOf(place.desk())).toEqual({ 'report-remarks': 'of the copy', 'order-note:2': 'new' });
  });

  it('end with the record they are sent as, and stay while there is none', async () => {
    const place = disk();
    const desk = place.desk();
    await desk.keep('order-new', 'seal drips');
    expect(await desk.sending('order-note:1')).toBeNull();
    const ends = await desk.sending('order-new');
    expect(await textsOf(desk)).toEqual({ 'order-new': 'seal drips' });
    Object.assign(place.state, ends?.());
    expect(await textsOf(place.desk())).toEqual({});
  });

  it('make room by the oldest when there are too many characters', async () => {
    const place = disk();
    const desk = place.desk();
    for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await desk.keep(key, key.repeat(60_000));
    expect(Object.keys(await textsOf(place.desk()))).toEqual(['d', 'e', 'f', 'g']);
  });

  it('go after a month, and what cannot be read is let go of', async () => {
    const place = disk();
    const desk = place.desk();
    await desk.keep('old', 'x');
    await place.clock.advance(31 * 86_400_000, () => Promise.resolve());
    await desk.keep('new', 'y');
    expect(await textsOf(place.desk())).toEqual({ new: 'y' });
    expect(await textsOf(disk({ drafts: '{"half' }).desk())).toEqual({});
  });
});
