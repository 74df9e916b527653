import { describe, expect, it } from 'vitest';
import type { Incident } from '#core/alarms/incident.ts';
import type { AlarmDefinition } from '#core/alarms/definition.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import { err, ok } from '#core/result.ts';
import { SimulatedClock } from '#core/time/simulated-clock.ts';
import { IncidentDesk } from '#engine/app/alarms/incident-desk.ts';
import type { IncidentDeskOptions } from '#engine/app/alarms/incident-desk.ts';
import type { BackupContext } from '#engine/app/backup/context.ts';
import { chosenNow } from '#engine/app/backup/restore-flow.ts';
import { sensorScores } from '#engine/app/work/sensor-scores.ts';
import { presentState } from '#engine/app/what-if-present.ts';
import type { PresentOptions } from '#engine/app/what-if-present.ts';
import { silentLog } from '#engine/platform/log.ts';

/** Reads that fail for a moment, as while the history is opened again, are no answer that there is nothing. */
const busy = err({ kind: 'io', message: 'the disk is busy' });
const TURN = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const FACTS = { item: 'TN', tag: 'AIT-603.pv', unit: 'mg/L', min: null, max: 20, percent: 92 };
const known: Incident = {
  id: 'incident-TN-1',
  ...FACTS,
  openedMs: 1,
  worst: null,
  calmMs: null,
  occurrences: ['first'],
  notes: [],
  told: [],
  cause: '',
  measures: '',
  state: 'open',
  closedMs: null,
  signedBy: null,
  values: [],
  lines: [],
  more: 0,
};
const raised = {
  id: 'second',
  alarm: 'effluent.TN',
  code: 'alarm.effluent',
  params: FACTS,
  raisedMs: 5000,
  lastRaisedMs: 5000,
  clearedMs: null,
} as unknown as Occurrence;
const LEVEL = { rung: 9 } as unknown as AlarmDefinition;

describe('a history that does not answer for a while', () => {
  it('opens no second report on an incident that is open already', async () => {
    const clock = new SimulatedClock(10_000);
    const written: { readonly ids: readonly string[]; readonly codes: readonly string[] }[] = [];
    let fails = 4;
    const entries = (): Promise<unknown> =>
      Promise.resolve(fails-- > 0 ? busy : ok([{ body: known }]));
    const desk = new IncidentDesk({
      clock,
      log: silentLog,
      engine: { historian: { entries }, profile: { alarms: [] } },
      write: (records: readonly { id: string }[], events: readonly { code: string }[]) => {
        written.push({ ids: records.map(({ id }) => id), codes: events.map(({ code }) => code) });
        return Promise.resolve(ok({}));
      },
    } as unknown as IncidentDeskOptions);
    await desk.load();
    desk.take('raised', raised, LEVEL);
    await clock.advance(6999, TURN);
    expect(written).toEqual([]);
    await clock.advance(8001, TURN);
    expect(written).toEqual([{ ids: ['incident-TN-1'], codes: [] }]);
    expect(clock.nextMs()).toBeNull();
  });

  it('is asked for no more after the stop of the engine', async () => {
    const clock = new SimulatedClock(0);
    const desk = new IncidentDesk({
      clock,
      log: silentLog,
      engine: { historian: { entries: () => Promise.resolve(busy) } },
    } as unknown as IncidentDeskOptions);
    await desk.load();
    desk.stop();
    expect(clock.nextMs()).toBeNull();
  });

  it('gives no scores, no settings for a backup and no past for a forecast, but the fault', async () => {
    const historian = { entries: () => Promise.resolve(busy), trend: () => Promise.resolve(busy) };
    expect(await sensorScores(historian as never, 0)).toEqual(busy);
    const context = { options: { host: { historian }, dataDir: 'data' } };
    expect(await chosenNow(context as unknown as BackupContext)).toMatchObject({
      ok: false,
      error: { code: 'io', params: { detail: 'the disk is busy' } },
    });
    const engine = {
      historian,
      connection: { kind: 'tcp' },
      profile: { sensors: [{ tag: 'AIT-603.pv' }] },
      status: () => ({ wallMs: 0 }),
      publisher: { full: () => ({ samples: {}, status: { wallMs: 0 } }) },
    };
    expect(await presentState({ engine, dataDir: '' } as unknown as PresentOptions)).toMatchObject({
      ok: false,
      error: { code: 'unavailable', messageCode: 'historian.io' },
    });
  });
});
