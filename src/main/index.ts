// The Electron shell: shows the engine in a window and keeps both alive. It holds no plant logic.
import path from 'node:path';
import { app, BrowserWindow, powerSaveBlocker } from 'electron';
import { APP_ORIGIN } from './app-files.ts';
import { declareAppScheme, serveApp } from './app-protocol.ts';
import { CameraGate } from './camera-gate.ts';
import { confirmClose } from './closing.ts';
import { EngineSupervisor } from './engine-supervisor.ts';
import { installGuards } from './guards.ts';
import { serviceInstalled, shellPaths } from './paths.ts';
import { SaveFiles } from './save-files.ts';
import { answerWindowRequests } from './window-requests.ts';
import { createWindow } from './window.ts';

const log = (message: string): void => {
  process.stderr.write(`[shell] ${message}\n`);
};

// Electron's own answer to an uncaught error is a modal box that holds the whole shell until someone
// presses its button: the engine would go unwatched, the window would get no values, and the
// program could not even be ended. The engine and every request stand on their own, so the shell goes on.
process.on('uncaughtException', (error) => log(`uncaught: ${error.stack ?? error.message}`));
declareAppScheme();
// Site and page number beneath each printed sheet: always there from Chromium 131, behind this word before.
app.commandLine.appendSwitch('enable-blink-features', 'PageMarginBoxes');
const env = process.env;
// Two shells are kept apart by their data folders, so a test or a second plant can run beside the first.
if (env['MULJIGI_DATA_DIR'] !== undefined) {
  app.setPath('userData', path.join(path.resolve(env['MULJIGI_DATA_DIR']), 'shell'));
}

if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    log(`could not open: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    app.exit(1);
  });
} else app.quit();

async function run(): Promise<void> {
  const paths = shellPaths({
    packaged: app.isPackaged,
    resourcesPath: process.resourcesPath,
    mainDir: import.meta.dirname,
    userDataDir: app.getPath('userData'),
    platform: process.platform,
    env,
  });
  // Set by electron-vite while developing, so that changes show without a restart.
  const devAddress = app.isPackaged ? undefined : env['ELECTRON_RENDERER_URL'];
  const address = devAddress ?? `${APP_ORIGIN}/index.html`;
  const origins = [devAddress === undefined ? APP_ORIGIN : new URL(devAddress).origin];
  const saveFiles = new SaveFiles();
  const camera = new CameraGate();
  const { serviceSocket } = paths;

  const supervisor = new EngineSupervisor({
    ownSocket: paths.ownSocket,
    serviceSocket,
    serviceInstalled: () => serviceSocket !== null && serviceInstalled(serviceSocket),
    launch: {
      nodeBinary: paths.nodeBinary,
      script: paths.engineScript,
      args: [
        '--profile', paths.profileDir, '--data-dir', paths.dataDir, '--socket', paths.ownSocket,
        ...(env['MULJIGI_CONNECTION'] === undefined ? [] : ['--connection', env['MULJIGI_CONNECTION']]),
      ],
      cwd: paths.engineRoot,
      outputFile: path.join(app.getPath('userData'), 'engine-output.txt'),
    },
    onState: (state) => requests.engineStateChanged(state),
    log,
  });
  const requests = answerWindowRequests({ origins, supervisor, saveFiles, camera, log });
  // The engine needs no window: it comes up while Electron does.
  supervisor.start();

  await app.whenReady();
  installGuards(origins, camera);
  serveApp(paths.rendererDir);
  powerSaveBlocker.start('prevent-display-sleep');

  let quitting = false;
  let asking = false;
  const window = createWindow({
    address,
    preloadScript: paths.preloadScript,
    stateFile: paths.windowStateFile,
    onCrash: () => void saveFiles.abandonAll(),
    log,
    mayClose: () => {
      if (quitting || supervisor.isService) return true;
      if (!asking) {
        asking = true;
        void confirmClose(window)
          .then((end) => {
            if (end) app.quit();
          })
          .finally(() => {
            asking = false;
          });
      }
      return false;
    },
  });

  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('before-quit', () => {
    quitting = true;
  });
  app.on('window-all-closed', () => app.quit());
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    stopped = true;
    void Promise.allSettled([supervisor.stop(), saveFiles.abandonAll()]).then(() => {
      BrowserWindow.getAllWindows().forEach((left) => left.destroy());
      app.exit(0);
    });
  });
}
