let context: AudioContext | null = null;

/** Two soft rising tones of the alarms' kind; says that a step's time is over. Silent where the PC has no sound. */
export function chime(volume: number): void {
  try {
    context ??= new AudioContext();
    const audio = context;
    if (audio.state === 'suspended') void audio.resume();
    [659, 880].forEach((hertz, i) => {
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      const at = audio.currentTime + 0.02 + i * 0.24;
      tone.type = 'triangle';
      tone.frequency.value = hertz;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(volume, at + 0.02);
      gain.gain.linearRampToValueAtTime(0, at + 0.22);
      tone.connect(gain).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.24);
    });
  } catch {
    // The clock on the screen says the same.
  }
}
