import type { EventCode } from './codes.ts';

/** Values that fill a translated message. */
export type Params = Readonly<Record<string, string | number | boolean | null>>;

type EventClass =
  | 'system' | 'link' | 'machine' | 'alarm' | 'command' | 'setting' | 'quality' | 'mode'
  | 'round' | 'work' | 'person' | 'report';

/** Something that happened, on its way to the event list. The same shape as the contract's record without its number. */
export interface PlantEvent {
  readonly tsMs: number;
  readonly kind: EventClass;
  /** 1 act now, 2 act soon, 3 know, 4 diagnostic, 5 information. */
  readonly priority: number;
  readonly code: EventCode;
  readonly subject: string | null;
  readonly params: Params;
  /** `plc`, `engine` or `person:NAME`. */
  readonly actor: string;
}

/** One instant on both clocks: wall for records, monotonic for durations. */
export interface Instant {
  readonly wallMs: number;
  readonly monoMs: number;
}
