import type { ShellBridge } from '#contract/bridge.ts';
import { loadProfile } from '#core/plant/load.ts';
import { FixtureEngine } from '../fixture-engine.ts';
import type { FixturePort } from '../fixture-engine.ts';

/** Opens the real window code in a browser tab over the fixture engine: `npx vite test/fakes/window`. */
const texts = import.meta.glob('../../../resources/profiles/geumgang-mbr/*.{json,csv}', { query: '?raw', import: 'default', eager: true });
const files = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), String(text)]));
const profile = loadProfile(files);
if (!profile.ok) throw new Error(JSON.stringify(profile.error.slice(0, 5)));

const engine = new FixtureEngine(profile.value, () => Date.now());
setInterval(() => engine.scan(), 1000);

const bridge: ShellBridge = {
  requestEnginePort() {
    const { port1, port2 } = new MessageChannel();
    engine.serve(port1 as FixturePort);
    window.postMessage({ muljigi: 'engine-port' }, '*', [port2]);
  },
  onEngineState(listener) {
    listener({ state: 'running', pid: 1, service: false });
    return () => undefined;
  },
  restartEngine: () => Promise.resolve(),
  offersSetup: false,
  openSave: () => Promise.resolve({ id: 1, path: 'export.csv' }),
  chooseSave: () => Promise.resolve({ ticket: 1, path: '/export.csv' }),
  allowCamera: () => Promise.resolve(),
  setZoom: () => undefined,
  chooseFolder: () => Promise.resolve('/backups'),
  openChosen: () => Promise.resolve({ id: 1 }),
  writeSave: () => Promise.resolve(),
  closeSave: () => Promise.resolve(),
  versions: { app: '0.1.0', electron: '-', chrome: '-' },
};
Object.assign(window, { muljigi: bridge, fixtureEngine: engine });
await import('../../../src/renderer/app/main.tsx');
