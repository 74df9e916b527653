import { z } from 'zod';
import { panelViewSchema, scenarioEntrySchema } from '#core/scenario/panel-view.ts';
import { assertNever, err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { VirtualPlantCommand } from '#contract/virtual-plant.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import type { Handlers } from '#engine/rpc/handlers.ts';
import type { Log } from '#engine/ports/platform.ts';
import { actorOf } from './command-path.ts';
import type { Engine } from './engine.ts';
import type { TwinAnswer, TwinFault } from './twin-channel.ts';
import { actionEvent } from './virtual-plant-events.ts';

type PanelHandlers = Pick<
  Handlers,
  'virtualPlant.status' | 'virtualPlant.scenarios' | 'virtualPlant.control'
>;

const viewAnswer = z.object({ view: panelViewSchema });
const scenariosAnswer = z.object({ scenarios: z.array(scenarioEntrySchema) });

const reasonOf = (fault: TwinFault): string => `virtualPlant.${fault.kind}`;

/** The fault as the window's error: what it is, and for a refusal the plant's own words. */
function asError(fault: TwinFault): RpcError {
  const code = reasonOf(fault);
  switch (fault.kind) {
    case 'realPlant':
      return rpcFault('refused', 'the connection is not the virtual plant', code);
    case 'notRunning':
      return rpcFault('unavailable', 'the virtual plant is being started', code);
    case 'noAnswer':
      return rpcFault('unavailable', `no answer within ${String(fault.afterMs)} ms`, code);
    case 'refused':
      return rpcFault('refused', fault.message, code, { detail: fault.message });
    default:
      return assertNever(fault, 'fault');
  }
}

/** Answers the faults panel. Nothing here can reach a bus: it all goes to the child process we run ourselves. */
export function virtualPlantHandlers(engine: Engine, log: Log): PanelHandlers {
  const ask = async <T>(command: object, schema: z.ZodType<T>): Promise<Result<T, TwinFault>> => {
    const answer: Result<TwinAnswer, TwinFault> = await engine.askVirtualPlant(command);
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(answer.value);
    if (parsed.success) return ok(parsed.data);
    log.error({ problem: parsed.error.message.slice(0, 500) }, 'the virtual plant answered oddly');
    return err({ kind: 'refused', message: 'the answer of the virtual plant could not be read' });
  };
  return {
    'virtualPlant.status': async () => {
      const answer = await ask({ cmd: 'panelView' }, viewAnswer);
      return ok(
        answer.ok
          ? { view: answer.value.view, reason: null }
          : { view: null, reason: reasonOf(answer.error) },
      );
    },
    'virtualPlant.scenarios': async () => {
      const answer = await ask({ cmd: 'scenarios' }, scenariosAnswer);
      return answer.ok ? ok(answer.value) : err(asError(answer.error));
    },
    'virtualPlant.control': async ({ who, command }) => {
      const answer = await engine.askVirtualPlant(command);
      if (!answer.ok) return err(asError(answer.error));
      note(engine, command, actorOf(who));
      return ok({});
    },
  };
}

/** A scenario tells of its own beginning and end; everything else is noted here. */
function note(engine: Engine, command: VirtualPlantCommand, actor: string): void {
  if (command.cmd === 'scenarioStart' || command.cmd === 'scenarioStop') return;
  engine.noteVirtualPlant(actionEvent(command, actor, null));
}
