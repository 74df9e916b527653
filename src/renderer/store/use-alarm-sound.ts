import { useEffect } from 'react';
import { heardPriority, isSilent } from '#core/alarms/annunciator.ts';
import { PATTERNS } from '../model/alarm-sound.ts';
import { useAlarms } from './alarm-store.ts';
import { usePlant } from './plant-store.ts';

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

/** Priority to be heard now; null while all is seen, silenced or switched off. */
export function useSoundDue(): number | null {
  const silence = useAlarms((state) => state.silence);
  return usePlant(({ status, nowMs }) =>
    status === null
      ? null
      : heardPriority(status.alarms, [silence, status.silence ?? null], status.alarmCounts.flood !== null, nowMs),
  );
}

/** When the silence ends that counts now, this window's or the engine's, ms UTC; null when there is none. */
export function useSilentUntil(): number | null {
  const silence = useAlarms((state) => state.silence);
  return usePlant(({ status, nowMs }) => {
    const ends = [silence, status?.silence ?? null].flatMap((each) => (isSilent(each, nowMs) ? [each.untilMs] : []));
    return ends.length === 0 ? null : Math.max(...ends);
  });
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
