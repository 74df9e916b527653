import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { openPtyPair, hasSocat } from '#test/fakes/pty-pair.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import type { EngineStatus } from '#contract/snapshot.ts';
import { engineChildren, nobody } from './engine-child.ts';
import { tempDirs } from './temp-dir.ts';

// Each case starts real processes; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });
const tempDir = tempDirs();
const start = engineChildren();
const shipped = path.resolve(import.meta.dirname, '../../../resources/profiles/geumgang-mbr');

/** A copy of the shipped profile with one file changed. */
function profileWith(file: string, change: (text: string) => string): string {
  const dir = path.join(tempDir(), 'profile');
  cpSync(shipped, dir, { recursive: true });
  writeFileSync(path.join(dir, file), change(readFileSync(path.join(dir, file), 'utf8')));
  return dir;
}

/** Asks for the status until it says what is waited for. */
async function statusWhere(
  client: RpcClient,
  holds: (status: EngineStatus) => boolean,
): Promise<EngineStatus> {
  for (;;) {
    const status = await client.call('status.get', {});
    if (!status.ok) throw new Error(status.error.message);
    if (holds(status.value)) return status.value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Both languages in the message, and the exit code of its kind. */
async function refusedStart(
  options: Parameters<typeof start>[0],
  code: string,
  exitCode: number,
): Promise<string> {
  const engine = await start({ connection: nobody, ...options });
  expect(engine.said).toMatchObject({ ready: false, code });
  expect(await engine.exit).toBe(exitCode);
  const message = String(engine.said['message']);
  expect(message).toMatch(/[가-힣]/);
  expect(engine.stderr()).toContain(message);
  return message;
}

describe('the engine does not start, says why and what to do, and touches nothing', () => {
  it('on a profile with mistakes, all named at once with file, place, value and rule', async () => {
    const profile = profileWith('plc.json', (text) =>
      text.replace('"scanMs": 100', '"scanMs": -5').replace('"slave": 1,', '"slave": 999,'),
    );
    const message = await refusedStart(
      { dataDir: path.join(tempDir(), 'data'), profile },
      'profile',
      3,
    );
    expect(message).toMatch(/plc\.json scanMs: -5/);
    expect(message).toMatch(/plc\.json ai\.slave: 999/);
  });

  it('on a register map that overlaps', async () => {
    const profile = profileWith('tags.csv', (text) =>
      text.replace(/^(JIT-001\.energy,.*holding,)2,/m, '$11,'),
    );
    const message = await refusedStart(
      { dataDir: path.join(tempDir(), 'data'), profile },
      'profile',
      3,
    );
    expect(message).toMatch(/tags\.csv .*(JIT-001\.energy|JIT-001\.power)/);
  });

  it('on a profile folder that is not there, and on a wrong command line', async () => {
    expect(
      await refusedStart(
        { dataDir: path.join(tempDir(), 'data'), profile: '/nowhere/profile' },
        'profile',
        3,
      ),
    ).toContain('/nowhere/profile');
    expect(
      await refusedStart(
        { dataDir: path.join(tempDir(), 'data'), args: ['--log-level', 'loud'] },
        'usage',
        2,
      ),
    ).toContain('loud');
    const wrong = await start({
      dataDir: path.join(tempDir(), 'data'),
      args: ['--connection', '{"kind":"tcp","host":"plc","port":0}'],
    });
    expect(wrong.said).toMatchObject({ ready: false, message: expect.stringMatching(/port.*>=1/) });
  });

  it('on a data folder another engine uses; that one goes on', async () => {
    const dataDir = path.join(tempDir(), 'data');
    const first = await start({ dataDir, connection: nobody });
    expect(first.said).toMatchObject({ ready: true });
    const message = await refusedStart({ dataDir }, 'locked', 4);
    expect(message).toContain(dataDir);
    expect(message).toContain(String(first.process.pid));
    expect((await (await first.client()).call('status.get', {})).ok).toBe(true);
    expect(await first.stop()).toBe(0);
    const next = await start({ dataDir, connection: nobody });
    expect(next.said).toMatchObject({ ready: true });
  });

  it('on a database of a newer version, which stays byte for byte as it was', async () => {
    const dataDir = path.join(tempDir(), 'data');
    const first = await start({ dataDir, connection: nobody });
    await first.stop();
    const file = path.join(dataDir, 'history.db');
    const db = new Database(file);
    db.exec(`UPDATE meta SET value = '9999' WHERE key = 'schemaVersion'`);
    db.pragma('user_version = 9999');
    db.close();
    const before = readFileSync(file);
    expect(await refusedStart({ dataDir }, 'newerVersion', 5)).toContain('9999');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('on a data folder that cannot be written', async () => {
    // The kernel's own folders refuse even the superuser.
    expect(await refusedStart({ dataDir: '/proc/sys/muljigi-data' }, 'io', 9)).toContain(
      '/proc/sys/muljigi-data',
    );
  });

  it('on a read-only mount and on a full disk', async (context) => {
    const dir = tempDir();
    const mounted = mountTmpfs(dir);
    if (mounted === null) return context.skip('mounting is not permitted here');
    try {
      mkdirSync(path.join(dir, 'data'));
      mounted.fill();
      expect(await refusedStart({ dataDir: path.join(dir, 'data') }, 'diskFull', 7)).toContain(dir);
      mounted.readOnly();
      expect(await refusedStart({ dataDir: path.join(dir, 'data') }, 'readOnly', 6)).toContain(dir);
    } finally {
      mounted.end();
    }
  });
});

describe('the engine runs on and says what is wrong', () => {
  it('with a serial port that does not exist', async () => {
    const engine = await start({
      dataDir: path.join(tempDir(), 'data'),
      connection: {
        kind: 'rtu',
        path: '/dev/ttyNOWHERE',
        baudRate: 19_200,
        parity: 'even',
        stopBits: 1,
        timeoutMs: 200,
      },
    });
    const client = await engine.client();
    const status = await statusWhere(client, ({ link }) => link.state === 'disconnected');
    expect(status.link.detail).toMatch(/ENOENT|no such file|nowhere/i);
    const alarmed = await statusWhere(client, ({ alarms }) =>
      alarms.some(({ id }) => id === 'link-down'),
    );
    expect(alarmed.scan.count).toBeGreaterThan(1);
    const test = await client.call('connection.test', {
      connection: { kind: 'rtu', path: '/dev/ttyNOWHERE' },
    });
    expect(test.ok && test.value.ok).toBe(false);
  });

  it('with a serial port that disappears, and goes on when it is plugged in again', async (context) => {
    if (!hasSocat) return context.skip('needs socat');
    const pair = await openPtyPair();
    const { serveRtu } = await import('#twin/server/rtu.ts');
    const { createVirtualPlant } = await import('#twin/virtual-plant.ts');
    const { geumgang } = await import('../../core/control/plant-fixture.ts');
    const plant = createVirtualPlant({ profile: geumgang(), seed: 1, startMs: Date.now() });
    const serve = () =>
      serveRtu({
        path: pair.b,
        baudRate: 115_200,
        parity: 'none',
        stopBits: 1,
        dataBits: 8,
        handlePdu: plant.handlePdu,
      });
    let server = await serve();
    try {
      const engine = await start({
        dataDir: path.join(tempDir(), 'data'),
        connection: {
          kind: 'rtu',
          path: pair.a,
          baudRate: 115_200,
          parity: 'none',
          stopBits: 1,
          timeoutMs: 300,
        },
      });
      const client = await engine.client();
      await statusWhere(
        client,
        ({ link, control }) => link.state === 'connected' && control.aiSwitch !== null,
      );
      await pair.unplug();
      await statusWhere(client, ({ link }) => link.state === 'disconnected');
      const lost = await client.call('snapshot.get', {});
      expect(lost.ok && lost.value.status.scan.overruns).toBe(0);
      await server.close();
      await pair.plug();
      server = await serve();
      await statusWhere(client, ({ link }) => link.state === 'connected');
      const filter = {
        fromMs: null,
        toMs: null,
        kinds: ['link' as const],
        maxPriority: null,
        subject: null,
        beforeSeq: null,
        limit: 50,
      };
      await expect
        .poll(
          async () => {
            const told = await client.call('events.list', filter);
            return told.ok ? told.value.map(({ code }) => code) : [];
          },
          { timeout: 20_000 },
        )
        .toEqual(expect.arrayContaining(['link.lost', 'link.restored']));
    } finally {
      await server.close();
      await pair.close();
    }
  });

  it('with a PLC that answers nonsense', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const engine = await start({
        dataDir: path.join(tempDir(), 'data'),
        connection: { kind: 'tcp', host: '127.0.0.1', port, timeoutMs: 200 },
      });
      const client = await engine.client();
      await statusWhere(
        client,
        ({ scan, link }) =>
          scan.count >= 3 &&
          (link.state !== 'connected' || link.slaves.some(({ fault }) => fault !== null)),
      );
      const snapshot = await client.call('snapshot.get', {});
      expect(
        snapshot.ok && Object.values(snapshot.value.samples).every(([value]) => value === null),
      ).toBe(true);
      expect(await engine.stop()).toBe(0);
    } finally {
      server.close();
    }
  });
});

/** A small file system of its own to fill or to make read-only; null where that is not permitted. */
function mountTmpfs(dir: string): { fill(): void; readOnly(): void; end(): void } | null {
  const run = (command: string, args: readonly string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (
    process.platform !== 'linux' ||
    !run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', dir])
  )
    return null;
  const ballast = path.join(dir, 'ballast');
  return {
    fill() {
      spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4096'], { stdio: 'ignore' });
    },
    readOnly() {
      if (existsSync(ballast)) rmSync(ballast);
      run('mount', ['-o', 'remount,ro', dir]);
    },
    end() {
      run('umount', ['-l', dir]);
    },
  };
}
