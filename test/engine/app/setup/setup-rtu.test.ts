import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { CallName, Params, ResultOf } from '#contract/api.ts';
import type { Connection } from '#contract/connection.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import { flipBit, serialFaultRelay, swallow } from '#test/fakes/fault-relay.ts';
import { hasSocat, openPtyPair, until } from '#test/fakes/pty-pair.ts';
import { engineChildren, nobody } from '../engine-child.ts';

/** The set-up over a serial line: engine and PLC are processes of their own with a cable between them. */
const root = path.resolve(import.meta.dirname, '../../../..');
const startEngine = engineChildren();
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The virtual plant with its PLC on a serial port. */
async function plcOn(port: string): Promise<void> {
  const args = ['src/twin/main.ts', '--port', '0', '--rtu', port, '--stdin-guard'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  ends.push(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
}

it.skipIf(!hasSocat)(
  'shows values, names what is wrong with the line, and goes on through a pulled cable and a power cut (needs socat)',
  async () => {
    const base = mkdtempSync(path.join(tmpdir(), 'setup-rtu-'));
    ends.push(() => rmSync(base, { recursive: true, force: true }));
    const dataDir = path.join(base, 'data');
    const [masterSide, slaveSide] = await Promise.all([openPtyPair(), openPtyPair()]);
    ends.push(() => Promise.all([masterSide.close(), slaveSide.close()]));
    await plcOn(slaveSide.b);
    let relay = await serialFaultRelay(masterSide.b, slaveSide.a);
    ends.push(() => relay.close());
    const line = (change: object = {}): Connection => ({
      kind: 'rtu',
      path: masterSide.a,
      baudRate: 115_200,
      parity: 'none',
      stopBits: 1,
      timeoutMs: 800,
      ...change,
    });

    const first = await startEngine({ dataDir, connection: nobody });
    let client: RpcClient = await first.client();
    const ask = async <N extends CallName>(name: N, params: Params<N>): Promise<ResultOf<N>> => {
      const answer = await client.call(name, params);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
      return answer.value;
    };
    const linked = (state: string) => () =>
      ask('status.get', {}).then(({ link }) => link.state === state);

    // Values that people know, from each slave on the line.
    const read = await ask('setup.readValues', { connection: line() });
    expect(read).toMatchObject({ ok: true, code: 'connectionTest.allAnswer' });
    expect(new Set(read.values.map(({ slave }) => slave))).toEqual(
      new Set(read.slaves.map(({ slave }) => slave)),
    );
    expect(read.values.filter(({ plausible }) => !plausible)).toEqual([]);

    // A port that is not there.
    const missing = `${masterSide.a}-not`;
    expect(await ask('setup.readValues', { connection: line({ path: missing }) })).toMatchObject({
      ok: false,
      code: 'connectionTest.portMissing',
      params: { port: missing, detail: 'ENOENT' },
      values: [],
    });
    // Another speed or parity than the PLC's: bytes that make no sense, or silence.
    const asked = read.slaves.map(({ slave }) => slave).join(', ');
    relay.mischief.push(...read.slaves.map(() => flipBit(2)));
    expect(
      await ask('setup.readValues', { connection: line({ baudRate: 9600, parity: 'even' }) }),
    ).toMatchObject({
      code: 'connectionTest.lineGarbled',
      params: { port: masterSide.a, line: '9600 8-E-1', slaves: asked },
    });
    relay.mischief.length = 0;
    relay.stuck = true;
    expect(await ask('setup.readValues', { connection: line({ parity: 'odd', timeoutMs: 150 }) })).toMatchObject({
      code: 'connectionTest.lineSilent',
      params: { line: '115200 8-O-1', slaves: asked, timeoutMs: 150 },
    });
    relay.stuck = false;
    // One slave with another unit id than the profile says.
    const [, odd] = read.slaves;
    relay.mischief.push(
      ...Array.from(
        { length: 2 * read.slaves.length },
        () => (answer: Buffer) =>
          answer[0] === odd?.slave ? swallow(answer) : [{ bytes: answer }],
      ),
    );
    expect(await ask('setup.readValues', { connection: line() })).toMatchObject({
      ok: false,
      code: 'connectionTest.slavesSilent',
      params: { slaves: String(odd?.slave), answering: read.slaves.length - 1 },
    });
    relay.mischief.length = 0;

    // Connected, and asked over the open line; other settings are tried with the port let go for it.
    await ask('access.setUp', { name: 'Kim', password: 'brown heron wades', language: 'ko' });
    await ask('connection.set', { connection: line(), who: 'Kim' });
    await until(linked('connected'), 30_000);
    expect(await ask('setup.readValues', { connection: line() })).toMatchObject({ ok: true });
    relay.stuck = true;
    expect(await ask('setup.readValues', { connection: line({ baudRate: 9600, timeoutMs: 150 }) })).toMatchObject({
      code: 'connectionTest.lineSilent',
      params: { line: '9600 8-N-1' },
    });
    relay.stuck = false;
    await until(linked('connected'), 30_000);

    // The cable is pulled in the middle, and put in again.
    await ask('setup.mark', { step: 'administrator', how: 'done' });
    await ask('setup.open', { step: 'connection' });
    await ask('setup.draft', { step: 'connection', fields: { kind: 'rtu', baudRate: '9600' } });
    await relay.close();
    await masterSide.unplug();
    await until(linked('disconnected'), 30_000);
    expect(await ask('setup.readValues', { connection: line() })).toMatchObject({
      code: 'connectionTest.portMissing',
    });
    await masterSide.plug();
    relay = await serialFaultRelay(masterSide.b, slaveSide.a);
    await until(linked('connected'), 30_000);

    // The mains fail: the line that was chosen is in use again, and the step holds what was typed.
    await first.stop('SIGKILL');
    const second = await startEngine({ dataDir });
    client = await second.client();
    expect(await ask('connection.get', {})).toEqual(line());
    await until(linked('connected'), 30_000);
    expect(await ask('setup.view', {})).toMatchObject({
      step: 'connection',
      drafts: { connection: { kind: 'rtu', baudRate: '9600' } },
    });
  },
  120_000,
);
