import { create } from 'zustand';
import { z } from 'zod';

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

/** A silence: what stood when it began makes no sound until it is over. Whatever comes new does. */
export interface Silence {
  readonly untilMs: number;
  readonly occurrences: ReadonlySet<string>;
}

export interface AlarmStore {
  readonly tab: AlarmTab;
  /** Moves on with what the engine tells, at most every two seconds. */
  readonly change: number;
  /** Alarm the help is open for. */
  readonly chosen: string | null;
  readonly incident: string | null;
  readonly sound: SoundSetting;
  readonly silence: Silence | null;
}

export const useAlarms = create<AlarmStore>()(() => ({
  tab: 'list', change: 0, chosen: null, incident: null, sound: loadSound(), silence: null,
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
