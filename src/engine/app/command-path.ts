import { err, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import { sleep } from '#core/time/clock.ts';
import type { Clock } from '#core/time/clock.ts';
import { authorise, isDemand } from '#core/safety/authorise.ts';
import type { Demand } from '#core/safety/authorise.ts';
import type { Instant, PlantEvent } from '#core/control/record.ts';
import type { Verdict } from '#core/control/intent.ts';
import type { CommandDone, EngineState } from '#core/control/state.ts';
import { usable } from '#core/control/facts.ts';
import type { Intent, ReceiptRecord } from '#contract/records.ts';
import { confirmWrite, describeFault } from '#engine/fieldbus/index.ts';
import type { ConfirmFault, ConfirmedWrite } from '#engine/fieldbus/index.ts';
import { receiptHash } from '#engine/historian/index.ts';
import type { BusPriority, FieldBus } from '#engine/ports/fieldbus.ts';
import type { Log } from '#engine/ports/platform.ts';

export interface CommandPathOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly state: () => EngineState;
  readonly bus: () => FieldBus | null;
  /** Brings a receipt and its events to disk; false when that failed or took too long. */
  readonly store: (receipt: ReceiptRecord, events: readonly PlantEvent[]) => Promise<boolean>;
  /** Something reached the bus: history for the rate limits, and the registers' new content. */
  readonly written: (done: CommandDone | null, demand: Demand, confirmedAtWallMs: number) => void;
  readonly lastHash: string;
}

/** The plant took it, but it could not be written down: not the same as done. */
export interface NotRecorded {
  readonly receipt: ReceiptRecord;
}

const COMMAND_WITHIN_MS = 2000;
const HEARTBEAT_WITHIN_MS = 1500;
const REMEMBER = 200;

const describe = (fault: ConfirmFault): string => {
  switch (fault.kind) {
    case 'write':
      return `write failed: ${describeFault(fault.fault)}`;
    case 'readBack':
      return `written, but the read-back failed: ${describeFault(fault.fault)}`;
    case 'mismatch':
      return `the PLC holds ${fault.read.join(' ')} after ${fault.wrote.join(' ')} was written`;
  }
};

/** The actor of a record: a bare name becomes a person. */
export const actorOf = (who: string): string =>
  /^(?:(?:plc|engine)$|(?:person|rule|schedule):)/.test(who) ? who : `person:${who}`;

/**
 * The only way to a coil: intent, verdicts, write, read-back, receipt. One command at a
 * time, so that each is judged on the state the one before it left.
 */
export class CommandPath {
  readonly #options: CommandPathOptions;
  readonly #recent = new Map<string, Promise<Result<ReceiptRecord, NotRecorded>>>();
  #tail: Promise<unknown> = Promise.resolve();
  #underWay: Promise<unknown> = Promise.resolve();
  #lastHash: string;
  #open = 0;
  #endPause: () => void = () => undefined;

  constructor(options: CommandPathOptions) {
    this.#options = options;
    this.#lastHash = options.lastHash;
  }

  /** What would be decided now, without doing it. */
  preview(intent: Intent): { readonly allowed: boolean; readonly verdicts: readonly Verdict[] } {
    const judged = authorise(this.#options.state(), intent, this.#now());
    return {
      allowed: judged.ok,
      verdicts: judged.ok ? judged.value.verdicts : judged.error.verdicts,
    };
  }

  /** Carries an intent out. A request sent twice is done once and gets the same receipt. */
  submit(intent: Intent): Promise<Result<ReceiptRecord, NotRecorded>> {
    const known = this.#recent.get(intent.requestId);
    if (known !== undefined) return known;
    const startMonoMs = this.#options.clock.monoMs();
    const answer = this.#tail.then(() => {
      const carried = this.#carryOut(intent, startMonoMs);
      this.#underWay = carried;
      return carried;
    });
    this.#open++;
    this.#tail = answer.catch(() => undefined).finally(() => this.#open--);
    this.#recent.set(intent.requestId, answer);
    for (const old of this.#recent.keys()) {
      if (this.#recent.size <= REMEMBER) break;
      this.#recent.delete(old);
    }
    return answer;
  }

  /** Whether a command is on its way or waits for its turn. */
  get isBusy(): boolean {
    return this.#open > 0;
  }

  /** Resolves when the command that is under way now has ended: what was allowed before a lock is over then. */
  async settled(): Promise<void> {
    await this.#underWay.catch(() => undefined);
  }

  /** Lets the command under way end and keeps later ones waiting, in order, until `resume`: the history is being exchanged. */
  async pause(): Promise<void> {
    const before = this.#tail;
    this.#tail = new Promise<void>((resolve) => {
      this.#endPause = resolve;
    });
    await before;
  }

  /** @param lastHash newest receipt of the history from now on; null when it stayed the same */
  resume(lastHash: string | null): void {
    if (lastHash !== null) this.#lastHash = lastHash;
    this.#endPause();
  }

  /** Writes the heartbeat; true when the PLC holds it. */
  async beat(demand: Demand): Promise<boolean> {
    const outcome = await this.#write(demand, demand.words, 'heartbeat', HEARTBEAT_WITHIN_MS);
    if (!outcome.ok)
      this.#options.log.warn({ reason: describe(outcome.error) }, 'heartbeat not confirmed');
    return outcome.ok;
  }

  /** Tells horn, lamps or the alive count; true when the PLC holds it. No receipt: what changes is in the history of its tag. */
  async tell(demand: Demand): Promise<boolean> {
    const outcome = await this.#write(demand, demand.words, 'command', COMMAND_WITHIN_MS);
    if (!outcome.ok)
      this.#options.log.warn(
        { tag: demand.tag, reason: describe(outcome.error) },
        'annunciator not confirmed',
      );
    return outcome.ok;
  }

  #now(): Instant {
    return { wallMs: this.#options.clock.wallMs(), monoMs: this.#options.clock.monoMs() };
  }

  async #write(
    demand: Demand,
    words: readonly number[],
    priority: BusPriority,
    withinMs: number,
  ): Promise<Result<ConfirmedWrite, ConfirmFault>> {
    if (!isDemand(demand))
      throw new Error('a bus write was asked for without a demand of the safety layer');
    const bus = this.#options.bus();
    if (bus === null) return err({ kind: 'write', fault: { kind: 'closed' } });
    const { slave, table, address } = demand;
    return confirmWrite(
      bus,
      { slave, table, address, words, priority, deadlineMs: withinMs },
      { withinMs, clock: this.#options.clock },
    );
  }

  async #carryOut(
    intent: Intent,
    startMonoMs: number,
  ): Promise<Result<ReceiptRecord, NotRecorded>> {
    const { clock, state, written } = this.#options;
    const tsMs = clock.wallMs();
    const judged = authorise(state(), intent, this.#now());
    const base = { requestId: intent.requestId, tsMs, intent };
    const verdictsOf = (verdicts: readonly Verdict[]): ReceiptRecord['verdicts'] =>
      verdicts.map((verdict) => ({ ...verdict, params: { ...verdict.params } }));
    const refused = (verdicts: readonly Verdict[]): Promise<Result<ReceiptRecord, NotRecorded>> =>
      this.#record({
        ...base,
        verdicts: verdictsOf(verdicts),
        outcome: 'refused',
        write: null,
        readBack: null,
        detail: verdicts
          .filter(({ verdict }) => verdict === 'refuse')
          .map(({ code }) => code)
          .join(', '),
        tookMs: clock.monoMs() - startMonoMs,
        prevHash: this.#lastHash,
      });
    if (!judged.ok) return refused(judged.error.verdicts);
    const { demand } = judged.value;
    const before = usable(state().samples, demand.tag);
    const cleared = await this.#clear(demand);
    // The wait is long enough for somebody to lock the machine.
    const again = demand.resetFirst === null ? judged : authorise(state(), intent, this.#now());
    if (!again.ok) return refused(again.error.verdicts);
    const outcome = cleared.ok
      ? await this.#write(demand, demand.words, 'command', COMMAND_WITHIN_MS)
      : cleared;
    const possiblyDone =
      outcome.ok || outcome.error.kind !== 'write' || outcome.error.fault.kind === 'timeout';
    if (possiblyDone)
      written(
        doneOf(intent, demand, before, clock.wallMs()),
        demand,
        outcome.ok ? outcome.value.confirmedAtWallMs : 0,
      );
    return this.#record({
      ...base,
      verdicts: verdictsOf(judged.value.verdicts),
      outcome: outcome.ok
        ? 'confirmed'
        : outcome.error.kind === 'write'
          ? 'failed'
          : 'notConfirmed',
      write: { slave: demand.slave, address: demand.address, words: [...demand.words] },
      readBack: outcome.ok
        ? [...outcome.value.words]
        : outcome.error.kind === 'mismatch'
          ? [...outcome.error.read]
          : null,
      detail: outcome.ok ? null : describe(outcome.error),
      tookMs: clock.monoMs() - startMonoMs,
      prevHash: this.#lastHash,
    });
  }

  /** The PLC acts on change: a register that may already hold the word is cleared first, long enough for a PLC scan to see it. */
  async #clear(demand: Demand): Promise<Result<null, ConfirmFault>> {
    if (demand.resetFirst === null) return ok(null);
    const reset = await this.#write(demand, demand.resetFirst, 'command', COMMAND_WITHIN_MS);
    if (!reset.ok) return reset;
    await sleep(this.#options.clock, 3 * this.#options.state().plant.profile.plc.scanMs);
    return ok(null);
  }

  async #record(open: Omit<ReceiptRecord, 'hash'>): Promise<Result<ReceiptRecord, NotRecorded>> {
    const receipt: ReceiptRecord = { ...open, hash: receiptHash(open) };
    this.#lastHash = receipt.hash;
    const stored = await this.#options.store(receipt, [commandEvent(receipt)]);
    this.#options.log.info(
      {
        requestId: receipt.requestId,
        outcome: receipt.outcome,
        tookMs: receipt.tookMs,
        stored,
        detail: receipt.detail,
      },
      'command',
    );
    return stored ? ok(receipt) : err({ receipt });
  }
}

function doneOf(
  intent: Intent,
  demand: Demand,
  before: number | null,
  atMs: number,
): CommandDone | null {
  if (intent.type === 'setpoint')
    return {
      type: 'setpoint',
      tag: intent.tag,
      atMs,
      from: before ?? demand.value,
      to: demand.value,
    };
  return intent.action === 'start' ? { type: 'start', unit: intent.unit, atMs } : null;
}

function commandEvent(receipt: ReceiptRecord): PlantEvent {
  const { intent, outcome, requestId, tsMs } = receipt;
  const code = {
    confirmed: 'command.confirmed',
    refused: 'command.refused',
    notConfirmed: 'command.notConfirmed',
    failed: 'command.failed',
  } as const;
  const what =
    intent.type === 'machine'
      ? { unit: intent.unit, action: intent.action, tag: null, value: null }
      : { unit: null, action: null, tag: intent.tag, value: intent.value };
  const refusal = receipt.verdicts.find(({ verdict }) => verdict === 'refuse');
  return {
    tsMs,
    kind: 'command',
    priority: outcome === 'confirmed' || outcome === 'refused' ? 5 : 3,
    code: code[outcome],
    subject: intent.type === 'machine' ? intent.unit : intent.tag,
    params: { ...what, requestId, reason: refusal?.code ?? receipt.detail },
    actor: actorOf(intent.who),
  };
}
