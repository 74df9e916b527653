import { acknowledge } from '#core/alarms/actions.ts';
import type { ActionStep, Acting } from '#core/alarms/actions.ts';
import type { AlarmCandidate } from '#core/alarms/alarm-list.ts';
import { advanceAlarms } from '#core/alarms/alarms.ts';
import type { AlarmStep } from '#core/alarms/alarms.ts';
import type { AlarmDefinition } from '#core/alarms/definition.ts';
import { NO_FLOOD } from '#core/alarms/flood.ts';
import type { FloodState } from '#core/alarms/flood.ts';
import { alarmState } from '#core/alarms/memory.ts';
import type { AlarmMemories } from '#core/alarms/memory.ts';
import type { Occurrence } from '#core/alarms/occurrence.ts';
import { ownDefinition } from '#core/alarms/own-alarms.ts';
import type { Truth } from '#core/plant/condition.ts';

/** A few alarms and a bench that steps them second by second. */
export const T0 = Date.UTC(2026, 10, 21);
export const plain = ownDefinition('alarm.stockLow', 'stock-x');
export const define = (id: string, more: Partial<AlarmDefinition> = {}): AlarmDefinition => ({
  ...plain,
  id,
  code: null,
  ...more,
});

export const DEFINITIONS: readonly AlarmDefinition[] = [
  define('a', { onDelayS: 2, offDelayS: 2, firstOut: 'g' }),
  define('b', { firstOut: 'g', priority: 1 }),
  define('c', { latching: true }),
  define('d-70', { ladder: 'd', rung: 0 }),
  define('d-80', { ladder: 'd', rung: 1, priority: 2 }),
];
export const definitionOf = (id: string): AlarmDefinition | null =>
  DEFINITIONS.find((each) => each.id === id) ?? null;

/** Alarms stepped second by second, with everything that was ever said of an occurrence kept as the journal keeps it. */
export class Bench {
  memories: AlarmMemories = {};
  flood: FloodState = NO_FLOOD;
  nowMs = T0;
  readonly journal = new Map<string, Occurrence>();
  readonly raisedEvents: string[] = [];
  truths: Record<string, Truth> = {};
  suppressed: Record<string, Truth> = {};
  last: AlarmStep | null = null;

  scan(seconds = 1): AlarmStep {
    for (let i = 0; i < seconds; i++) {
      this.nowMs += 1000;
      this.last = advanceAlarms(
        this.memories,
        this.flood,
        {
          candidates: DEFINITIONS.map((definition) => this.candidate(definition)),
          floodSetting: { above: 10 },
        },
        { wallMs: this.nowMs, monoMs: this.nowMs - T0 },
        1000,
      );
      this.memories = this.last.memories;
      this.flood = this.last.flood;
      this.last.occurrences.forEach(({ occurrence }) =>
        this.journal.set(occurrence.id, occurrence),
      );
      this.raisedEvents.push(
        ...this.last.events
          .filter(({ code }) => code === 'alarm.raised')
          .map(({ params }) => String(params['occurrence'])),
      );
    }
    return this.last!;
  }

  candidate(definition: AlarmDefinition): AlarmCandidate {
    const raise = this.truths[definition.id] ?? 'false';
    return {
      definition,
      raise,
      clear: raise === 'unknown' ? 'unknown' : raise === 'true' ? 'false' : 'true',
      suppress: this.suppressed[definition.id] ?? 'false',
      params: {},
    };
  }

  get acting(): Acting {
    return { who: 'kim', actor: 'person:kim', nowMs: this.nowMs };
  }

  take(step: ActionStep): ActionStep {
    this.memories = step.memories;
    step.occurrences.forEach(({ occurrence }) => this.journal.set(occurrence.id, occurrence));
    return step;
  }

  ack(...alarms: string[]): ActionStep {
    const ids = alarms.map((alarm) => this.memories[alarm]?.open?.id ?? 'none');
    return this.take(acknowledge(this.memories, ids, 'seen', this.acting, definitionOf));
  }

  state(id: string): string {
    return alarmState(this.memories[id], definitionOf(id)?.latching ?? false);
  }
}
