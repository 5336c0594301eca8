package dev.sluice.core.speech;

/** Hears when somebody begins and ends to speak on one stream. */
public interface SpeechListener {

  /** Nobody hears. */
  SpeechListener NONE =
      new SpeechListener() {
        @Override
        public void onSound() {}

        @Override
        public void onSpeech(boolean speaking, int level, long nowNanos) {}
      };

  /**
   * Loop: something loud has come that may prove to be a word, or a click: now is the time to
   * prepare for what takes long and costs little.
   */
  void onSound();

  /**
   * Loop: somebody has begun to speak, still speaks (told about once a second) or has ended.
   *
   * @param level of what was spoken since the last call, in -dBov: 0 is the loudest, 127 silence;
   *     127 at the end
   * @param nowNanos on the clock that all loops share
   */
  void onSpeech(boolean speaking, int level, long nowNanos);
}
