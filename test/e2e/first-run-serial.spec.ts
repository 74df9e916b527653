import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { beside } from './beside.ts';
import { launch, root } from './harness.ts';
import { pressOn, tabTo, typeInto } from './keys.ts';
import { flipBit, serialFaultRelay, swallow } from '#test/fakes/fault-relay.ts';
import type { Mischief } from '#test/fakes/fault-relay.ts';
import { hasSocat, openPtyPair } from '#test/fakes/pty-pair.ts';

/** The connection to a PLC on a serial line, set up in the real window by keyboard, through everything that is usually wrong with a line. */
const PASSWORD = 'brown heron wades';
const BAUD = 115_200;
const ends: (() => unknown)[] = [];
test.afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The virtual plant with its PLC on a serial port, as a process of its own. */
async function plcOn(port: string): Promise<void> {
  const child = spawn(process.execPath, ['src/twin/main.ts', '--port', '0', '--rtu', port, '--stdin-guard'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  ends.push(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
}

/** A folder whose `udevadm` names these ports, as the system's own does for adapters that are plugged in. */
function systemWith(base: string, ports: readonly string[]): string {
  const bin = path.join(base, 'bin');
  mkdirSync(bin);
  const told = ports.map((port, i) => `P: /devices/usb${String(i)}\nN: ${path.basename(port)}\nE: DEVNAME=${port}\nE: ID_VENDOR_ENC=FTDI\nE: ID_SERIAL_SHORT=A${String(i)}\n`).join('\n');
  writeFileSync(path.join(bin, 'ports'), `${told}\n`);
  writeFileSync(path.join(bin, 'udevadm'), `#!/bin/sh\ncat "${path.join(bin, 'ports')}"\n`);
  chmodSync(path.join(bin, 'udevadm'), 0o755);
  return bin;
}

/** A port that this user may not open: for root one on a disk without devices, for others one without rights. */
function forbiddenPort(base: string): string {
  const dir = path.join(base, 'locked');
  const port = path.join(dir, 'ttyUSB7');
  mkdirSync(dir);
  if (process.getuid?.() === 0) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,nodev', 'tmpfs', dir]);
    ends.push(() => execFileSync('umount', ['-l', dir]));
    execFileSync('mknod', [port, 'c', '188', '7']);
  } else {
    writeFileSync(port, '');
    chmodSync(port, 0);
  }
  return port;
}

/** Chooses in a list that opens, by its keys alone. */
async function pick(page: Page, label: string, wanted: string): Promise<void> {
  await tabTo(page, page.getByRole('combobox', { name: label }));
  await page.keyboard.press('Enter');
  const option = page.getByRole('option', { name: wanted, exact: true });
  await expect(option).toBeVisible();
  // Up first: the list begins at what is chosen and does not go round.
  for (const key of [...Array<string>(5).fill('ArrowUp'), ...Array<string>(5).fill('ArrowDown')]) {
    if ((await option.getAttribute('data-highlighted')) !== null) break;
    await page.keyboard.press(key);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: label })).toContainText(wanted);
}

const setUp = async (): Promise<void> => {
  test.setTimeout(120_000);
  const base = mkdtempSync(path.join(tmpdir(), 'muljigi-serial-'));
  ends.push(() => rmSync(base, { recursive: true, force: true }));
  const [cable, plc] = await Promise.all([openPtyPair(), openPtyPair()]);
  ends.push(() => Promise.all([cable.close(), plc.close()]));
  await plcOn(plc.b);
  const relay = await serialFaultRelay(cable.b, plc.a);
  ends.push(() => relay.close());
  // What a pair of pseudo terminals lacks: a line of another speed makes no sense.
  const speed = (): number => Number(execFileSync('stty', ['-F', cable.a, 'speed'], { encoding: 'utf8' }));
  const asSet: Mischief = (answer) => (speed() === BAUD ? [{ bytes: answer }] : flipBit(2)(answer));
  relay.always = asSet;
  const adapter = path.join(base, 'ttyUSB0');
  symlinkSync(cable.a, adapter);
  const locked = forbiddenPort(base);
  const bin = systemWith(base, [adapter, locked]);
  const dataDir = path.join(base, 'data');
  const running = await launch({ dataDir, env: { MULJIGI_FIRST_RUN: '1', PATH: `${bin}:${process.env['PATH'] ?? ''}` } });
  ends.push(() => running.close());
  const { page } = running;
  await expect(page.getByTestId('setup-welcome')).toBeVisible({ timeout: 40_000 });
  const other = await beside(dataDir);
  ends.push(other.close);
  await other.ask('access.setUp', { name: '김기술', password: PASSWORD, language: 'ko' });
  await other.ask('setup.open', { step: 'connection' });
  await page.reload();
  await expect(page.getByTestId('setup-connection')).toBeVisible({ timeout: 40_000 });
  await pressOn(page, 'setup-log-in');
  await page.getByTestId('log-in-secret').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('person')).toHaveAttribute('data-person', '김기술');

  const answer = page.getByTestId('connection-values');
  /** Tries the line by its button and waits for what came of it. */
  const tryLine = async (...words: readonly string[]): Promise<void> => {
    await pressOn(page, 'connection-try');
    for (const word of words) await expect(answer).toContainText(word, { timeout: 40_000 });
    await expect(answer.locator('strong').first()).toBeInViewport({ ratio: 1 });
  };
  const segment = (group: string, name: string) => page.getByRole('radiogroup', { name: group }).getByRole('radio', { name, exact: true });
  /** Moves a choice by the arrow keys until it stands at what is wanted. */
  const move = async (group: string, wanted: string): Promise<void> => {
    await tabTo(page, page.getByRole('radiogroup', { name: group }).locator('[aria-checked="true"]'));
    for (let i = 0; i < 4 && (await segment(group, wanted).getAttribute('aria-checked')) !== 'true'; i++) await page.keyboard.press('ArrowRight');
    await expect(segment(group, wanted)).toHaveAttribute('aria-checked', 'true');
  };

  await move('연결 대상', 'Modbus RTU');
  await expect(page.getByTestId('connection-try')).toBeDisabled();
  // The ports that are plugged in are offered; one that this user may not open says what to do.
  await pressOn(page, page.getByRole('button', { name: locked }));
  await expect(page.getByLabel('직렬 포트', { exact: true })).toHaveValue(locked);
  await pick(page, '통신 속도', '9600');
  await tryLine(locked, '권한');
  await pressOn(page, page.getByRole('button', { name: adapter }));
  // Another program has the port.
  const holder = spawn('flock', [cable.a, 'sleep', '100'], { stdio: 'ignore', detached: true });
  ends.push(() => holder.kill('SIGKILL'));
  await tryLine(adapter, '다른 프로그램');
  process.kill(-(holder.pid ?? 0), 'SIGKILL');
  // Another speed than the PLC's.
  await tryLine('9600 8-', '읽을 수 없습니다');
  await pick(page, '통신 속도', '115200');
  // Nobody there.
  relay.always = swallow;
  await typeInto(page, page.getByLabel('응답 제한 시간'), '200');
  await tryLine('200 ms 안에 응답이 없습니다');
  // One slave with another number than the profile says.
  relay.always = (bytes) => (bytes[0] === 2 ? [] : asSet(bytes));
  await typeInto(page, page.getByLabel('응답 제한 시간'), '20');
  await expect(page.getByTestId('setup-connection')).toContainText('50–10000');
  await typeInto(page, page.getByLabel('응답 제한 시간'), '800');
  await tryLine('응답 없는 국번: 2');
  // As it is: values of the plant's own tags, and the way on.
  relay.always = asSet;
  await move('패리티', '없음');
  await tryLine('모든 국번이 응답합니다');
  await expect(answer.locator('tr[data-tag]').nth(5)).toContainText(/\d/);
  await pressOn(page, 'setup-next');
  await expect(page.getByTestId('setup-tariff')).toBeVisible({ timeout: 40_000 });
  expect(await other.ask('connection.get', {})).toMatchObject({ kind: 'rtu', path: adapter, baudRate: BAUD, timeoutMs: 800 });
  await expect.poll(async () => (await other.ask('status.get', {})).link.state, { timeout: 30_000 }).toBe('connected');
};
// Needs socat (Debian: apt-get install socat).
if (hasSocat) test('a serial line is set up by keyboard, and every usual fault of it says what to do', setUp);
