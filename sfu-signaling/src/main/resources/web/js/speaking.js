import { LevelMeter } from './level-meter.js';

/** A pause between words is not the end of speaking. */
const HOLD_MS = 700;
const THRESHOLD = 0.012;

/**
 * Whether one speaks oneself, by measuring, which is quicker than asking the server, and works
 * while muted: then `onMutedSpeech` is called. Of others the room tells.
 */
export class SpeakingIndicator {
  #lastHeard = -Infinity;
  #own;
  #meter = new LevelMeter((level) => this.#onLevel(level));

  /** `own`: {tile, isMuted(), onMutedSpeech()} */
  constructor(own) {
    this.#own = own;
  }

  listenToOwn(track) {
    this.#meter.listenTo(track);
  }

  close() {
    this.#meter.close();
  }

  #onLevel(level) {
    const now = performance.now();
    const { tile, isMuted, onMutedSpeech } = this.#own;
    if (level > THRESHOLD) {
      if (isMuted()) onMutedSpeech();
      else this.#lastHeard = now;
    }
    tile.setSpeaking(!isMuted() && now - this.#lastHeard < HOLD_MS);
  }
}
