const INTERVAL_MS = 100;

/** How loud a captured track is, about ten times a second, from 0 to 1. */
export class LevelMeter {
  #onLevel;
  #context = null;
  #source = null;
  #timer = null;

  constructor(onLevel) {
    this.#onLevel = onLevel;
  }

  /** Listens to another track, or to none. */
  listenTo(track) {
    clearInterval(this.#timer);
    this.#source?.disconnect();
    this.#source = null;
    if (!track) {
      this.#onLevel(0);
      return;
    }
    this.#context ??= new AudioContext();
    const analyser = new AnalyserNode(this.#context, { fftSize: 1024 });
    this.#source = new MediaStreamAudioSourceNode(this.#context, {
      mediaStream: new MediaStream([track]),
    });
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      // Browsers hold the clock until the first click of the page.
      if (this.#context.state === 'suspended') this.#context.resume();
      analyser.getFloatTimeDomainData(samples);
      let energy = 0;
      for (const sample of samples) energy += sample * sample;
      this.#onLevel(Math.sqrt(energy / samples.length));
    }, INTERVAL_MS);
  }

  close() {
    this.listenTo(null);
    this.#context?.close();
    this.#context = null;
  }
}

/** Loudness to the eye: speech at -40 dBFS is a third of the bar, -10 dBFS is all of it. */
export function levelForEye(level) {
  const decibels = 20 * Math.log10(Math.max(level, 1e-4));
  return Math.min(1, Math.max(0, (decibels + 55) / 45));
}
