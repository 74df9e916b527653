import { describe, expect, it } from 'vitest';
import { checkRequest, issueText } from '#core/what-if/check.ts';
import { influentEventsOf } from '#core/what-if/influent.ts';
import { endHour, whatIfRequest } from '#core/what-if/request.ts';
import { shippedProfile } from '../../renderer/profile.ts';

const profile = shippedProfile();
const ask = (horizonDays: number, ...changes: unknown[]) =>
  whatIfRequest.parse({ horizonDays, changes });

describe('a what-if request', () => {
  it('looks one to fourteen whole days ahead', () => {
    for (const horizonDays of [0, 15, 1.5, NaN])
      expect(whatIfRequest.safeParse({ horizonDays, changes: [] }).success).toBe(false);
    expect(ask(14).horizonDays).toBe(14);
  });

  it('refuses numbers no water or machine can have', () => {
    for (const change of [
      { kind: 'scale', flow: -1 },
      { kind: 'scale', flow: NaN },
      { kind: 'rain', depthMm: 1e6, durationH: 1 },
      { kind: 'slug', flowM3PerH: 0, codMgPerL: 1, durationH: 1 },
      { kind: 'setpoint', tag: 'X.y', value: Infinity },
      { kind: 'volcano' },
    ])
      expect(whatIfRequest.safeParse({ horizonDays: 1, changes: [change] }).success).toBe(false);
  });

  it('names the change, the field, its value and what is allowed', () => {
    const setpoint = profile.plc.setpoints.find(({ area }) => area === 'plc')!;
    const wrong = ask(
      1,
      { kind: 'setpoint', tag: setpoint.tag, value: setpoint.max + 1 },
      { kind: 'setpoint', tag: 'NO-1.such', value: 1 },
      { kind: 'machine', machine: 'noSuchPump', state: 'out' },
      { kind: 'machine', machine: profile.machines[0]!.id, unit: 'P-999Z', state: 'on' },
      {
        kind: 'stock',
        machine: profile.machines.find(({ kind }) => kind === 'blower')!.id,
        litres: 1,
      },
      { kind: 'scale', flow: 2, fromH: 24 },
      { kind: 'scale', flow: 2, fromH: 8, toH: 6 },
    );
    const issues = checkRequest(profile, wrong);
    expect(issues.map(({ change, field, rule }) => [change, field, rule])).toEqual([
      [0, 'value', 'range'],
      [1, 'tag', 'unknown'],
      [2, 'machine', 'unknown'],
      [3, 'unit', 'unknown'],
      [4, 'machine', 'unknown'],
      [5, 'fromH', 'order'],
      [6, 'toH', 'order'],
    ]);
    expect(issueText(issues[0]!)).toContain(
      `changes[0].value is ${String(setpoint.max + 1)}, allowed ${String(setpoint.min)} to ${String(setpoint.max)}`,
    );
    expect(checkRequest(profile, ask(3, { kind: 'scale', flow: 1.3 }))).toEqual([]);
  });

  it('ends each change at its own end or at the horizon', () => {
    const [rain, scale, late] = ask(
      1,
      { kind: 'rain', depthMm: 10, durationH: 6, fromH: 2 },
      { kind: 'scale', flow: 2 },
      { kind: 'rain', depthMm: 10, durationH: 12, fromH: 20 },
    ).changes;
    expect(endHour(rain!, 1)).toBe(8);
    expect(endHour(scale!, 1)).toBe(24);
    expect(endHour(late!, 1)).toBe(24);
  });

  it('turns changes of the inflow into events in plant time', () => {
    const forkMs = Date.UTC(2026, 6, 1);
    const events = influentEventsOf(
      ask(
        2,
        { kind: 'rain', depthMm: 40, durationH: 6, fromH: 3 },
        { kind: 'setpoint', tag: 'A.b', value: 1 },
        { kind: 'shift', temperatureC: -5 },
      ).changes,
      2,
      forkMs,
    );
    expect(events).toMatchObject([
      {
        kind: 'rain',
        depthMm: 40,
        fromMs: forkMs + 3 * 3_600_000,
        toMs: forkMs + 9 * 3_600_000,
      },
      { kind: 'shift', temperatureC: -5, fromMs: forkMs, toMs: forkMs + 2 * 86_400_000 },
    ]);
  });
});
