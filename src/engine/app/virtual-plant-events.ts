import { plantActionSchema } from '#core/scenario/action.ts';
import type { PlantAction } from '#core/scenario/action.ts';
import { assertNever } from '#core/result.ts';
import type { PlantEvent } from '#core/control/record.ts';
import type { TwinNotice } from './twin-channel.ts';

type Noted = Pick<PlantEvent, 'code' | 'params' | 'actor' | 'subject'>;

/** What an action concerns and how much of it, in the words of every language. */
function factsOf(action: PlantAction): {
  readonly subject: string | null;
  readonly fault: string | null;
  readonly detail: string;
} {
  const none = { subject: null, fault: null, detail: '' };
  switch (action.cmd) {
    case 'panel': {
      const selector = action.remote === undefined ? '' : action.remote ? 'REMOTE' : 'LOCAL';
      const hand = action.run === undefined ? '' : action.run ? 'ON' : 'OFF';
      return { ...none, subject: action.unit, detail: `${selector} ${hand}`.trim() };
    }
    case 'overcurrent':
      return { ...none, subject: action.unit, detail: `× ${String(action.times)}` };
    case 'resetFault':
      return { ...none, subject: action.unit };
    case 'aiSwitch':
      return { ...none, detail: action.on ? 'ON' : 'OFF' };
    case 'setting':
      return { ...none, subject: action.tag, detail: String(action.value) };
    case 'sensor':
    case 'addFault': {
      if (action.fault === null) return { ...none, subject: action.id };
      const { kind, ...sizes } = action.fault;
      return { subject: action.id, fault: kind, detail: sizesText(sizes) };
    }
    case 'clearFaults':
      return { ...none, subject: action.id };
    case 'influent': {
      const { kind, id: _id, fromMs, toMs, ...sizes } = action.event;
      const hours = Math.round(((toMs - fromMs) / 3_600_000) * 100) / 100;
      return {
        subject: null,
        fault: kind,
        detail: `${String(hours)} h ${sizesText(sizes)}`.trim(),
      };
    }
    case 'clearInfluent':
      return { ...none, detail: action.id ?? '' };
    case 'stock':
      return { ...none, subject: action.machine, detail: `${String(action.litres)} L` };
    case 'level':
      return { ...none, subject: action.tank, detail: `${String(action.m)} m` };
    case 'breach':
      return { ...none, subject: action.machine, detail: `${String(100 * action.share)} %` };
    case 'powerCut':
      return { ...none, detail: `${action.of === 'plc' ? 'PLC ' : ''}${String(action.s)} s` };
    case 'linkCut':
      return { ...none, detail: `${String(action.s)} s` };
    case 'clearAll':
      return none;
    default:
      return assertNever(action, 'action');
  }
}

const sizesText = (sizes: Readonly<Record<string, unknown>>): string =>
  Object.entries(sizes)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');

/** Record of something done to the virtual plant, by a person or by a scenario. */
export function actionEvent(action: PlantAction, actor: string, scenario: string | null): Noted {
  if (action.cmd === 'clearAll' && scenario === null)
    return { code: 'virtualPlant.cleared', params: {}, actor, subject: null };
  const { subject, fault, detail } = factsOf(action);
  return {
    code: scenario === null ? 'virtualPlant.action' : 'virtualPlant.scenarioStep',
    params: { scenario, plantAction: action.cmd, plantFault: fault, detail },
    actor,
    subject,
  };
}

/** Record of what a scenario tells of itself. */
export function noticeEvent(notice: TwinNotice): Noted {
  const { scenario, what, detail } = notice;
  const actor = 'engine';
  const plain = (code: Noted['code']): Noted => ({
    code,
    params: { scenario, what, detail: detail ?? '' },
    actor,
    subject: null,
  });
  switch (notice.kind) {
    case 'started':
      return plain('virtualPlant.scenarioStarted');
    case 'stopped':
      return plain('virtualPlant.scenarioStopped');
    case 'ended':
      return plain('virtualPlant.scenarioEnded');
    case 'met':
      return plain('virtualPlant.expectationMet');
    case 'failed':
      return plain('virtualPlant.expectationFailed');
    case 'skipped':
      return plain('virtualPlant.scenarioSkipped');
    case 'done': {
      const action = plantActionSchema.safeParse(parse(detail));
      return action.success
        ? actionEvent(action.data, actor, scenario)
        : plain('virtualPlant.scenarioStep');
    }
    default:
      return assertNever(notice.kind, 'notice');
  }
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return null;
  }
}
