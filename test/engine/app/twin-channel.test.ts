import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { plantSource } from '#engine/app/plant-source.ts';
import { TwinChannel } from '#engine/app/twin-channel.ts';
import type { TwinNotice } from '#engine/app/twin-channel.ts';
import { actionEvent, noticeEvent } from '#engine/app/virtual-plant-events.ts';
import { silentLog } from '#engine/platform/log.ts';

function channel(heard = true) {
  const clock = new SimulatedClock(0);
  const lines: string[] = [];
  const notices: TwinNotice[] = [];
  const made = new TwinChannel(
    clock,
    (line) => {
      lines.push(line);
      return heard;
    },
    (notice) => notices.push(notice),
  );
  return { clock, lines, notices, made };
}

describe('control channel of the virtual plant', () => {
  it('matches answers to questions whatever their order', async () => {
    const { lines, made } = channel();
    const first = made.ask({ cmd: 'status' });
    const second = made.ask({ cmd: 'state' });
    expect(lines).toEqual(['{"cmd":"status","ask":1}', '{"cmd":"state","ask":2}']);
    expect(made.take({ ok: true, ask: 2, state: { a: 1 } })).toBe(true);
    expect(made.take({ ok: false, ask: 1, error: 'no such thing' })).toBe(true);
    expect(await second).toEqual({ ok: true, value: { state: { a: 1 } } });
    expect(await first).toEqual({
      ok: false,
      error: { kind: 'refused', message: 'no such thing' },
    });
  });

  it('gives up after a while, at once when nobody hears, and when the plant ends', async () => {
    const { clock, made } = channel();
    const late = made.ask({ cmd: 'status' }, 1000);
    await clock.advance(1001, () => Promise.resolve());
    expect(await late).toEqual({ ok: false, error: { kind: 'noAnswer', afterMs: 1000 } });
    expect(made.take({ ok: true, ask: 1 })).toBe(true);
    const cut = made.ask({ cmd: 'status' });
    made.ended();
    expect(await cut).toEqual({ ok: false, error: { kind: 'notRunning' } });
    expect(await channel(false).made.ask({ cmd: 'status' })).toEqual({
      ok: false,
      error: { kind: 'notRunning' },
    });
  });

  it('hands notices on and leaves other lines alone', () => {
    const { made, notices } = channel();
    const notice = { scenario: 's-1', kind: 'met', what: 'trip', detail: null, atS: 5 };
    expect(made.take({ notice })).toBe(true);
    expect(notices).toEqual([notice]);
    for (const line of [{ ready: true, port: 1 }, null, 7, 'x', { notice: { kind: 'odd' } }])
      expect(made.take(line)).toBe(false);
  });

  it('is not there for a real plant', async () => {
    const tools = { clock: new SimulatedClock(0), log: silentLog, profileDir: '', dataDir: '' };
    const source = plantSource({ kind: 'tcp', host: 'h', port: 502, timeoutMs: 100 }, tools);
    expect(await source.ask({ cmd: 'status' })).toEqual({
      ok: false,
      error: { kind: 'realPlant' },
    });
  });
});

describe('records of what was done to the virtual plant', () => {
  it('name the thing, the fault and its size', () => {
    expect(
      actionEvent(
        { cmd: 'addFault', id: 'AIT-401', fault: { kind: 'offset', by: 2 } },
        'person:kim',
        null,
      ),
    ).toEqual({
      code: 'virtualPlant.action',
      params: { scenario: null, plantAction: 'addFault', plantFault: 'offset', detail: 'by 2' },
      actor: 'person:kim',
      subject: 'AIT-401',
    });
    const of = (detail: object) =>
      noticeEvent({
        scenario: 's-1',
        kind: 'done',
        what: 'x',
        detail: JSON.stringify(detail),
        atS: 0,
      });
    expect(of({ cmd: 'overcurrent', unit: 'P-1A', times: 2 })).toMatchObject({
      code: 'virtualPlant.scenarioStep',
      subject: 'P-1A',
      params: { scenario: 's-1', plantAction: 'overcurrent', detail: '× 2' },
    });
    const event = { kind: 'rain', fromMs: 0, toMs: 7_200_000, depthMm: 40 };
    expect(of({ cmd: 'influent', event })).toMatchObject({
      subject: null,
      params: { plantFault: 'rain', detail: expect.stringMatching(/^2 h depthMm 40/) },
    });
    expect(of({ cmd: 'clearAll' }).code).toBe('virtualPlant.scenarioStep');
    expect(of({ cmd: 'unknown' }).code).toBe('virtualPlant.scenarioStep');
  });

  it.each(['started', 'stopped', 'ended', 'met', 'failed', 'skipped'] as const)(
    'tell of a scenario: %s',
    (kind) => {
      const noted = noticeEvent({ scenario: 's-1', kind, what: 'w', detail: null, atS: 1 });
      expect(noted.code).toMatch(/^virtualPlant\./);
      expect(noted.params).toMatchObject({ scenario: 's-1', what: 'w' });
    },
  );
});
