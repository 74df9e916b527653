// Runs between the page and the shell, sandboxed: it offers the few calls of ShellBridge and
// nothing else. Built as CommonJS, which a sandboxed preload has to be.
import { contextBridge, ipcRenderer, webFrame } from 'electron';
import type { ShellBridge } from '#contract/bridge.ts';
import { ENGINE_PORT_MESSAGE, shellChannels } from '#contract/shell-channels.ts';
import type { EngineProcessState } from '#contract/wire.ts';

const bridge: ShellBridge = {
  requestEnginePort: () => ipcRenderer.send(shellChannels.requestEnginePort),
  onEngineState: (listener) => {
    const forward = (_event: unknown, state: EngineProcessState): void => listener(state);
    ipcRenderer.on(shellChannels.engineState, forward);
    // The state may have changed before anyone listened.
    void ipcRenderer.invoke(shellChannels.getEngineState).then((state: EngineProcessState) => listener(state));
    return () => {
      ipcRenderer.off(shellChannels.engineState, forward);
    };
  },
  restartEngine: () => ipcRenderer.invoke(shellChannels.restartEngine),
  openSave: (options) => ipcRenderer.invoke(shellChannels.openSave, options),
  chooseSave: (options) => ipcRenderer.invoke(shellChannels.chooseSave, options),
  openChosen: (ticket) => ipcRenderer.invoke(shellChannels.openChosen, ticket),
  chooseFolder: () => ipcRenderer.invoke(shellChannels.chooseFolder),
  allowCamera: (open) => ipcRenderer.invoke(shellChannels.allowCamera, open),
  setZoom: (factor) => webFrame.setZoomFactor(factor),
  writeSave: (id, data) => ipcRenderer.invoke(shellChannels.writeSave, id, data),
  closeSave: (id, keep) => ipcRenderer.invoke(shellChannels.closeSave, id, keep),
  versions: ipcRenderer.sendSync(shellChannels.versions),
  offersSetup: ipcRenderer.sendSync(shellChannels.offersSetup),
};

// A port cannot cross the bridge as an argument; posting it to the own window is the way Electron offers.
ipcRenderer.on(shellChannels.enginePort, (event) => {
  window.postMessage({ muljigi: ENGINE_PORT_MESSAGE }, window.origin, event.ports);
});

contextBridge.exposeInMainWorld('muljigi', bridge);
