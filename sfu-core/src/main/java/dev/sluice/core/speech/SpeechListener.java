package dev.sluice.core.speech;

/** Hears when somebody begins and ends to speak on one stream. */
@FunctionalInterface
public interface SpeechListener {

  /**
   * Loop: somebody has begun to speak, still speaks (told about once a second) or has ended.
   *
   * @param level of what was spoken since the last call, in -dBov: 0 is the loudest, 127 silence;
   *     127 at the end
   * @param nowNanos on the clock that all loops share
   */
  void onSpeech(boolean speaking, int level, long nowNanos);
}
