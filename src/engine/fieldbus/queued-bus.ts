import { err, ok, type Result } from '#core/result.ts';
import type { Clock } from '#core/time/clock.ts';
import type {
  BusFault, BusPriority, BusStatus, FieldBus, LinkState, ReadReply, ReadRequest, WriteReply, WriteRequest,
} from '#engine/ports/fieldbus.ts';
import type { Log } from '#engine/ports/platform.ts';
import { FairQueue } from './fair-queue.ts';
import { describeFault } from './fault-text.ts';
import type { Link, LinkAnswer } from './link.ts';
import { parseAnswer, wireQuestion, type Question, type WireQuestion } from './pdu.ts';
import { isGatewaySilence, SlaveHealth } from './slave-health.ts';

/**
 * The queue in front of a wire. One question is on the wire at a time; commands go
 * before the heartbeat and the heartbeat before polling; slaves of one priority share
 * the bus by time; a silent slave is backed off, so that it costs the others at most
 * one of its timeouts per back-off interval. A command is sent even to a backed-off
 * slave: a person waits for its outcome.
 */
interface Job {
  readonly slave: number;
  readonly question: Question;
  readonly asked: WireQuestion;
  readonly priority: BusPriority;
  readonly settle: (outcome: Result<Answered, BusFault>) => void;
  cancelDeadline: () => void;
}
interface Answered {
  readonly words: readonly number[];
  readonly wallMs: number;
  readonly monoMs: number;
}

const PRIORITIES: readonly BusPriority[] = ['command', 'heartbeat', 'poll'];
/** Weight of the newest round trip in the mean. */
const MEAN_WEIGHT = 0.1;
const nothing = (): void => undefined;

export class QueuedBus implements FieldBus {
  readonly id: string;
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #queues: Readonly<Record<BusPriority, FairQueue<Job>>> = {
    command: new FairQueue(), heartbeat: new FairQueue(), poll: new FairQueue(),
  };
  readonly #slaves = new Map<number, SlaveHealth>();
  readonly #listeners = new Set<(status: BusStatus) => void>();
  readonly #counters = { requests: 0, answers: 0, timeouts: 0, exceptions: 0, badFrames: 0 };
  /** The question on the wire. */
  #running: Job | null = null;
  #roundTrip: { last: number | null; mean: number | null } = { last: null, mean: null };
  #lastState: LinkState = 'closed';

  constructor(link: Link, clock: Clock, log: Log) {
    this.id = link.id;
    this.#link = link;
    this.#clock = clock;
    this.#log = log.child({ bus: link.id });
    link.onChange(() => this.#linkChanged());
  }

  open(): void {
    this.#link.open();
  }

  async close(): Promise<void> {
    this.#failAll({ kind: 'closed' });
    await this.#link.close();
  }

  async read(request: ReadRequest): Promise<Result<ReadReply, BusFault>> {
    const { table, address, count } = request;
    return this.#submit(request, { kind: 'read', table, address, count });
  }

  async write(request: WriteRequest): Promise<Result<WriteReply, BusFault>> {
    const { table, address, words } = request;
    const outcome = await this.#submit(request, { kind: 'write', table, address, words });
    return outcome.ok ? ok({ wallMs: outcome.value.wallMs, monoMs: outcome.value.monoMs }) : outcome;
  }

  status(): BusStatus {
    const monoMs = this.#clock.monoMs();
    const { detail, reconnects } = this.#link.state();
    return {
      state: this.#state(),
      detail,
      slaves: [...this.#slaves.values()].map((health) => health.status(monoMs)),
      counters: { ...this.#counters, reconnects },
      roundTripMs: { ...this.#roundTrip },
    };
  }

  onStatus(listener: (status: BusStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #state(): LinkState {
    const { phase } = this.#link.state();
    if (phase !== 'connected') return phase;
    const monoMs = this.#clock.monoMs();
    for (const health of this.#slaves.values()) {
      const { state } = health.status(monoMs);
      if (state === 'silent' || state === 'faulty') return 'degraded';
    }
    return 'connected';
  }

  #submit(
    request: { slave: number; priority: BusPriority; deadlineMs: number },
    question: Question,
  ): Promise<Result<Answered, BusFault>> {
    const { slave, priority } = request;
    const asked = wireQuestion(slave, question);
    const refusal = this.#refusal(slave, priority);
    if (refusal !== null) return Promise.resolve(err(refusal));
    return new Promise((settle) => {
      const job: Job = { slave, question, asked, priority, settle, cancelDeadline: nothing };
      this.#queues[priority].add(job);
      this.#pump();
      if (this.#running === job) return;
      job.cancelDeadline = this.#clock.after(request.deadlineMs, () => {
        this.#queues[priority].remove(job);
        settle(err({ kind: 'deadline' }));
      });
    });
  }

  /** Why a question cannot even wait its turn, or null. */
  #refusal(slave: number, priority: BusPriority): BusFault | null {
    const { phase, detail } = this.#link.state();
    if (phase === 'closed') return { kind: 'closed' };
    if (phase === 'disconnected') return { kind: 'notConnected', detail: detail ?? 'disconnected' };
    const retryInMs = this.#health(slave).retryInMs(this.#clock.monoMs());
    return retryInMs > 0 && priority !== 'command' ? { kind: 'backedOff', retryInMs } : null;
  }

  #pump(): void {
    if (this.#running !== null || this.#link.state().phase !== 'connected') return;
    for (const priority of PRIORITIES) {
      const job = this.#queues[priority].take();
      if (job !== undefined) {
        this.#running = job;
        job.cancelDeadline();
        job.cancelDeadline = nothing;
        void this.#run(job);
        return;
      }
    }
  }

  async #run(job: Job): Promise<void> {
    const startMs = this.#clock.monoMs();
    this.#counters.requests++;
    const outcome = await this.#link.exchange(job.asked);
    const tookMs = this.#clock.monoMs() - startMs;
    // A floor keeps slaves that answer within one clock tick in turn.
    this.#queues[job.priority].charge(job.slave, Math.max(tookMs, 0.01));

    const answer = outcome.ok ? parseAnswer(job.question, job.asked, outcome.value.pdu) : outcome;
    this.#book(job, outcome, answer, tookMs);
    job.settle(outcome.ok && answer.ok ? ok({ words: answer.value, wallMs: outcome.value.wallMs, monoMs: outcome.value.monoMs }) : asFault(answer));
    this.#running = null;
    this.#pump();
  }

  /** Writes the outcome into counters and the slave's health, and tells listeners of a change. */
  #book(job: Job, outcome: Result<LinkAnswer, BusFault>, answer: Result<readonly number[], BusFault>, tookMs: number): void {
    const health = this.#health(job.slave);
    const counters = this.#counters;
    const fault = answer.ok ? null : answer.error;
    if (outcome.ok) {
      const { mean } = this.#roundTrip;
      this.#roundTrip = { last: tookMs, mean: mean === null ? tookMs : mean + MEAN_WEIGHT * (tookMs - mean) };
    }
    if (fault === null) counters.answers++;
    else if (fault.kind === 'timeout') counters.timeouts++;
    else if (fault.kind === 'exception') counters.exceptions++;
    else if (fault.kind === 'badFrame') counters.badFrames++;

    let changed = false;
    if (fault === null || (fault.kind === 'exception' && !isGatewaySilence(fault))) {
      changed = health.answered(this.#clock.wallMs(), fault);
    } else if (fault.kind === 'notConnected' || fault.kind === 'closed') {
      changed = health.unreachable(fault);
    } else {
      changed = health.failed(fault, this.#clock.monoMs());
      this.#refuseBackedOff(job.slave);
    }
    if (!changed) return;
    const status = health.status(this.#clock.monoMs());
    const fields = { slave: job.slave, state: status.state, fault: fault === null ? null : describeFault(fault) };
    if (status.state === 'answering') this.#log.info(fields, 'slave answers');
    else this.#log.warn(fields, 'slave does not answer properly');
    this.#announce();
  }

  #refuseBackedOff(slave: number): void {
    const retryInMs = this.#health(slave).retryInMs(this.#clock.monoMs());
    if (retryInMs === 0) return;
    for (const priority of ['heartbeat', 'poll'] as const) {
      for (const job of this.#queues[priority].drain(slave)) this.#refuse(job, { kind: 'backedOff', retryInMs });
    }
  }

  #refuse(job: Job, fault: BusFault): void {
    job.cancelDeadline();
    job.settle(err(fault));
  }

  #failAll(fault: BusFault): void {
    for (const priority of PRIORITIES) {
      for (const job of this.#queues[priority].drain()) this.#refuse(job, fault);
    }
  }

  #linkChanged(): void {
    const { phase, detail } = this.#link.state();
    const state = this.#state();
    if (phase === 'connected') {
      for (const health of this.#slaves.values()) health.allowNow();
      this.#log.info({ state }, 'link connected');
    } else if (phase === 'disconnected' || phase === 'closed') {
      const fault: BusFault = phase === 'closed' ? { kind: 'closed' } : { kind: 'notConnected', detail: detail ?? 'disconnected' };
      for (const health of this.#slaves.values()) health.unreachable(fault);
      this.#failAll(fault);
      if (state !== this.#lastState) this.#log.warn({ state, detail }, 'link lost');
    }
    this.#announce();
    this.#pump();
  }

  #announce(): void {
    this.#lastState = this.#state();
    const status = this.status();
    for (const listener of this.#listeners) listener(status);
  }

  #health(slave: number): SlaveHealth {
    let health = this.#slaves.get(slave);
    if (health === undefined) this.#slaves.set(slave, (health = new SlaveHealth(slave, this.#link.timeoutMs)));
    return health;
  }
}

const asFault = (outcome: Result<unknown, BusFault>): Result<never, BusFault> =>
  outcome.ok ? err({ kind: 'badFrame', reason: 'protocol' }) : outcome;
