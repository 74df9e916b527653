/** Names of the messages between preload script and shell. Window code never sees them; it uses `ShellBridge`. */
export const shellChannels = {
  requestEnginePort: 'engine:request-port',
  /** Shell to preload, with one MessagePort. Each line of the engine's socket is one string message without the LF, both ways. */
  enginePort: 'engine:port',
  engineState: 'engine:state',
  getEngineState: 'engine:get-state',
  restartEngine: 'engine:restart',
  openSave: 'save:open',
  chooseSave: 'save:choose',
  openChosen: 'save:open-chosen',
  chooseFolder: 'folder:choose',
  allowCamera: 'camera:allow',
  writeSave: 'save:write',
  closeSave: 'save:close',
  versions: 'app:versions',
  offersSetup: 'app:offers-setup',
} as const;

/** Data of the window message that hands the port from the preload script to the window's own code. */
export const ENGINE_PORT_MESSAGE = 'engine-port';
