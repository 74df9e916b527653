import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlantProfile } from '#core/plant/profile.ts';
import { err } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import { isOpen } from '#core/work/order.ts';
import type { WorkOrder } from '#core/work/order.ts';
import type { Intent } from '#contract/records.ts';
import { createAlarms } from '#engine/app/alarms/index.ts';
import { WorkDesk } from '#engine/app/work/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import type { Historian, ScanRecord } from '#engine/ports/historian.ts';
import { simulateEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import type { SimulatedEngine } from '../../../../scripts/simulation/simulated-engine.ts';
import { geumgang } from '../../../core/control/plant-fixture.ts';

/** The real engine on its real history over the virtual plant: what its alarms, counters and sensors ask of the workshop. */
const dir = mkdtempSync(path.join(tmpdir(), 'asking-'));
const startMs = Date.UTC(2026, 5, 2);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ALARM = 'always';
let run: SimulatedEngine;
let desk: WorkDesk;
/** The PC's clock runs ahead, so that a week needs no week of simulated water. */
let aheadMs = 0;
const clock: Clock = {
  wallMs: () => run.clock.wallMs() + aheadMs,
  monoMs: () => run.clock.monoMs(),
  after: (delayMs, fn) => run.clock.after(delayMs, fn),
};

/** The shipped plant with an alarm that stands from the first reading on and opens work, and with services that come soon. */
function askingPlant(): PlantProfile {
  const profile = geumgang();
  const alarm = profile.alarms.find(({ kind }) => kind === 'machine')!;
  const service = profile.stores.services.find(({ machines }) => machines.includes('blower'))!;
  const none = { hours: null, days: null, starts: null };
  const soon = { ...service, leadDays: 0, parts: [] };
  return {
    ...profile,
    alarms: [
      ...profile.alarms,
      {
        ...alarm,
        id: ALARM,
        when: { tag: 'JIT-001.power', op: '>=', value: 0 },
        forS: 5,
        equipment: 'B-401A',
        opensWork: true,
        suppressWhen: null,
        firstOut: null,
      },
    ],
    // Counters of seconds, so that a service comes within minutes.
    tags: profile.tags.map((tag) => (tag.id.endsWith('.hours') ? { ...tag, scale: 0.001 } : tag)),
    stores: {
      ...profile.stores,
      services: [
        { ...soon, id: 'by-hours', machines: ['blower'], every: { ...none, hours: 0.02 } },
        {
          ...soon,
          id: 'by-starts',
          machines: profile.machines.map(({ id }) => id),
          every: { ...none, starts: 1 },
        },
      ],
    },
  };
}
const profile = askingPlant();

/** A disk from which the mains are cut in the very instant a work order is on its way to it. */
const cutAtOrder = (historian: Historian): Historian => {
  let isOff = false;
  const commit = (scan: ScanRecord): ReturnType<Historian['commit']> => {
    isOff ||= (scan.entries ?? []).some(({ kind }) => kind === 'workOrder');
    return isOff
      ? Promise.resolve(err({ kind: 'io', message: 'the mains failed' }))
      : historian.commit(scan);
  };
  return new Proxy(historian, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      return key === 'commit' ? commit : typeof value === 'function' ? value.bind(target) : value;
    },
  });
};

function openDesk(): void {
  desk = new WorkDesk(run.engine, clock, silentLog);
  const { desk: alarms } = createAlarms({
    engine: run.engine,
    clock: run.clock,
    log: silentLog,
    openWork: (request) => desk.open(request),
  });
  desk.alarms.join(alarms);
}
const look = async (): Promise<void> => {
  desk.jobs.soon();
  await run.during(desk.jobs.tick());
};
const open = (kind: WorkOrder['source']['kind']): readonly WorkOrder[] =>
  desk.orders.book.all().filter((each) => each.source.kind === kind && isOpen(each));
const finish = async ({ id }: WorkOrder): Promise<void> => {
  const change = { type: 'finish', text: '', without: 'by hand', replaced: null } as const;
  expect((await run.during(desk.orders.change(id, change, 'Kim'))).ok).toBe(true);
};

beforeAll(async () => {
  run = await simulateEngine({ profile, dataDir: dir, startMs, seed: 1, wrap: cutAtOrder });
  openDesk();
  for (let s = 0; s < 60 && run.engine.store.status().state === 'ok'; s++) await run.advance(1000);
  expect(run.engine.store.status().state).toBe('failing');
  await run.stop();
  const { plant } = run;
  run = await simulateEngine({ profile, dataDir: dir, startMs, seed: 1, plant });
  openDesk();
  await run.advance(20_000);
});
afterAll(async () => {
  await run.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('an alarm that is set to open work has its one order, also when the mains failed between the two', async () => {
  await look();
  const [order, more] = open('alarm');
  expect(more).toBeUndefined();
  expect(order).toMatchObject({
    source: { kind: 'alarm', id: ALARM },
    place: { machine: 'blower', unit: 'B-401A' },
    repeats: 0,
  });
  await look();
  openDesk();
  await look();
  expect(open('alarm').map(({ id }) => id)).toEqual([order!.id]);
  await finish(order!);
  await look();
  aheadMs += 6 * DAY;
  await look();
  expect(open('alarm')).toEqual([]);
  // It still stands a week after the order was closed: what was done did not help.
  aheadMs += 2 * DAY;
  await look();
  expect(open('alarm')).toMatchObject([{ source: { id: ALARM }, description: '> 24 h' }]);
});

it('a motor asks by the hours it really ran and by its starts, once each, and again after the next ones', async () => {
  await run.advance(140_000);
  await look();
  const [hours, more] = open('hours');
  expect(more).toBeUndefined();
  expect(run.engine.state.samples.get(`${hours?.place.unit ?? ''}.run`)?.value).toBe(1);
  expect(hours).toMatchObject({ service: 'by-hours', place: { machine: 'blower' } });
  openDesk();
  await look();
  expect(open('hours')).toHaveLength(1);
  await finish(hours!);
  await look();
  expect(open('hours')).toEqual([]);

  const before = open('starts').map(({ place }) => place.unit);
  const unit = [...run.engine.state.plant.units.keys()].find((id) => {
    const rests = run.engine.state.samples.get(`${id}.run`)?.value === 0;
    return rests && !before.includes(id) && run.engine.commands.preview(start(id)).allowed;
  })!;
  const started = await run.during(run.engine.commands.submit(start(unit)));
  expect(started.ok && started.value.outcome).toBe('confirmed');
  // Twice the interval, as above: the counter of hours moves in steps.
  await run.advance(140_000);
  await look();
  await look();
  expect(open('starts').filter(({ place }) => place.unit === unit)).toHaveLength(1);
  expect(open('hours')).toHaveLength(1);
});

const start = (unit: string): Intent => ({
  type: 'machine',
  requestId: `start-${unit}`,
  who: 'Kim',
  why: 'a start more',
  unit,
  action: 'start',
});

it('a calibration that a reading asks for has its order with the next minute', async () => {
  const { tag } = profile.sensors[0]!;
  const asked = run.engine.quality.askCalibration(tag, {
    cause: 'portable',
    sensorValue: 2,
    referenceValue: 3,
    readingIds: ['reading-0001'],
    params: {},
  });
  expect((await run.during(asked)).ok).toBe(true);
  await run.during(desk.jobs.tick());
  expect(open('calibration')).toMatchObject([{ place: { sensor: tag } }]);
});

it('the other blower has its turn a week after this one was first seen to run, through a start', async () => {
  openDesk();
  await look();
  const [turn] = desk.services.pairs().filter(({ machine }) => machine === 'blower');
  const order = open('alternation').find(({ place }) => place.machine === 'blower');
  // Eight days have passed on the clock since the first look.
  expect(turn?.advice).toMatchObject({ because: 'date', next: order?.place.unit });
  expect(turn?.turn?.unit).not.toBe(order?.place.unit);
  await look();
  expect(open('alternation').filter(({ place }) => place.machine === 'blower')).toHaveLength(1);
});
