import { PROTOCOL_VERSION } from '#contract/api.ts';
import type { Connection } from '#contract/connection.ts';
import type { EventRecord, Intent, LayerVerdict, ReceiptRecord, TrendPoint } from '#contract/records.ts';
import type { ActiveAlarm, EngineStatus, WireSample } from '#contract/snapshot.ts';
import { evaluate } from '#core/plant/condition.ts';
import type { PlantProfile } from '#core/plant/profile.ts';
import { equipmentOf, isDigital, roleOf } from '#core/plant/tag.ts';
import type { Tag } from '#core/plant/tag.ts';

/**
 * An engine of fixed behaviour that speaks the window's protocol over any message port.
 * It serves the screens while they are worked on and the tests of the window's own
 * connection layer; it is no model of a plant.
 */
export interface FixturePort {
  postMessage(message: string): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  start(): void;
}

const GOOD = 0;
const noise = (seed: number): number => {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
};

const TYPICAL: Readonly<Record<string, number>> = {
  COD: 24, BOD: 5.2, SS: 1.4, TN: 15.6, TP: 0.92, pH: 7.1, DO: 2.1, MLSS: 8420, NH4N: 1.8, temperature: 18.4, flow: 14.6,
  pressureDifference: 22.4, pressure: 480, power: 31, energy: 184_212, turbidity: 11, ORP: 120, airflow: 13.6, TOC: 9, level: 1.6,
};

/** An alarm nobody has seen yet. */
const standing = (alarm: Pick<ActiveAlarm, 'id' | 'priority' | 'sinceMs' | 'code' | 'params' | 'equipment'>): ActiveAlarm => ({
  ...alarm, occurrence: `${alarm.id}@${String(alarm.sinceMs)}`, state: 'unacknowledged', kind: 'level', group: null, firstOut: null, raises: 1, clearedMs: null, ackBy: null,
});

export class FixtureEngine {
  readonly profile: PlantProfile;
  readonly events: EventRecord[] = [];
  readonly receipts: ReceiptRecord[] = [];
  readonly overrides = new Map<string, number>();
  linkState: EngineStatus['link']['state'] = 'connected';
  connection: Connection = { kind: 'virtual', speed: 1, seed: 1 };
  #seq = 0;
  #now: () => number;
  #posts: ((frame: unknown) => void)[] = [];
  #samples: Record<string, WireSample> = {};
  readonly #startedMs: number;

  constructor(profile: PlantProfile, now: () => number) {
    this.profile = profile;
    this.#now = now;
    this.#startedMs = now() - 3_600_000;
    this.#samples = this.#read();
    this.#seedEvents();
  }

  /** Answers calls on a port and sends it snapshots from its `subscribe` on. */
  serve(port: FixturePort): void {
    const post = (frame: unknown): void => port.postMessage(JSON.stringify(frame));
    port.addEventListener('message', ({ data }) => {
      const { id, call, params } = JSON.parse(String(data)) as { id: number; call: string; params: Record<string, unknown> };
      const delayMs = call === 'intent.submit' ? 400 : call === 'connection.test' ? 600 : call === 'trend.query' ? 60 : 0;
      setTimeout(() => {
        const result = this.answer(call, params);
        if (result === undefined) {
          post({ id, ok: false, error: { code: 'unknownCall', message: call, messageCode: null, params: {} } });
          return;
        }
        post({ id, ok: true, result });
        if (call === 'subscribe') this.#posts.push(post);
      }, delayMs);
    });
    port.start();
  }

  /** One scan: new readings to everyone who subscribed. */
  scan(): void {
    this.#seq++;
    const next = this.#read();
    const changed = Object.fromEntries(Object.entries(next).filter(([tag, sample]) => sample[0] !== this.#samples[tag]?.[0] || sample[3] !== this.#samples[tag]?.[3]));
    this.#samples = next;
    for (const post of this.#posts) post({ event: 'snapshot', data: { seq: this.#seq, samples: changed, status: this.status() } });
  }

  answer(call: string, params: Record<string, unknown>): unknown {
    const now = this.#now();
    switch (call) {
      case 'hello':
        return { protocol: PROTOCOL_VERSION, engineVersion: '0.1.0', pid: 1, startedMs: this.#startedMs, wallMs: now, profileId: this.profile.site.id, dataDir: 'fixture' };
      case 'profile.get':
        return this.profile;
      case 'subscribe':
      case 'snapshot.get':
        return { seq: this.#seq, samples: this.#samples, status: this.status() };
      case 'status.get':
        return this.status();
      case 'trend.query':
        return this.#trend(params as { tags: string[]; fromMs: number; toMs: number; buckets: number });
      case 'trend.csv':
        return { text: 'time,tag,value\n', cursor: null, done: true, progress: 1 };
      case 'events.list':
        return this.#list(params as { beforeSeq: number | null; kinds: string[] | null; maxPriority: number | null; subject: string | null; fromMs: number | null; toMs: number | null; limit: number });
      case 'receipts.list':
        return this.receipts.filter((receipt) => params['unit'] === null || (receipt.intent.type === 'machine' && receipt.intent.unit === params['unit']));
      case 'connection.get':
        return this.connection;
      case 'connection.set':
        this.connection = params['connection'] as Connection;
        return this.connection;
      case 'connection.ports':
        return [{ path: '/dev/ttyUSB0', manufacturer: 'FTDI', serialNumber: 'A1' }, { path: '/dev/ttyS0', manufacturer: null, serialNumber: null }];
      case 'connection.test':
        return {
          ok: false, tookMs: 812, code: 'connectionTest.someAnswer', params: { answering: 2, asked: 3, detail: null, bus: 'fixture' },
          slaves: [{ slave: 1, ok: true, fault: null, roundTripMs: 12 }, { slave: 2, ok: true, fault: null, roundTripMs: 14 }, { slave: 3, ok: false, fault: 'no answer within 500 ms', roundTripMs: null }],
        };
      case 'intent.preview':
        return this.#verdicts(params['intent'] as Intent);
      case 'intent.submit':
        return this.#submit(params['intent'] as Intent);
      default:
        return undefined;
    }
  }

  status(): EngineStatus {
    const now = this.#now();
    const room = this.profile.limits.readings.find((reading) => reading.item === 'TN');
    const value = room === undefined ? 0 : (this.#samples[room.tag]?.[0] ?? 0);
    return {
      wallMs: now, startedMs: this.#startedMs,
      scan: { count: this.#seq, lastMs: 42, overruns: 0 },
      link: {
        state: this.linkState, detail: null, roundTripMs: 12.4, lastGoodMs: now - 400,
        slaves: [1, 2, 3].map((slave) => ({ slave, state: this.linkState === 'connected' ? 'answering' as const : 'silent' as const, lastGoodMs: now - 400, fault: null })),
      },
      control: { mode: 'remote', aiSwitch: true, heartbeatOk: true },
      alarms: [
        standing({ id: 'effluent-TN-70', priority: 3, sinceMs: now - 900_000, code: 'alarm.effluent', params: { item: 'TN', percent: 70, value, limit: 20, unit: 'mg/L' }, equipment: null }),
        ...this.profile.alarms.slice(0, 2).map((alarm, i) => standing({ id: alarm.id, priority: 1 + i, sinceMs: now - 4_000_000, code: null, params: {}, equipment: alarm.equipment })),
      ],
      alarmCounts: { unacknowledged: [1, 1, 1, 0], shelved: 0, suppressed: 0, outOfService: 0, flood: null },
      today: { sinceMs: now - 40_000_000, energyKwh: 412.6, energyYesterdaySameHourKwh: 438.1, inflowM3: 204.2, outflowM3: 199.8 },
      historian: { state: 'ok', detail: null, fileBytes: 184_000_000, freeDiskBytes: 212_000_000_000, pendingScans: 0 },
      connection: this.connection.kind,
      activeInterlocks: [],
    };
  }

  #valueOf(tag: Tag, tsMs: number): number {
    const role = roleOf(tag.id);
    const equipment = equipmentOf(tag.id);
    const forced = this.overrides.get(tag.id);
    if (forced !== undefined) return forced;
    const seed = [...tag.id].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) % 9973;
    const slow = Math.sin(tsMs / 5_400_000 + seed) * 0.6 + Math.sin(tsMs / 47_000_000 + seed * 2) * 0.4;
    const jitter = noise(seed + Math.floor(tsMs / 1000) * 0.37) - 0.5;
    if (isDigital(tag)) {
      const firstUnit = /[A-Z]?-?\d+A?$/.test(equipment) && !/[BD]$/.test(equipment);
      if (role === 'run') return firstUnit && seed % 5 !== 0 ? 1 : 0;
      if (role === 'remote' || role === 'auto' || role === 'ready' || role === 'switch' || role === 'active') return 1;
      return 0;
    }
    const sensor = this.profile.sensors.find((each) => each.tag === tag.id);
    const tank = this.profile.tanks.find((each) => each.levelTag === tag.id);
    if (tank !== undefined) return Math.round(tank.depthM * (0.55 + 0.16 * slow + 0.01 * jitter) * 100) / 100;
    if (sensor !== undefined) {
      const span = sensor.range.max - sensor.range.min;
      const base = this.profile.limits.readings.some((reading) => reading.tag === tag.id) || TYPICAL[sensor.quantity] !== undefined ? (TYPICAL[sensor.quantity] ?? span / 2) : sensor.range.min + span / 2;
      return base * (1 + 0.08 * slow + 0.02 * jitter);
    }
    if (role === 'current') {
      const machine = this.profile.machines.find((each) => each.units.some((unit) => unit.id === equipment));
      const running = this.#valueOf({ ...tag, id: `${equipment}.run`, type: 'bool' }, tsMs);
      return running === 1 ? (machine?.rating.ratedCurrentA ?? 3) * (0.82 + 0.03 * jitter) : 0;
    }
    if (role === 'speed') return 42 + slow * 4;
    if (role === 'hours') return 1200 + (seed % 4000) + tsMs / 3.6e9;
    if (role === 'starts') return seed % 900;
    const setpoint = this.profile.plc.setpoints.find((each) => each.tag === tag.id);
    return setpoint?.initial ?? 10;
  }

  #read(): Record<string, WireSample> {
    const now = this.#now();
    return Object.fromEntries(this.profile.tags.map((tag, i): [string, WireSample] => {
      const period = { '1s': 1000, '1min': 60_000, '15min': 900_000, '1h': 3_600_000 }[tag.pollClass];
      const at = Math.floor(now / period) * period;
      if (tag.id === 'SIT-401.pv') return [tag.id, [1.2, 3, 1, now - 754_000]];
      if (tag.id === 'AIT-406.pv') return [tag.id, [null, 6, 0, 0]];
      return [tag.id, [Math.round(this.#valueOf(tag, at) * 1000) / 1000, i === 400 ? 1 : GOOD, 0, at]];
    }));
  }

  #trend({ tags, fromMs, toMs, buckets }: { tags: string[]; fromMs: number; toMs: number; buckets: number }): unknown {
    const now = this.#now();
    const bucketMs = Math.max(60_000, Math.ceil((toMs - fromMs) / buckets / 60_000) * 60_000);
    return {
      level: bucketMs >= 86_400_000 ? 'day' : bucketMs >= 3_600_000 ? 'hour' : 'minute', bucketMs,
      series: tags.map((id) => {
        const tag = this.profile.tags.find((each) => each.id === id);
        const points: TrendPoint[] = [];
        for (let at = Math.ceil(fromMs / bucketMs) * bucketMs; tag !== undefined && at < Math.min(toMs, now); at += bucketMs) {
          const gap = Math.floor(at / 7_200_000) % 997 === 3;
          if (gap) points.push([at, null, null, null, 4, 0]);
          else {
            const mean = this.#valueOf(tag, at);
            const spread = isDigital(tag) ? 0 : Math.abs(mean) * 0.02;
            points.push([at, mean - spread, mean + spread, mean, 0, bucketMs / 60_000]);
          }
        }
        return { tag: id, points };
      }),
    };
  }

  #list(filter: { beforeSeq: number | null; kinds: string[] | null; maxPriority: number | null; subject: string | null; fromMs: number | null; toMs: number | null; limit: number }): EventRecord[] {
    return this.events.filter((event) =>
      (filter.beforeSeq === null || event.seq < filter.beforeSeq) && (filter.kinds === null || filter.kinds.includes(event.kind))
      && (filter.maxPriority === null || event.priority <= filter.maxPriority) && (filter.subject === null || event.subject === filter.subject)
      && (filter.fromMs === null || event.tsMs >= filter.fromMs) && (filter.toMs === null || event.tsMs <= filter.toMs),
    ).slice(0, filter.limit);
  }

  #seedEvents(): void {
    const units = this.profile.machines.flatMap((machine) => machine.units.map((unit) => unit.id));
    for (let i = 3000; i > 0; i--) {
      const unit = units[i % units.length] ?? null;
      const alarm = this.profile.alarms[i % this.profile.alarms.length];
      const kind = i % 9 === 0 ? 'alarm' : i % 13 === 0 ? 'link' : 'machine';
      this.events.push({
        seq: i, tsMs: this.#now() - (3000 - i) * 47_000, kind, priority: kind === 'alarm' ? 1 + (i % 3) : kind === 'link' ? 4 : 5,
        code: kind === 'alarm' ? 'alarm.raised' : kind === 'link' ? 'link.restored' : i % 2 === 0 ? 'machine.started' : 'machine.stopped',
        subject: kind === 'alarm' ? (alarm?.equipment ?? null) : kind === 'link' ? null : unit,
        params: kind === 'alarm' ? { alarm: alarm?.id ?? '', text: null } : {}, actor: kind === 'machine' ? 'plc' : 'engine',
      });
    }
  }

  #verdicts(intent: Intent): { allowed: boolean; verdicts: LayerVerdict[] } {
    const pass = (layer: LayerVerdict['layer']): LayerVerdict => ({ layer, verdict: 'pass', code: `${layer}.pass`, params: {} });
    const machine = intent.type === 'machine' ? this.profile.machines.find((each) => each.units.some((unit) => unit.id === intent.unit)) : undefined;
    const blocked = intent.type !== 'machine' || intent.action !== 'start' ? undefined : machine?.permissives.find((permissive) => evaluate(permissive.when, {
      tagValue: (tag) => this.#samples[tag]?.[0] ?? null,
      levelM: (tank) => this.#samples[this.profile.tanks.find((each) => each.id === tank)?.levelTag ?? '']?.[0] ?? null,
      markM: (tank, mark) => this.profile.tanks.find((each) => each.id === tank)?.marksM[mark] ?? null,
      machineState: () => 'stopped',
    }) !== 'true');
    const verdicts: LayerVerdict[] = [
      blocked === undefined ? pass('permissive') : { layer: 'permissive', verdict: 'refuse', code: 'permissive.notMet', params: { permissive: blocked.id } },
      pass('interlock'), pass('rateLimit'), { layer: 'range', verdict: 'notApplicable', code: 'range.notApplicable', params: {} }, pass('area'), pass('mode'),
    ];
    return { allowed: blocked === undefined, verdicts };
  }

  #submit(intent: Intent): ReceiptRecord {
    const { allowed, verdicts } = this.#verdicts(intent);
    if (allowed && intent.type === 'machine' && intent.action !== 'auto') this.overrides.set(`${intent.unit}.run`, intent.action === 'start' ? 1 : 0);
    const receipt: ReceiptRecord = {
      requestId: intent.requestId, tsMs: this.#now(), intent, verdicts, outcome: allowed ? 'confirmed' : 'refused',
      write: allowed ? { slave: 1, address: 1020, words: [1] } : null, readBack: allowed ? [1] : null, tookMs: 6.4, detail: null, prevHash: '', hash: 'fixture',
    };
    this.receipts.unshift(receipt);
    return receipt;
  }
}
