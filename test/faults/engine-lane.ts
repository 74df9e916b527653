import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { RpcClient } from '#engine/rpc/client.ts';

const root = path.resolve(import.meta.dirname, '../..');
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A plant that lives on while its engine is killed again and again, and the folder of that engine. */
export class Lane {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'muljigi-kill-'));
  readonly dataDir = path.join(this.dir, 'data');
  readonly socket = path.join(this.dir, 'engine.sock');
  readonly #plant: ChildProcess;
  readonly #port: number;
  #seededDays = 0;

  private constructor(plant: ChildProcess, port: number) {
    this.#plant = plant;
    this.#port = port;
  }

  static async open(): Promise<Lane> {
    const plant = spawn(
      process.execPath,
      [path.join(root, 'src/twin/main.ts'), '--stdin-guard', '--port', '0'],
      { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] },
    );
    const line = await firstLine(plant);
    const said = JSON.parse(line) as { readonly port?: number };
    if (said.port === undefined) throw new Error(`the virtual plant did not start: ${line}`);
    return new Lane(plant, said.port);
  }

  start(): ChildProcess {
    return spawn(
      process.execPath,
      [
        path.join(root, 'src/engine/app/main.ts'),
        '--data-dir',
        this.dataDir,
        '--socket',
        this.socket,
        '--connection',
        JSON.stringify({ kind: 'tcp', host: '127.0.0.1', port: this.#port }),
        '--log-level',
        'warn',
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] },
    );
  }

  /** Connects as soon as the engine listens; null when it is gone before. */
  async connect(engine: ChildProcess): Promise<RpcClient | null> {
    while (engine.exitCode === null && engine.signalCode === null) {
      const opened = await RpcClient.open(this.socket);
      if (opened.ok) return opened.value;
      await pause(20);
    }
    return null;
  }

  /** Puts days into the history that are yet to be moved, and days older than anything is kept. */
  async seed(): Promise<void> {
    const opened = await openHistorian({ dataDir: this.dataDir, log: silentLog });
    if (!opened.ok) throw new Error(opened.error.message);
    const today = Math.floor(Date.now() / DAY_MS);
    const days = [
      today - 2 - this.#seededDays,
      today - 1_200 - 2 * this.#seededDays,
      today - 1_201 - 2 * this.#seededDays,
    ];
    this.#seededDays++;
    const present = {
      tag: 'SEED.present',
      value: 0,
      quality: 'good' as const,
      provenance: 'measured' as const,
    };
    for (const day of days) {
      for (let from = 0; from < 1_440; from += 60) {
        const grid = Array.from({ length: 10 * 60 }, (_, i) => ({
          tag: `SEED-${String(i % 10)}.pv`,
          tsMs: day * DAY_MS + (from + Math.floor(i / 10)) * MINUTE_MS,
          value: i / 8,
          quality: 'good' as const,
          provenance: 'measured' as const,
        }));
        // These come late; the clock of the plant has not gone back by years with them, which would close today's day.
        grid.push({ ...present, tsMs: Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS });
        const done = await opened.value.commit({
          grid,
          changes: [],
          events: [],
          receipts: [],
          state: {},
        });
        if (!done.ok) throw new Error(done.error.message);
      }
    }
    await opened.value.close();
  }

  async end(isKept: boolean): Promise<void> {
    this.#plant.kill('SIGKILL');
    await once(this.#plant, 'exit').catch(() => undefined);
    if (!isKept) rmSync(this.dir, { recursive: true, force: true });
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.once('exit', () => reject(new Error(`ended before it said anything: ${text}`)));
  });
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
