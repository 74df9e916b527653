import { BrowserWindow, screen } from 'electron';
import { isReachable, loadBounds, saveBounds } from './window-bounds.ts';

export interface WindowOptions {
  readonly address: string;
  readonly preloadScript: string;
  readonly stateFile: string;
  /** Whether the window may close now; false keeps it open. */
  readonly mayClose: () => boolean;
  readonly onCrash: () => void;
  readonly log: (message: string) => void;
}

const SMALLEST = { width: 1024, height: 700 };
const DEFAULT = { width: 1366, height: 768 };
const RELOAD_PAUSE_MS = 500;
const RELOAD_LONGEST_MS = 30_000;
const STABLE_AFTER_MS = 60_000;
const UNRESPONSIVE_LIMIT_MS = 15_000;

/** Opens the operator window where it stood last time; it comes back by itself after a crash. */
export function createWindow(options: WindowOptions): BrowserWindow {
  const stored = loadBounds(options.stateFile);
  const place = stored !== null && isReachable(stored, screen.getAllDisplays().map((display) => display.workArea)) ? stored : null;
  const window = new BrowserWindow({
    ...(place === null ? DEFAULT : { x: place.x, y: place.y, width: place.width, height: place.height }),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Muljigi',
    backgroundColor: '#d9dde1',
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preloadScript,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // Values keep moving while another window lies on top.
      backgroundThrottling: false,
    },
  });
  window.removeMenu();
  if (place?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', (event) => {
    if (!options.mayClose()) return event.preventDefault();
    saveBounds(options.stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  recoverFromCrashes(window, options);
  load(window, options);
  return window;
}

/** Reloads the page after its process ended or hung, with growing pauses when it happens again soon. */
function recoverFromCrashes(window: BrowserWindow, options: WindowOptions): void {
  let pauseMs = RELOAD_PAUSE_MS;
  let lastCrashMs = 0;
  let hangTimer: NodeJS.Timeout | null = null;

  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || window.isDestroyed()) return;
    options.onCrash();
    pauseMs = Date.now() - lastCrashMs > STABLE_AFTER_MS ? RELOAD_PAUSE_MS : Math.min(pauseMs * 2, RELOAD_LONGEST_MS);
    lastCrashMs = Date.now();
    options.log(`window: its process ended (${details.reason}), reloading in ${pauseMs} ms`);
    setTimeout(() => {
      if (!window.isDestroyed()) load(window, options);
    }, pauseMs);
  });
  window.on('unresponsive', () => {
    options.log('window: does not respond');
    hangTimer = setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.forcefullyCrashRenderer();
    }, UNRESPONSIVE_LIMIT_MS);
  });
  window.on('responsive', () => {
    if (hangTimer !== null) clearTimeout(hangTimer);
    hangTimer = null;
  });
}

function load(window: BrowserWindow, options: WindowOptions): void {
  window.loadURL(options.address).catch((error: unknown) => {
    options.log(`window: ${options.address} could not be loaded: ${String(error)}`);
  });
}
