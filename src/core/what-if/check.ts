import type { PlantProfile } from '../plant/profile.ts';
import { endHour } from './request.ts';
import type { Change, WhatIfRequest } from './request.ts';

/** One thing wrong with a request: which change, which field, its value and what would be allowed. */
export interface RequestIssue {
  /** Place in `changes`; -1 for the request itself. */
  readonly change: number;
  readonly field: string;
  /** `unknown`: the profile has no such thing; `range`: outside the limits; `order`: ends before it begins. */
  readonly rule: 'unknown' | 'range' | 'order';
  readonly value: string;
  readonly allowed: string;
}

/** The issue as one line of the log, with what to do. */
export const issueText = (issue: RequestIssue): string =>
  `changes[${String(issue.change)}].${issue.field} is ${issue.value}, allowed ${issue.allowed}; ${ADVICE[issue.rule]}`;

const ADVICE: Readonly<Record<RequestIssue['rule'], string>> = {
  unknown: 'choose one of the plant profile',
  range: 'give a value inside the range',
  order: 'let it begin before it ends and before the horizon',
};

/** Everything in a request that this plant does not know or does not allow; empty when it can be worked out. */
export function checkRequest(profile: PlantProfile, request: WhatIfRequest): RequestIssue[] {
  return request.changes.flatMap((change, at) => [
    ...checkTimes(change, at, request.horizonDays),
    ...checkTarget(profile, change, at),
  ]);
}

function checkTimes(change: Change, at: number, horizonDays: number): RequestIssue[] {
  const horizonH = horizonDays * 24;
  const issue = (field: string, value: number, allowed: string): RequestIssue => ({
    change: at,
    field,
    rule: 'order',
    value: String(value),
    allowed,
  });
  if (change.fromH >= horizonH)
    return [issue('fromH', change.fromH, `below ${String(horizonH)} h`)];
  const end = endHour(change, horizonDays);
  return end > change.fromH ? [] : [issue('toH', end, `above ${String(change.fromH)} h`)];
}

function checkTarget(profile: PlantProfile, change: Change, at: number): RequestIssue[] {
  const unknown = (field: string, value: string, known: readonly string[]): RequestIssue[] =>
    known.includes(value)
      ? []
      : [{ change: at, field, rule: 'unknown', value, allowed: known.join(', ') }];
  switch (change.kind) {
    case 'setpoint': {
      const setpoint = profile.plc.setpoints.find((each) => each.tag === change.tag);
      if (setpoint === undefined)
        return unknown(
          'tag',
          change.tag,
          profile.plc.setpoints.map((each) => each.tag),
        );
      const { min, max } = setpoint;
      return change.value >= min && change.value <= max
        ? []
        : [
            {
              change: at,
              field: 'value',
              rule: 'range',
              value: String(change.value),
              allowed: `${String(min)} to ${String(max)}`,
            },
          ];
    }
    case 'machine': {
      const machine = profile.machines.find((each) => each.id === change.machine);
      if (machine === undefined)
        return unknown(
          'machine',
          change.machine,
          profile.machines.map((each) => each.id),
        );
      return change.unit === null
        ? []
        : unknown(
            'unit',
            change.unit,
            machine.units.map((each) => each.id),
          );
    }
    case 'stock':
      return unknown(
        'machine',
        change.machine,
        profile.machines.filter((each) => each.kind === 'dosingPump').map((each) => each.id),
      );
    case 'scale':
    case 'shift':
    case 'rain':
    case 'slug':
      return [];
  }
}
