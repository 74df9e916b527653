import { TEST_MS, advanceAnnunciator, silenceFrom } from '#core/alarms/annunciator.ts';
import type { AnnunciatorMemory } from '#core/alarms/annunciator.ts';
import { annunciate } from '#core/control/annunciate.ts';
import type { EventCode } from '#core/control/codes.ts';
import type { Params as EventParams, PlantEvent } from '#core/control/record.ts';
import { err } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type { Params } from '#contract/api.ts';
import type { RpcError } from '#contract/wire.ts';
import { rpcFault } from '#engine/rpc/handlers.ts';
import { actorOf } from '../command-path.ts';
import type { Engine } from '../engine.ts';

type Outcome = Promise<Result<Record<string, never>, RpcError>>;

export interface AnnunciatorDeskOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Time of the plant. */
  readonly nowMs: () => number;
  /** Brings an event and the state of the alarms to disk. */
  readonly write: (event: PlantEvent, state: Readonly<Record<string, string>>) => Outcome;
}

/**
 * What people do to horn and lamps outside the PC: silence them together with the sound of the PC, and
 * try them out. What they should be is part of each scan (`core/alarms/annunciator.ts`).
 */
export class AnnunciatorDesk {
  readonly #options: AnnunciatorDeskOptions;

  constructor(options: AnnunciatorDeskOptions) {
    this.#options = options;
  }

  /** Silences PCs and horn for a while, or ends that silence (0 min). Acknowledges nothing. */
  silence({ minutes, who }: Params<'alarms.silence'>): Outcome {
    const { engine, nowMs } = this.#options;
    const list = engine.snapshot?.alarms ?? [];
    const silence = minutes === 0 ? null : silenceFrom(list, nowMs(), minutes, who);
    const { state } = this.#change({ silence });
    const code = minutes === 0 ? 'alarm.silenceEnded' : 'alarm.silenced';
    return this.#write(code, { minutes }, who, state);
  }

  /** All outputs on for three seconds; done only when the PLC has said that it holds them. */
  async test({ who }: Params<'alarms.testAnnunciator'>): Outcome {
    const { engine, nowMs } = this.#options;
    const { plant, linkUp } = engine.state;
    if (plant.profile.plc.annunciator === undefined)
      return refused('noAnnunciator', 'the profile names no horn and no lamp');
    if (!linkUp || plant.recordClockTag !== null)
      return refused('annunciatorAway', 'there is no link to a live PLC');
    const { state, told } = this.#change({ testUntilMs: nowMs() + TEST_MS }, true);
    const isConfirmed = (await Promise.all(told)).every(Boolean);
    const written = await this.#write(
      'alarm.annunciatorTested',
      { confirmed: isConfirmed },
      who,
      state,
    );
    return isConfirmed
      ? written
      : refused('annunciatorNotConfirmed', 'the PLC did not confirm horn and lamps');
  }

  /** Takes a change over at once, between two scans, and brings it to the PLC. */
  #change(
    change: Partial<AnnunciatorMemory>,
    everything = false,
  ): { readonly state: Record<string, string>; readonly told: readonly Promise<boolean>[] } {
    const { engine, clock, nowMs } = this.#options;
    const { state, snapshot } = engine;
    const found = advanceAnnunciator(
      state.plant.profile.plc.annunciator ?? null,
      { ...state.annunciator.memory, ...change },
      snapshot?.alarms ?? [],
      state.flood.sinceMs !== null,
      nowMs(),
    );
    const told = everything ? null : state.annunciator.told;
    const step = annunciate(
      { ...state, annunciator: { ...state.annunciator, ...found, told } },
      { wallMs: clock.wallMs(), monoMs: clock.monoMs() },
    );
    return {
      state: engine.changeAlarms({ annunciator: step.state.annunciator }),
      told: step.demands.map((demand) => engine.commands.tell(demand)),
    };
  }

  #write(
    code: EventCode,
    params: EventParams,
    who: string,
    state: Readonly<Record<string, string>>,
  ): Outcome {
    const { nowMs, write } = this.#options;
    const common = { kind: 'alarm', priority: 5, subject: null } as const;
    return write({ ...common, tsMs: nowMs(), code, params, actor: actorOf(who) }, state);
  }
}

const refused = (why: string, message: string): Result<never, RpcError> =>
  err(rpcFault('refused', message, `alarmDesk.${why}`));
