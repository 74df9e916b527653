/** Three rising tones; says that a step's time is over. Silent where the PC has no sound. */
export function chime(): void {
  try {
    const audio = new AudioContext();
    [660, 880, 1100].forEach((hertz, i) => {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      const at = audio.currentTime + i * 0.28;
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.3, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.26);
      if (i === 2) tone.addEventListener('ended', () => void audio.close());
    });
  } catch {
    // The clock on the screen says the same.
  }
}
