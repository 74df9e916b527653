import { useEffect } from 'react';
import type { ActiveAlarm } from '#contract/snapshot.ts';
import { PATTERNS, soundDue } from '../model/alarm-sound.ts';
import { alarms, useAlarms } from './alarm-store.ts';
import { usePlant } from './plant-store.ts';

const NONE: readonly ActiveAlarm[] = [];
/** Edges of a beep, so that the loudspeaker does not click. */
const EDGE_S = 0.012;

let context: AudioContext | null = null;

/** Plays one round of a priority's pattern; nothing happens where the PC has no sound. */
export function playRound(priority: number, volume: number): void {
  const pattern = PATTERNS[priority];
  if (pattern === undefined) return;
  context ??= new AudioContext();
  const audio = context;
  if (audio.state === 'suspended') void audio.resume();
  const startS = audio.currentTime + 0.02;
  for (const { atS, forS, hz } of pattern.beeps) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.type = 'triangle';
    tone.frequency.value = hz;
    const from = startS + atS;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(volume, from + EDGE_S);
    gain.gain.setValueAtTime(volume, from + forS - EDGE_S);
    gain.gain.linearRampToValueAtTime(0, from + forS);
    tone.connect(gain).connect(audio.destination);
    tone.start(from);
    tone.stop(from + forS + 0.02);
  }
}

/** Priority to be heard now; null while all is seen, silenced or switched off. Ends a silence whose time is over. */
export function useSoundDue(): number | null {
  const list = usePlant((state) => state.status?.alarms ?? NONE);
  const silence = useAlarms((state) => state.silence);
  const isOver = usePlant((state) => silence !== null && state.clockMs >= silence.untilMs);
  useEffect(() => {
    if (isOver) alarms.silence(null);
  }, [isOver]);
  return soundDue(list, silence === null || isOver ? null : silence.occurrences);
}

/** The alarm sound of the window, on every screen; mounted once, in the frame. */
export function useAlarmSound(): void {
  const due = useSoundDue();
  const { isOn, volume } = useAlarms((state) => state.sound);
  useEffect(() => {
    const pattern = due === null || !isOn ? undefined : PATTERNS[due];
    if (pattern === undefined || due === null) return undefined;
    playRound(due, volume);
    const timer = setInterval(() => playRound(due, volume), pattern.everyS * 1000);
    return () => clearInterval(timer);
  }, [due, isOn, volume]);
}
