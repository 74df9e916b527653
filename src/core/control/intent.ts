import type { VerdictCode } from './codes.ts';
import type { Params } from './record.ts';

/** What somebody or something wants. Same shape as the contract's intent. */
export type Intent =
  | {
      readonly type: 'machine';
      readonly requestId: string;
      readonly who: string;
      readonly why: string;
      readonly unit: string;
      readonly action: 'start' | 'stop' | 'auto';
    }
  | {
      readonly type: 'setpoint';
      readonly requestId: string;
      readonly who: string;
      readonly why: string;
      readonly tag: string;
      readonly value: number;
    };

/** Layers of the safety check in the order they are told. */
export const SAFETY_LAYERS = [
  'permissive',
  'interlock',
  'rateLimit',
  'range',
  'area',
  'mode',
] as const;
export type SafetyLayer = (typeof SAFETY_LAYERS)[number];

export interface Verdict {
  readonly layer: SafetyLayer;
  readonly verdict: 'pass' | 'refuse' | 'notApplicable';
  readonly code: VerdictCode;
  /** What holds, and what would allow it. */
  readonly params: Params;
}
