import type { ShellBridge } from '#contract/bridge.ts';

declare global {
  interface Window {
    readonly muljigi: ShellBridge;
  }
}
