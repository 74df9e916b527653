import type { ChildProcess } from 'node:child_process';
import type { EngineProcessState } from '#contract/wire.ts';
import { defaultBackoff, restartDelayMs, type BackoffPolicy } from './backoff.ts';
import { EngineClient, type Hello } from './engine-client.ts';
import { failureReason, startEngineProcess, type EngineLaunch } from './engine-process.ts';

export interface SupervisorOptions {
  /** Socket of the engine this shell starts by itself. */
  readonly ownSocket: string;
  /** Socket of an engine run by the system; when it exists, this shell never starts one. */
  readonly serviceSocket: string | null;
  readonly serviceInstalled: () => boolean;
  readonly launch: EngineLaunch;
  readonly onState: (state: EngineProcessState) => void;
  readonly log: (message: string) => void;
  readonly backoff?: BackoffPolicy;
  /** How long a new engine may take until it answers, in ms. */
  readonly readyLimitMs?: number;
}

const POLL_MS = 50;
const PULSE_MS = 5000;
const PULSE_LIMIT_MS = 15_000;
const STOP_LIMIT_MS = 10_000;

/**
 * Keeps one engine reachable: finds a running one, starts one when none answers, starts it again
 * with growing pauses when it ends or hangs, and tells the window what is going on.
 */
export class EngineSupervisor {
  readonly #options: SupervisorOptions;
  readonly #backoff: BackoffPolicy;
  /** An engine of another version was found. */
  #isOther = false;
  #state: EngineProcessState = { state: 'starting' };
  #client: EngineClient | null = null;
  #hello: Hello | null = null;
  #child: ChildProcess | null = null;
  #attempt = 0;
  #runningSinceMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #pulse: NodeJS.Timeout | null = null;
  #stopping = false;
  /** Counts bring-ups, so that an outdated one notices that it was overtaken. */
  #round = 0;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? defaultBackoff;
  }

  get state(): EngineProcessState {
    return this.#state;
  }

  get isService(): boolean {
    return this.#options.serviceSocket !== null && this.#options.serviceInstalled();
  }

  /** Where the engine listens (or will listen). */
  get socketPath(): string {
    const { serviceSocket, ownSocket } = this.#options;
    return serviceSocket !== null && this.isService ? serviceSocket : ownSocket;
  }

  start(): void {
    void this.#bringUp();
  }

  /** Asked for by a person: starts over at once, whatever the state. A service is only connected to again. */
  async restart(): Promise<void> {
    this.#attempt = 0;
    this.#round += 1;
    await this.#endEngine();
    // As after an update: the one from before still runs, and only a person ends what is not our own.
    if (this.#isOther && !this.isService && !(await EngineClient.endOther(this.socketPath, STOP_LIMIT_MS)))
      this.#options.log('The engine of another version did not end.');
    this.#stopping = false;
    await this.#bringUp();
  }

  /** Ends an engine of our own and lets a service run on. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#round += 1;
    await this.#endEngine();
  }

  /** Lets go of the engine without ending it. */
  detach(): void {
    this.#stopping = true;
    this.#round += 1;
    this.#clearTimers();
    this.#child?.unref();
    this.#client?.close();
  }

  async #bringUp(): Promise<void> {
    const round = ++this.#round;
    this.#clearTimers();
    if (this.#attempt === 0) this.#setState({ state: 'starting' });
    const found = await EngineClient.open(this.socketPath, () => this.#onLost(round, 'The engine went away.'));
    if (round !== this.#round) return found.ok ? found.value.client.close() : undefined;
    if (found.ok) return this.#onReady(found.value.client, found.value.hello);
    this.#isOther = found.error.kind === 'wrongVersion';
    if (this.#isOther) return this.#setState({ state: 'failed', reason: found.error.message, isOtherVersion: true });
    if (this.isService) return this.#again(`The engine service does not answer: ${found.error.message}`);
    await this.#launch(round);
  }

  async #launch(round: number): Promise<void> {
    const { launch, ownSocket, log } = this.#options;
    let child: ChildProcess;
    try {
      child = startEngineProcess(launch);
    } catch (error) {
      // Such as an output file that cannot be opened on a full or read-only disk.
      return this.#again(`The engine could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#child = child;
    let exit: string | null = null;
    child.once('error', (error) => {
      exit = `The engine could not be started: ${error.message}`;
    });
    child.once('exit', (code, signal) => {
      exit = `The engine ended with ${signal === null ? `code ${code}` : `signal ${signal}`}.`;
      log(exit);
      if (this.#child === child) this.#child = null;
    });
    const deadlineMs = Date.now() + (this.#options.readyLimitMs ?? 20_000);
    while (exit === null && Date.now() < deadlineMs) {
      await delay(POLL_MS);
      if (round !== this.#round) return;
      const found = await EngineClient.open(ownSocket, () => this.#onLost(round, exit ?? 'The engine went away.'));
      if (round !== this.#round) return found.ok ? found.value.client.close() : undefined;
      if (found.ok) return this.#onReady(found.value.client, found.value.hello);
      if (found.error.kind !== 'wrongVersion') continue;
      // Started anew it would be no other.
      child.kill('SIGTERM');
      return this.#setState({ state: 'failed', reason: found.error.message, isOtherVersion: true });
    }
    if (exit === null) {
      child.kill('SIGKILL');
      return this.#again('The engine did not answer in time.');
    }
    this.#again(failureReason(launch.outputFile, exit));
  }

  #onReady(client: EngineClient, hello: Hello): void {
    this.#client = client;
    this.#hello = hello;
    this.#runningSinceMs = Date.now();
    this.#setState({ state: 'running', pid: hello.pid, service: this.isService });
    this.#pulse = setInterval(() => void this.#checkPulse(client), PULSE_MS);
  }

  /** An engine that is there but does not answer is as bad as none; one of our own is ended. */
  async #checkPulse(client: EngineClient): Promise<void> {
    const answer = await client.call('status.get', {}, PULSE_LIMIT_MS);
    if (answer.ok || client !== this.#client || !answer.error.startsWith('no answer')) return;
    this.#options.log('The engine does not answer any more.');
    if (!this.isService && this.#hello !== null) kill(this.#hello.pid, 'SIGKILL');
    client.close();
  }

  #onLost(round: number, reason: string): void {
    if (this.#stopping || round !== this.#round) return;
    if (Date.now() - this.#runningSinceMs >= this.#backoff.healthyAfterMs) this.#attempt = 0;
    this.#client = null;
    this.#again(reason, true);
  }

  #again(reason: string, wasReady = false): void {
    if (this.#stopping) return;
    this.#clearTimers();
    this.#attempt += 1;
    if (!wasReady && !this.isService && this.#attempt >= this.#backoff.giveUpAfter) {
      this.#setState({ state: 'failed', reason });
      return;
    }
    const inMs = restartDelayMs(this.#attempt, this.#backoff);
    this.#setState({ state: 'restarting', inMs, attempt: this.#attempt, reason });
    this.#timer = setTimeout(() => void this.#bringUp(), inMs);
  }

  async #endEngine(): Promise<void> {
    this.#clearTimers();
    const client = this.#client;
    this.#client = null;
    if (!this.isService) {
      const pid = this.#child?.pid ?? (client === null ? undefined : this.#hello?.pid);
      // Asking first lets the engine finish its writes on every system; Windows has no SIGTERM.
      const asked = client === null ? null : await client.call('engine.stop', { who: 'shell' }, 2000);
      if (pid !== undefined && asked?.ok !== true) kill(pid, 'SIGTERM');
      if (pid !== undefined && !(await ended(pid, STOP_LIMIT_MS))) kill(pid, 'SIGKILL');
    }
    client?.close();
    this.#child = null;
  }

  #clearTimers(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#pulse !== null) clearInterval(this.#pulse);
    this.#timer = null;
    this.#pulse = null;
  }

  #setState(state: EngineProcessState): void {
    this.#state = state;
    this.#options.log(`engine: ${JSON.stringify(state)}`);
    this.#options.onState(state);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function kill(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // It is gone already, which is what a signal would have brought about.
    return false;
  }
}

async function ended(pid: number, limitMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + limitMs;
  while (kill(pid, 0)) {
    if (Date.now() > deadlineMs) return false;
    await delay(POLL_MS);
  }
  return true;
}
