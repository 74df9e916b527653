import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type { ShellBridge } from '#contract/bridge.ts';
import { followEngine } from '#renderer/store/connection.ts';
import { usePlant } from '#renderer/store/plant-store.ts';
import { useAlarms } from '#renderer/store/alarm-store.ts';
import { useLaboratory } from '#renderer/store/laboratory-store.ts';
import { useReports } from '#renderer/store/reports-store.ts';
import { useRounds } from '#renderer/store/rounds-store.ts';
import { useTrust } from '#renderer/store/trust-store.ts';
import { useWhatIf } from '#renderer/store/what-if-store.ts';
import { useWork } from '#renderer/store/work-store.ts';
import { FixtureEngine } from '../fakes/fixture-engine.ts';
import type { FixturePort } from '../fakes/fixture-engine.ts';
import { shippedProfile } from './profile.ts';

/** The little of a page that the stores look at when they are loaded. */
const page = vi.hoisted(() => {
  const held = { listeners: [] as ((event: unknown) => void)[] };
  const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  vi.stubGlobal('window', {
    addEventListener: (kind: string, listener: (event: unknown) => void) => { if (kind === 'message') held.listeners.push(listener); },
    removeEventListener: (_kind: string, listener: (event: unknown) => void) => { held.listeners = held.listeners.filter((each) => each !== listener); },
  });
  vi.stubGlobal('location', { hash: '' });
  vi.stubGlobal('sessionStorage', storage);
  vi.stubGlobal('localStorage', storage);
  return held;
});

const engine = new FixtureEngine(shippedProfile(), () => Date.UTC(2026, 10, 22));
const ports: MessagePort[] = [];
let stop: (() => void) | null = null;

/** As the shell hands a port to the page. */
const handPort = (): void => {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1);
  engine.serve(port1 as unknown as FixturePort);
  for (const listener of page.listeners) listener({ source: window, data: { muljigi: 'engine-port' }, ports: [port2] });
};

afterEach(() => {
  stop?.();
  for (const port of ports.splice(0)) port.close();
});
afterAll(() => vi.unstubAllGlobals());

/** How often the screens of each part were told that something changed. */
const told = (): readonly number[] => [
  useTrust.getState().told, useWhatIf.getState().change, useLaboratory.getState().change, useReports.getState().change, useAlarms.getState().change, useRounds.getState().change, useWork.getState().change,
];

it('asks for everything again when a frame was missed, and when the port was lost for a while, since news of the gap reached nobody', async () => {
  const bridge = { requestEnginePort: handPort, onEngineState: () => () => undefined } as unknown as ShellBridge;
  stop = followEngine(bridge);
  await vi.waitFor(() => expect(usePlant.getState().phase).toBe('live'), { timeout: 10_000 });
  const before = useTrust.getState().told;
  const receivedMs = usePlant.getState().receivedMs;
  const first = told();
  // What only follows the connection, such as a run that is worked out, sees it go and come back.
  const phases: string[] = [];
  const stopPhases = usePlant.subscribe((state, was) => {
    if (state.phase !== was.phase) phases.push(state.phase);
  });
  // A frame that does not follow on the one before.
  ports.at(-1)?.postMessage(JSON.stringify({ event: 'snapshot', data: { seq: usePlant.getState().seq + 9, samples: {}, status: engine.status() } }));
  await vi.waitFor(() => expect(usePlant.getState().receivedMs).not.toBe(receivedMs), { timeout: 10_000 });
  await vi.waitFor(() => expect(useTrust.getState().told).toBeGreaterThan(before), { timeout: 10_000 });
  expect(usePlant.getState().phase).toBe('live');
  expect(phases).toEqual(['lost', 'live']);
  const second = told();
  expect(second.every((count, i) => count > (first[i] ?? Infinity))).toBe(true);

  ports.at(-1)?.close();
  await vi.waitFor(() => expect(phases).toEqual(['lost', 'live', 'lost', 'live']), { timeout: 10_000 });
  // Alarms are told of in steps.
  await vi.waitFor(() => expect(told().every((count, i) => count > (second[i] ?? Infinity))).toBe(true), { timeout: 10_000 });
  stopPhases();
});

it('keeps its own port when one comes that nobody here asked for', async () => {
  const bridge = { requestEnginePort: handPort, onEngineState: () => () => undefined } as unknown as ShellBridge;
  stop = followEngine(bridge);
  await vi.waitFor(() => expect(usePlant.getState().phase).toBe('live'), { timeout: 10_000 });
  let calls = 0;
  handPort();
  ports.at(-1)?.addEventListener('message', () => { calls++; });
  const { receivedMs } = usePlant.getState();
  engine.scan();
  await vi.waitFor(() => expect(usePlant.getState().receivedMs).not.toBe(receivedMs), { timeout: 10_000 });
  expect(calls).toBe(0);
});
