import { LevelMeter } from './level-meter.js';

const INTERVAL_MS = 150;
/** A pause between words is not the end of speaking. */
const HOLD_MS = 700;
const REMOTE_THRESHOLD = 0.02;
const OWN_THRESHOLD = 0.012;

/**
 * Who is speaking. Others by the level that came with their latest packet (RFC 6464), which costs
 * nothing; oneself by measuring, also while muted: then `onMutedSpeech` is called.
 */
export class SpeakingIndicator {
  #lastHeard = new Map();
  #receivers = new Map();
  #own;
  #meter = new LevelMeter((level) => this.#onOwnLevel(level));
  #timer = setInterval(() => this.#look(), INTERVAL_MS);

  /** `own`: {tile, isMuted(), onMutedSpeech()} */
  constructor(own) {
    this.#own = own;
  }

  listenToOwn(track) {
    this.#meter.listenTo(track);
  }

  watch(receiver, tile) {
    this.#receivers.set(receiver, tile);
  }

  unwatch(receiver) {
    this.#receivers.get(receiver)?.setSpeaking(false);
    this.#receivers.delete(receiver);
  }

  close() {
    clearInterval(this.#timer);
    this.#meter.close();
  }

  #look() {
    const now = performance.now();
    for (const [receiver, tile] of this.#receivers) {
      const [latest] = receiver.getSynchronizationSources();
      const isFresh = latest && performance.timeOrigin + now - latest.timestamp < HOLD_MS;
      if (isFresh && latest.audioLevel > REMOTE_THRESHOLD) this.#lastHeard.set(tile, now);
      tile.setSpeaking(now - (this.#lastHeard.get(tile) ?? -Infinity) < HOLD_MS);
    }
  }

  #onOwnLevel(level) {
    const now = performance.now();
    const { tile, isMuted, onMutedSpeech } = this.#own;
    if (level > OWN_THRESHOLD) {
      if (isMuted()) onMutedSpeech();
      else this.#lastHeard.set(tile, now);
    }
    tile.setSpeaking(!isMuted() && now - (this.#lastHeard.get(tile) ?? -Infinity) < HOLD_MS);
  }
}
