import type { EngineProcessState } from './wire.ts';

/**
 * What the preload script gives the window as `window.muljigi`. Everything else goes
 * through the engine port.
 */
export interface ShellBridge {
  /** Asks for a fresh engine port; it arrives as a `message` event on window with data `{ muljigi: 'engine-port' }` and one port. */
  requestEnginePort(): void;
  onEngineState(listener: (state: EngineProcessState) => void): () => void;
  restartEngine(): Promise<void>;
  /** Opens a save dialog and then takes text in pieces; null when the person cancelled. */
  openSave(options: { readonly suggestedName: string; readonly kind: 'csv' }): Promise<{ readonly id: number; readonly path: string } | null>;
  writeSave(id: number, text: string): Promise<void>;
  /** `keep: false` deletes the half-written file. */
  closeSave(id: number, keep: boolean): Promise<void>;
  readonly versions: { readonly app: string; readonly electron: string; readonly chrome: string };
}
