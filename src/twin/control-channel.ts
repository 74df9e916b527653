import { z } from 'zod';
import { faultText } from '#core/process/fault.ts';
import { plantActionSchema } from '#core/scenario/action.ts';
import { scenarioSchema } from '#core/scenario/scenario.ts';
import type { Scenario } from '#core/scenario/scenario.ts';
import { assertNever, err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { plantFigures } from './plant/figures.ts';
import { act } from './scenario/actions.ts';
import { panelOf } from './scenario/panel.ts';
import type { ScenarioPlayer } from './scenario/player.ts';
import { scenarioStatus } from './scenario/report.ts';
import type { VirtualPlant } from './virtual-plant.ts';

/**
 * What a person at the plant can do, as JSON lines: turn selectors on the panel, reset faults,
 * bring trouble in, play scenarios, look. Each line is answered by one line; a line with `ask`
 * gets that number back with its answer.
 */
const lookSchema = z.discriminatedUnion('cmd', [
  /** Cuts the connections; with `seconds` nothing is answered for that long, in real time. */
  z.strictObject({ cmd: z.literal('cut'), seconds: z.number().min(0).max(86_400).default(0) }),
  z.strictObject({ cmd: z.literal('status') }),
  z.strictObject({ cmd: z.literal('read'), tag: z.string() }),
  /** The whole state, to go on from elsewhere. */
  z.strictObject({ cmd: z.literal('state') }),
  /** What a technician derives: MLSS, SVI, sludge age, F/M, retention. */
  z.strictObject({ cmd: z.literal('figures') }),
  /** Everything the faults panel of the window shows. */
  z.strictObject({ cmd: z.literal('panelView') }),
  z.strictObject({ cmd: z.literal('scenarios') }),
  /** Plays a scenario of the folder by name, or the one given. */
  z.strictObject({
    cmd: z.literal('scenarioStart'),
    id: z.string().optional(),
    scenario: scenarioSchema.optional(),
  }),
  /** Ends it and takes back what it brought in. */
  z.strictObject({ cmd: z.literal('scenarioStop') }),
  z.strictObject({ cmd: z.literal('scenarioStatus') }),
]);
type LookCommand = z.infer<typeof lookSchema>;

export type ControlAnswer =
  | { readonly ok: true; readonly [field: string]: unknown }
  | { readonly ok: false; readonly error: string; readonly ask?: unknown };

/** What only the process around the plant can do. */
export interface ControlHost {
  cut(seconds: number): void;
  /** Scenarios of the folder and who plays them; absent where no process stands around the plant. */
  readonly player?: ScenarioPlayer;
  readonly scenarios?: readonly Scenario[];
}

type Fields = Record<string, unknown>;
type Outcome = Result<Fields, string>;

const LOOKS: readonly string[] = lookSchema.options.map((option) => option.shape.cmd.value);
const ACTIONS: readonly string[] = plantActionSchema.options.map(
  (option) => option.shape.cmd.value,
);

/** Reads one line and does what it says. */
export function runControlLine(
  line: string,
  plant: VirtualPlant | null,
  host: ControlHost,
): ControlAnswer {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return { ok: false, error: `not JSON: ${line.slice(0, 80)}` };
  }
  const { ask, command } = takeAsk(data);
  const outcome = runData(command, plant, host);
  const number = ask === undefined ? {} : { ask };
  return outcome.ok
    ? { ok: true, ...outcome.value, ...number }
    : { ok: false, error: outcome.error, ...number };
}

/** The number of a question is not part of the command. */
function takeAsk(data: unknown): { readonly ask: unknown; readonly command: unknown } {
  if (typeof data !== 'object' || data === null || !('ask' in data))
    return { ask: undefined, command: data };
  const { ask, ...command } = data;
  return { ask, command };
}

function runData(data: unknown, plant: VirtualPlant | null, host: ControlHost): Outcome {
  const name: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'cmd') : null;
  if (typeof name === 'string' && ACTIONS.includes(name)) {
    const action = plantActionSchema.safeParse(data);
    if (!action.success) return err(problems(action.error));
    if (plant === null) return err(replayed(name));
    const done = act(plant, action.data);
    return done.ok ? ok({}) : done;
  }
  if (typeof name !== 'string' || !LOOKS.includes(name))
    return err(`cmd: ${String(name)} is none of ${[...LOOKS, ...ACTIONS].join(', ')}`);
  const look = lookSchema.safeParse(data);
  if (!look.success) return err(problems(look.error));
  if (look.data.cmd === 'cut') {
    host.cut(look.data.seconds);
    return ok({});
  }
  return plant === null ? err(replayed(name)) : answerLook(look.data, plant, host);
}

const replayed = (command: string): string =>
  `${command} is not possible while a recording is replayed; only cut is`;

const problems = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`).join('; ');

function answerLook(command: LookCommand, plant: VirtualPlant, host: ControlHost): Outcome {
  switch (command.cmd) {
    case 'cut':
      return ok({});
    case 'status':
      return ok(status(plant));
    case 'read': {
      const value = plant.tagValue(command.tag);
      return value === null ? err(`no tag ${command.tag}`) : ok({ value });
    }
    case 'state':
      return ok({ state: plant.state });
    case 'figures':
      return ok({ figures: plantFigures(plant.model, plant.state.plant) });
    case 'panelView':
      return ok({ view: panelOf(plant) });
    case 'scenarios':
      return ok({
        scenarios: (host.scenarios ?? []).map(
          ({ id, name, purpose, source, durationH, steps, expect }) => ({
            id,
            name,
            purpose,
            source,
            durationH,
            steps: steps.length,
            expect: expect.map((each) => ({ id: each.id, text: each.text })),
          }),
        ),
      });
    case 'scenarioStart':
      return startScenario(command.id, command.scenario, host);
    case 'scenarioStop':
      return host.player?.stop() === true ? ok({}) : err('no scenario plays');
    case 'scenarioStatus': {
      const run = plant.state.scenario;
      return ok({ scenario: run === undefined ? null : scenarioStatus(run, plant.nowMs()) });
    }
    default:
      return assertNever(command, 'command');
  }
}

function startScenario(
  id: string | undefined,
  given: Scenario | undefined,
  host: ControlHost,
): Outcome {
  const { player, scenarios = [] } = host;
  if (player === undefined) return err('nothing here plays scenarios');
  const scenario = given ?? scenarios.find((each) => each.id === id);
  if (scenario === undefined)
    return err(
      `no scenario ${String(id)}; known are ${scenarios.map((each) => each.id).join(', ')}`,
    );
  const started = player.start(scenario);
  return started.ok ? ok({ id: scenario.id }) : err(started.error.map(faultText).join('; '));
}

function status(plant: VirtualPlant): Fields {
  const { state } = plant;
  return {
    time: new Date(plant.nowMs()).toISOString(),
    aiSwitch: state.plc.ai.switchOn,
    aiActive: state.plc.ai.active,
    fallbacks: state.plc.ai.fallbacks,
    running: plant.program.units
      .filter((unit) => state.plc.units[unit.index]?.run === true)
      .map((unit) => unit.id),
    faults: plant.program.units
      .filter((unit) => state.plc.units[unit.index]?.fault === true)
      .map((unit) => unit.id),
    powerKw: state.plant.totalKw,
    waterM3: state.plant.account,
    waterFaults: state.plant.faults.map(({ fault, count }) => ({ ...fault, count })),
    overflows: state.plant.tanks.reduce((sum, tank) => sum + tank.spills, 0),
  };
}
