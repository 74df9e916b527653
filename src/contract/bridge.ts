import type { EngineProcessState } from './wire.ts';

/** Kinds of files a person can save; also their extensions. */
export type SaveKind = 'csv' | 'xlsx' | 'parquet' | 'pdf';

/**
 * What the preload script gives the window as `window.muljigi`. Everything else goes
 * through the engine port.
 */
export interface ShellBridge {
  /** Asks for a fresh engine port; it arrives as a `message` event on window with data `{ muljigi: 'engine-port' }` and one port. */
  requestEnginePort(): void;
  onEngineState(listener: (state: EngineProcessState) => void): () => void;
  restartEngine(): Promise<void>;
  /** A fresh data folder leads into the guided set-up by itself: the installed program, or one that was asked to. */
  readonly offersSetup: boolean;
  /** Opens a save dialog and then takes text in pieces; null when the person cancelled. */
  openSave(options: { readonly suggestedName: string; readonly kind: 'csv' }): Promise<{ readonly id: number; readonly path: string } | null>;
  /** Asks where to save without opening anything: the engine writes there, or `openChosen` does. Null when the person cancelled. */
  chooseSave(options: { readonly suggestedName: string; readonly kind: SaveKind }): Promise<{ readonly ticket: number; readonly path: string } | null>;
  /** Opens a file the person chose before, once. */
  openChosen(ticket: number): Promise<{ readonly id: number }>;
  /** Asks for a folder, such as one on an external drive; null when the person cancelled. */
  chooseFolder(): Promise<string | null>;
  /** Lets this window use the camera while its photo dialog is open. */
  allowCamera(open: boolean): Promise<void>;
  /** Shows everything in the window larger; 1 is the size it was drawn for. */
  setZoom(factor: number): void;
  writeSave(id: number, data: string | Uint8Array): Promise<void>;
  /** `keep: false` deletes the half-written file. */
  closeSave(id: number, keep: boolean): Promise<void>;
  readonly versions: { readonly app: string; readonly electron: string; readonly chrome: string };
}
