import type { PlantEvent } from './record.ts';

/** What the step is told of the bus. */
export interface LinkInput {
  readonly state: 'closed' | 'connecting' | 'connected' | 'degraded' | 'disconnected';
  readonly detail: string | null;
  readonly slaves: readonly {
    readonly slave: number;
    readonly state: 'unknown' | 'answering' | 'silent' | 'faulty';
  }[];
}

export interface LinkMemory {
  /** Null until the link was up or refused for the first time. */
  readonly up: boolean | null;
  readonly answering: Readonly<Record<string, boolean>>;
}
export const EMPTY_LINK: LinkMemory = Object.freeze({ up: null, answering: {} });

export const isUp = (link: LinkInput): boolean =>
  link.state === 'connected' || link.state === 'degraded';

/** Link and slave losses and returns as events. While the whole link is down its slaves are not told one by one. */
export function linkEvents(
  before: LinkMemory,
  link: LinkInput,
  tsMs: number,
): { readonly memory: LinkMemory; readonly events: readonly PlantEvent[] } {
  const up = isUp(link);
  const events: PlantEvent[] = [];
  const settled = link.state !== 'closed' && link.state !== 'connecting';
  const known = settled ? up : before.up;
  if (settled && before.up !== null && before.up !== up) {
    events.push({
      tsMs,
      kind: 'link',
      priority: up ? 5 : 2,
      code: up ? 'link.restored' : 'link.lost',
      subject: null,
      params: { detail: link.detail },
      actor: 'engine',
    });
  }
  const answering: Record<string, boolean> = { ...before.answering };
  if (up) {
    for (const slave of link.slaves) {
      if (slave.state === 'unknown') continue;
      const good = slave.state === 'answering';
      const key = String(slave.slave);
      const was = answering[key];
      answering[key] = good;
      if (was === good || (was === undefined && good)) continue;
      events.push({
        tsMs,
        kind: 'link',
        priority: good ? 5 : 2,
        code: good ? 'link.slaveAnswering' : 'link.slaveSilent',
        subject: null,
        params: { slave: slave.slave, state: slave.state },
        actor: 'engine',
      });
    }
  }
  return { memory: { up: known, answering }, events };
}
