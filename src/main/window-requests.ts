import { app, BrowserWindow, dialog, ipcMain, MessageChannelMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { z } from 'zod';
import { shellChannels } from '#contract/shell-channels.ts';
import type { EngineProcessState } from '#contract/wire.ts';
import type { CameraGate } from './camera-gate.ts';
import type { EngineSupervisor } from './engine-supervisor.ts';
import { isTrustedSender } from './own-address.ts';
import { relay } from './port-relay.ts';
import type { SaveFiles } from './save-files.ts';

export interface WindowRequestsOptions {
  readonly origins: readonly string[];
  readonly supervisor: EngineSupervisor;
  readonly saveFiles: SaveFiles;
  readonly camera: CameraGate;
  readonly log: (message: string) => void;
}

export interface WindowRequests {
  /** Tells every window, and hands out the ports that windows are waiting for. */
  readonly engineStateChanged: (state: EngineProcessState) => void;
}

const saveOptions = z.object({ suggestedName: z.string().min(1).max(200), kind: z.literal('csv') });
const chooseOptions = z.object({ suggestedName: z.string().min(1).max(200), kind: z.enum(['csv', 'xlsx', 'parquet', 'pdf']) });
const FILTERS = { csv: 'CSV', xlsx: 'Excel', parquet: 'Parquet', pdf: 'PDF' } as const;

/** Answers what a window may ask of the shell. Every message is refused unless our own page sent it. */
export function answerWindowRequests(options: WindowRequestsOptions): WindowRequests {
  const { supervisor, saveFiles, origins, log } = options;
  const waiting = new Set<WebContents>();

  const trusted = (event: IpcMainEvent | IpcMainInvokeEvent, channel: string): boolean => {
    if (isTrustedSender(event.senderFrame, origins)) return true;
    log(`refused ${channel} from ${event.senderFrame?.url ?? 'a frame that is gone'}`);
    return false;
  };
  const handle = (channel: string, answer: (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown): void => {
    ipcMain.handle(channel, (event, ...args: unknown[]) => {
      if (!trusted(event, channel)) throw new Error('Not allowed.');
      return answer(event, ...args);
    });
  };

  const handOutPorts = (): void => {
    if (supervisor.state.state !== 'running') return;
    for (const contents of waiting) {
      waiting.delete(contents);
      if (!contents.isDestroyed()) void sendPort(contents, supervisor.socketPath, log);
    }
  };

  ipcMain.on(shellChannels.requestEnginePort, (event) => {
    if (!trusted(event, shellChannels.requestEnginePort)) return;
    waiting.add(event.sender);
    handOutPorts();
  });
  handle(shellChannels.getEngineState, () => supervisor.state);
  handle(shellChannels.restartEngine, () => supervisor.restart());
  handle(shellChannels.openSave, async (event, raw) => {
    const { suggestedName } = saveOptions.parse(raw);
    const file = await askForFile(event.sender, suggestedName, 'csv');
    return file === null ? null : { id: await saveFiles.begin(file), path: file };
  });
  handle(shellChannels.chooseSave, async (event, raw) => {
    const { suggestedName, kind } = chooseOptions.parse(raw);
    const file = await askForFile(event.sender, suggestedName, kind);
    return file === null ? null : { ticket: saveFiles.remember(file), path: file };
  });
  handle(shellChannels.openChosen, async (_event, ticket) => ({ id: await saveFiles.beginChosen(z.int().parse(ticket)) }));
  handle(shellChannels.allowCamera, (event, open) => options.camera.set(event.sender, z.boolean().parse(open)));
  handle(shellChannels.chooseFolder, (event) => askForFolder(event.sender));
  handle(shellChannels.writeSave, (_event, id, data) => saveFiles.write(z.int().parse(id), z.union([z.string(), z.instanceof(Uint8Array)]).parse(data)));
  handle(shellChannels.closeSave, (_event, id, keep) => saveFiles.end(z.int().parse(id), z.boolean().parse(keep)));
  ipcMain.on(shellChannels.offersSetup, (event) => {
    const asked = process.env['MULJIGI_FIRST_RUN'];
    event.returnValue = trusted(event, shellChannels.offersSetup) && (asked === undefined ? app.isPackaged : asked === '1');
  });
  ipcMain.on(shellChannels.versions, (event) => {
    event.returnValue = trusted(event, shellChannels.versions)
      ? { app: app.getVersion(), electron: process.versions['electron'] ?? '', chrome: process.versions['chrome'] ?? '' }
      : null;
  });

  return {
    engineStateChanged(state) {
      for (const window of BrowserWindow.getAllWindows()) window.webContents.send(shellChannels.engineState, state);
      handOutPorts();
    },
  };
}

async function sendPort(contents: WebContents, socketPath: string, log: (message: string) => void): Promise<void> {
  const { port1, port2 } = new MessageChannelMain();
  contents.postMessage(shellChannels.enginePort, null, [port2]);
  if (!(await relay(port1, socketPath))) log('window: the engine could not be reached for a new port');
}

/** Asks where to save. A test names the folder instead, since nobody is there to answer a dialog. */
async function askForFile(contents: WebContents, suggestedName: string, kind: keyof typeof FILTERS): Promise<string | null> {
  const testDir = process.env['MULJIGI_TEST_SAVE_DIR'];
  const safeName = suggestedName.replaceAll(/[\\/:*?"<>|]/g, '_');
  if (testDir !== undefined && !app.isPackaged) return `${testDir}/${safeName}`;
  const window = BrowserWindow.fromWebContents(contents);
  if (window === null) return null;
  const answer = await dialog.showSaveDialog(window, { defaultPath: safeName, filters: [{ name: FILTERS[kind], extensions: [kind] }] });
  return answer.canceled || answer.filePath === '' ? null : answer.filePath;
}

/** Asks for a folder. A test names it instead. */
async function askForFolder(contents: WebContents): Promise<string | null> {
  const testDir = process.env['MULJIGI_TEST_SAVE_DIR'];
  if (testDir !== undefined && !app.isPackaged) return testDir;
  const window = BrowserWindow.fromWebContents(contents);
  if (window === null) return null;
  const answer = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}
