import { create } from 'zustand';
import { z } from 'zod';
import type { Silence } from '#core/alarms/annunciator.ts';

export const ALARM_TABS = ['list', 'aside', 'journal', 'health', 'incidents', 'settings'] as const;
export type AlarmTab = (typeof ALARM_TABS)[number];

/** Sound of this PC. */
const soundSchema = z.object({ isOn: z.boolean().catch(true), volume: z.number().min(0.1).max(1).catch(0.6) });
export type SoundSetting = z.infer<typeof soundSchema>;
const KEY = 'muljigi.alarmSound';

function loadSound(): SoundSetting {
  let stored: unknown = null;
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    stored = null;
  }
  return soundSchema.parse(stored ?? {});
}

export interface AlarmStore {
  readonly tab: AlarmTab;
  /** Moves on with what the engine tells, at most every two seconds. */
  readonly change: number;
  /** Alarm the help is open for. */
  readonly chosen: string | null;
  readonly incident: string | null;
  /** Alarm whose settings are to be opened as soon as they are known. */
  readonly settingsOf: string | null;
  readonly sound: SoundSetting;
  /** Of this window alone, beside the one the engine tells: it holds too when the engine does not hear. */
  readonly silence: Silence | null;
}

export const useAlarms = create<AlarmStore>()(() => ({
  tab: 'list', change: 0, chosen: null, incident: null, settingsOf: null, sound: loadSound(), silence: null,
}));

/** In a flood the engine tells of a change each second; lists that ask again follow more slowly. */
const SETTLE_MS = 2000;
let timer: ReturnType<typeof setTimeout> | undefined;
let lastMs = 0;

export const alarms = {
  tab(tab: AlarmTab): void {
    useAlarms.setState({ tab });
  },
  choose(chosen: string | null): void {
    useAlarms.setState({ chosen });
  },
  incident(incident: string | null): void {
    useAlarms.setState({ incident });
  },
  /** Shows the settings of one alarm; null when they are open. */
  settingsOf(settingsOf: string | null): void {
    useAlarms.setState(settingsOf === null ? { settingsOf } : { settingsOf, tab: 'settings' });
  },
  changed(): void {
    if (timer !== undefined) return;
    const waitMs = Math.max(0, lastMs + SETTLE_MS - Date.now());
    timer = setTimeout(() => {
      timer = undefined;
      lastMs = Date.now();
      useAlarms.setState((state) => ({ change: state.change + 1 }));
    }, waitMs);
  },
  setSound(change: Partial<SoundSetting>): void {
    const sound = { ...useAlarms.getState().sound, ...change };
    useAlarms.setState({ sound });
    localStorage.setItem(KEY, JSON.stringify(sound));
  },
  silence(silence: Silence | null): void {
    useAlarms.setState({ silence });
  },
};
