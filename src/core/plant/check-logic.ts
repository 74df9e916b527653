import { checkAlarms } from './check-alarms.ts';
import { checkAnnunciator } from './check-annunciator.ts';
import { checkCondition } from './check-condition.ts';
import type { DraftIndex, Report } from './check-index.ts';
import { References, reportDuplicates } from './check-index.ts';
import type { ProfileDraft } from './draft.ts';
import type { Cleaning, Interlock, Plc, Sequence, Setpoint } from './logic.ts';

const LOGIC = 'logic.json';
const PLC = 'plc.json';

/** Interlocks, sequences, cleanings, alarms, PLC settings and the AI area. */
export function checkLogic(draft: ProfileDraft, index: DraftIndex, report: Report): void {
  const interlocks = draft.interlocks ?? [];
  reportDuplicates(
    interlocks.map((each) => each.id),
    (i) => `interlocks[${i}].id`,
    LOGIC,
    'interlock id',
    report,
  );
  interlocks.forEach((each, i) => checkInterlock(each, `interlocks[${i}]`, index, report));

  const sequences = draft.sequences ?? [];
  const cleanings = draft.cleanings ?? [];
  const programs = [
    ...sequences.map((each, i) => ({ id: each.id, path: `sequences[${i}].id` })),
    ...cleanings.map((each, i) => ({ id: each.id, path: `cleanings[${i}].id` })),
  ];
  reportDuplicates(
    programs.map((each) => each.id),
    (i) => programs[i]?.path ?? '',
    LOGIC,
    'sequence or cleaning id',
    report,
  );
  sequences.forEach((each, i) => checkSequence(each, `sequences[${i}]`, index, report));
  cleanings.forEach((each, i) => checkCleaning(each, `cleanings[${i}]`, index, report));

  checkAlarms(draft, index, report);
  if (draft.plc !== null) checkPlc(draft.plc, index, report);
}

function checkInterlock(
  interlock: Interlock,
  path: string,
  index: DraftIndex,
  report: Report,
): void {
  const refs = new References(index, report, LOGIC);
  checkCondition(interlock.when, `${path}.when`, refs);
  if (interlock.release !== null) checkCondition(interlock.release, `${path}.release`, refs);
  interlock.machines.forEach((id, i) => refs.machine(id, `${path}.machines[${i}]`));
  if (interlock.action !== 'alarm' && interlock.machines.length === 0) {
    report(
      LOGIC,
      `${path}.machines`,
      [],
      `an interlock that acts (${interlock.action}) must name at least one machine`,
      'range',
    );
  }
}

function checkSequence(sequence: Sequence, path: string, index: DraftIndex, report: Report): void {
  const refs = new References(index, report, LOGIC);
  refs.machine(sequence.trigger, `${path}.trigger`);
  for (const part of ['start', 'stop'] as const) {
    sequence[part].forEach((step, i) => {
      const at = `${path}.${part}[${i}]`;
      if (step.action === 'open' || step.action === 'close')
        refs.valve(step.target, `${at}.target`);
      else refs.machine(step.target, `${at}.target`);
      if (step.delayTag !== null) refs.setting(step.delayTag, `${at}.delayTag`);
    });
  }
}

function checkCleaning(cleaning: Cleaning, path: string, index: DraftIndex, report: Report): void {
  const refs = new References(index, report, LOGIC);
  reportDuplicates(
    cleaning.series.map((each) => each.id),
    (i) => `${path}.series[${i}].id`,
    LOGIC,
    'series',
    report,
  );
  cleaning.series.forEach((each, i) => refs.machine(each.suction, `${path}.series[${i}].suction`));
  reportDuplicates(
    cleaning.phases.map((each) => each.id),
    (i) => `${path}.phases[${i}].id`,
    LOGIC,
    'phase id',
    report,
  );
  cleaning.phases.forEach((phase, p) =>
    phase.run.forEach((id, i) => refs.machine(id, `${path}.phases[${p}].run[${i}]`)),
  );
}

function checkPlc(plc: Plc, index: DraftIndex, report: Report): void {
  const refs = new References(index, report, PLC);
  const { ai } = plc;
  if (ai.firstAddress > ai.lastAddress) {
    const rule = `the AI area must not end (${ai.lastAddress}) before it starts`;
    report(PLC, 'ai.firstAddress', ai.firstAddress, rule, 'order');
  }
  refs.ordered(
    ai.heartbeatPeriodS,
    ai.heartbeatTimeoutS,
    'ai.heartbeatPeriodS',
    'the heartbeat must come more often than its time-out',
  );
  for (const key of ['switchTag', 'activeTag', 'heartbeatTag'] as const) {
    refs.tag(ai[key], `ai.${key}`);
    const access = index.tags?.get(ai[key])?.access;
    const wanted = key === 'heartbeatTag' ? 'rw' : 'r';
    if (access !== undefined && access !== wanted)
      report(PLC, `ai.${key}`, ai[key], `its tag must have access ${wanted} (tags.csv)`, 'range');
  }
  reportDuplicates(
    plc.setpoints.map((each) => each.tag),
    (i) => `setpoints[${i}].tag`,
    PLC,
    'set-point',
    report,
  );
  plc.setpoints.forEach((each, i) => checkSetpoint(each, `setpoints[${i}]`, index, refs, report));
  if (plc.annunciator !== undefined) checkAnnunciator(plc.annunciator, index, report);
}

function checkSetpoint(
  setpoint: Setpoint,
  path: string,
  index: DraftIndex,
  refs: References,
  report: Report,
): void {
  refs.ordered(setpoint.min, setpoint.max, `${path}.min`, 'min must be below max');
  if (setpoint.initial < setpoint.min || setpoint.initial > setpoint.max) {
    report(
      PLC,
      `${path}.initial`,
      setpoint.initial,
      `must lie within ${setpoint.min} to ${setpoint.max}`,
      'range',
    );
  }
  if (!refs.tag(setpoint.tag, `${path}.tag`)) return;
  const tag = index.tags?.get(setpoint.tag);
  if (tag === undefined) return;
  const wanted = setpoint.area === 'ai' ? 'rw' : 'r';
  if (tag.access !== wanted)
    report(
      PLC,
      `${path}.area`,
      setpoint.area,
      `a set-point of area ${setpoint.area} needs a tag with access ${wanted}, ${tag.id} has ${tag.access} (tags.csv)`,
      'range',
    );
  if (
    (tag.min !== null && setpoint.min < tag.min) ||
    (tag.max !== null && setpoint.max > tag.max)
  ) {
    report(
      PLC,
      path,
      `${setpoint.min} to ${setpoint.max}`,
      `must lie within the range of its tag, ${tag.min ?? 'open'} to ${tag.max ?? 'open'} (tags.csv)`,
      'range',
    );
  }
  if (setpoint.overrides === null) return;
  if (setpoint.area !== 'ai')
    report(
      PLC,
      `${path}.overrides`,
      setpoint.overrides,
      'only a set-point of area ai takes the place of another',
      'range',
    );
  if (!refs.setting(setpoint.overrides, `${path}.overrides`)) return;
  const other = index.tags?.get(setpoint.overrides);
  if (other !== undefined && other.unit !== tag.unit)
    report(
      PLC,
      `${path}.overrides`,
      setpoint.overrides,
      `must have the unit of ${tag.id}, "${tag.unit}"; it has "${other.unit}" (tags.csv)`,
      'range',
    );
}
