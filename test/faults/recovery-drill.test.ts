import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BackupStatus } from '#contract/backup.ts';
import type { RpcClient } from '#engine/rpc/client.ts';
import { openHistorian } from '#engine/historian/index.ts';
import { silentLog } from '#engine/platform/log.ts';
import { engineChildren, nobody } from '../engine/app/engine-child.ts';
import { must, sample, scan } from '../engine/historian/rig.ts';
import { asAdministrator } from '../fakes/administrator.ts';

/**
 * Follows docs/recovery.md and docs/recovery.ko.md word for word: every command of a section is
 * carried out, and what it prints is held against what the document says one sees. The disk is dead,
 * only the stick is left. Where the document and the program part ways, this fails.
 */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const root = path.resolve(import.meta.dirname, '../..');
const TAG = 'AIT-401.pv';
const MINUTES = 180;
const startEngine = engineChildren();

interface Box {
  readonly kind: 'console' | 'text';
  readonly lines: readonly string[];
}
interface Section {
  readonly title: string;
  readonly boxes: readonly Box[];
}

/** Boxes of each numbered section of a document, in order. */
function sectionsOf(file: string): Section[] {
  const text = readFileSync(path.join(root, 'docs', file), 'utf8');
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      title: part.split('\n')[0] ?? '',
      boxes: [...part.matchAll(/^```(console|text)\n([\s\S]*?)^```$/gm)].map(([, kind, body]) => ({
        kind: kind as Box['kind'],
        lines: (body ?? '').trimEnd().split('\n'),
      })),
    }));
}

/** A line of the document as a pattern: `…` stands for anything but nothing. */
const pattern = (line: string): RegExp =>
  new RegExp(
    `^${line
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.+')}$`,
  );

/** A computer with nothing on it but the program, and a stick beside it. */
class NewPc {
  readonly #home = mkdtempSync(path.join(tmpdir(), 'muljigi-new-pc-'));
  readonly #stick: string;
  readonly #code: string;
  engine: Awaited<ReturnType<typeof startEngine>> | null = null;

  constructor(stick: string, code: string) {
    this.#stick = stick;
    this.#code = code;
  }

  get dataDir(): string {
    return this.#inside('/var/lib/muljigi');
  }

  /** Where a path of the document lies here. */
  #inside(place: string): string {
    return path.join(this.#home, place);
  }

  /** Carries out one command of the document; gives what it prints. */
  async type(command: string): Promise<string[]> {
    const words = command
      .replace(/^sudo /, '')
      .split(' ')
      .map((word) => (word.startsWith('/') ? this.#inside(word) : word));
    const [program = '', ...rest] = words;
    const known = command.replace(/^sudo /, '');
    if (known.startsWith('apt install ./muljigi_')) return this.#install(known);
    if (known === 'systemctl stop muljigi-engine') return [];
    if (known === 'systemctl enable --now muljigi-engine') {
      this.engine = await startEngine({ dataDir: this.dataDir });
      expect(this.engine.said).toMatchObject({ ready: true });
      return [];
    }
    if (known.startsWith('mount -o ro /dev/sdb1 ')) {
      rmSync(rest[3] ?? '', { recursive: true });
      renameSync(this.#stick, rest[3] ?? '');
      return [];
    }
    if (known.startsWith('umount ')) {
      renameSync(rest[0] ?? '', this.#stick);
      return [];
    }
    if (program === 'nano') {
      mkdirSync(path.dirname(rest[0] ?? ''), { recursive: true });
      writeFileSync(rest[0] ?? '', `${this.#code}\n`);
      return [];
    }
    if (program === 'muljigi-restore')
      return this.#run(process.execPath, [
        path.join(root, 'src/engine/app/backup/restore-main.ts'),
        ...rest,
      ]);
    if (['mkdir', 'ls', 'lsblk', 'shred'].includes(program)) return this.#run(program, rest);
    throw new Error(`the document asks for "${command}", which this drill does not know`);
  }

  /** The installer puts the command where the document calls it. */
  #install(command: string): string[] {
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(command).toContain(`muljigi_${version}_`);
    expect(readFileSync(path.join(root, 'packaging/muljigi-restore'), 'utf8')).toContain(
      'src/engine/app/backup/restore-main.ts',
    );
    expect(readFileSync(path.join(root, 'scripts/tasks/package-deb.ts'), 'utf8')).toContain(
      "'usr/bin'",
    );
    return [];
  }

  #run(program: string, words: readonly string[]): string[] {
    const done = spawnSync(program, words, { encoding: 'utf8' });
    // The paths of this computer as the document has them.
    return done.stdout.replaceAll(this.#home, '').trimEnd().split('\n');
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Types every command of a section; each "what you see" is about the command before it. */
async function follow(pc: NewPc, section: Section): Promise<void> {
  let seen: string[] = [];
  for (const box of section.boxes) {
    if (box.kind === 'text') {
      expect(
        seen.length,
        `${section.title}: as many lines as the document says\n${seen.join('\n')}`,
      ).toBe(box.lines.length);
      box.lines.forEach((line, i) => expect(seen[i], section.title).toMatch(pattern(line)));
      continue;
    }
    for (const line of box.lines) {
      expect(line).toMatch(/^\$ /);
      seen = await pc.type(line.slice(2));
    }
  }
}

async function waitForBackup(client: RpcClient): Promise<BackupStatus> {
  for (;;) {
    const status = must(await client.call('backup.status', {}));
    if (status.job === null && status.lastJob !== null) return status;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('a dead disk', () => {
  const given = mkdtempSync(path.join(tmpdir(), 'muljigi-dead-disk-'));
  const sticks = { plain: path.join(given, 'stick'), sealed: path.join(given, 'sealed-stick') };
  const firstMs = Date.now() - (MINUTES + 60) * 60_000;
  let code = '';

  beforeAll(async () => {
    const dataDir = path.join(given, 'data');
    mkdirSync(dataDir);
    const historian = must(await openHistorian({ dataDir, log: silentLog }));
    for (let minute = 0; minute < MINUTES; minute++) {
      const tsMs = Math.floor(firstMs / 60_000) * 60_000 + minute * 60_000;
      must(await historian.commit(scan({ grid: [sample(TAG, tsMs, minute / 10)] })));
    }
    await historian.close();
    Object.values(sticks).forEach((dir) => mkdirSync(dir));
    const engine = await startEngine({ dataDir, connection: nobody });
    const client = await engine.client();
    await asAdministrator(client);
    must(
      await client.call('connection.set', {
        connection: { kind: 'tcp', host: '127.0.0.1', port: 2, timeoutMs: 200 },
        who: 'drill',
      }),
    );
    must(
      await client.call('backup.start', {
        who: 'drill',
        kind: 'monthly',
        folder: path.join(sticks.plain, 'muljigi-backup'),
        encrypt: { kind: 'none' },
      }),
    );
    expect((await waitForBackup(client)).lastJob).toMatchObject({ state: 'done' });
    code = must(await client.call('backup.newKey', { who: 'drill' })).recoveryCode;
    must(
      await client.call('backup.start', {
        who: 'drill',
        kind: 'monthly',
        folder: path.join(sticks.sealed, 'muljigi-backup'),
        encrypt: { kind: 'key' },
      }),
    );
    for (let state = 'running'; state === 'running';)
      state =
        (await waitForBackup(client)).lastJob?.dir?.startsWith(sticks.sealed) === true
          ? 'done'
          : 'running';
    await engine.stop('SIGKILL');
    rmSync(dataDir, { recursive: true });
  });
  afterAll(() => rmSync(given, { recursive: true, force: true }));

  for (const [file, marks] of [
    ['recovery.ko.md', '1. 새 PC에서 되살리기'],
    ['recovery.md', '1. On a new PC'],
  ] as const) {
    const [first, second] = sectionsOf(file);

    it(`is recovered from by ${file}`, async () => {
      expect(first?.title).toBe(marks);
      const pc = new NewPc(sticks.plain, code);
      try {
        await follow(pc, first!);
        const client = await pc.engine!.client();
        const trend = must(
          await client.call('trend.query', {
            tags: [TAG],
            fromMs: firstMs - 60_000,
            toMs: firstMs + MINUTES * 60_000,
            buckets: 400,
          }),
        );
        const values = trend.series[0]!.points.flatMap(([, , , mean]) =>
          mean === null ? [] : [mean],
        );
        expect(values).toEqual(Array.from({ length: MINUTES }, (_, minute) => minute / 10));
        const events = must(
          await client.call('events.list', {
            fromMs: null,
            toMs: null,
            kinds: null,
            maxPriority: null,
            subject: null,
            beforeSeq: null,
            limit: 100,
          }),
        );
        expect(events.map((event) => event.code)).toEqual(
          expect.arrayContaining(['setting.connection', 'system.started']),
        );
        expect(events.filter((event) => event.code === 'system.restoredAfterCrash')).toEqual([]);
        expect(must(await client.call('connection.get', {}))).toMatchObject({
          kind: 'tcp',
          port: 2,
        });
        expect(existsSync(path.join(pc.dataDir, 'profile', 'site.json'))).toBe(true);
        expect(readdirSync(pc.dataDir).filter((name) => name.startsWith('.partial'))).toEqual([]);
      } finally {
        await pc.engine?.stop('SIGKILL');
        pc.remove();
      }
    });

    it(`with an encrypted stick is recovered from by ${file}`, async () => {
      const pc = new NewPc(sticks.sealed, code.toLowerCase());
      try {
        for (const command of ['sudo mkdir -p /media/USB', 'sudo mount -o ro /dev/sdb1 /media/USB'])
          await pc.type(command);
        await follow(pc, second!);
        await pc.type('sudo umount /media/USB');
        expect(existsSync(path.join(pc.dataDir, 'history.db'))).toBe(true);
      } finally {
        pc.remove();
      }
    });
  }
});

describe('names in the documents', () => {
  it.each([
    ['recovery.ko.md', 'ko'],
    ['recovery.md', 'en'],
  ] as const)('%s names buttons and screens as the window does', (file, language) => {
    const folder = path.join(root, 'src/renderer/i18n', language);
    const words = new Set(
      readdirSync(folder).flatMap((name) =>
        [...readFileSync(path.join(folder, name), 'utf8').matchAll(/:\s*"((?:[^"\\]|\\.)*)"/g)].map(
          ([, text]) => text ?? '',
        ),
      ),
    );
    const text = readFileSync(path.join(root, 'docs', file), 'utf8');
    const named = [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) =>
      (name ?? '').replaceAll(/\s+/g, ' '),
    );
    // One sentence is stressed, not named.
    const stressed = ['누구도 열 수 없습니다.', 'nobody can open an encrypted backup.'];
    expect(named.filter((name) => !words.has(name) && !stressed.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(12);
  });
});
