package dev.sluice.core.speech;

import dev.sluice.core.rtp.AudioLevel;

/**
 * Tells speech from noise by the levels of one stream's packets (RFC 6464).
 *
 * <p>Speech begins once what was loud outweighs what was quiet by {@link #BEGIN_NANOS}: a click is
 * too short, and so are keystrokes, which the quiet between them takes back. It ends when nothing
 * loud has come for {@link #HANG_OVER_NANOS}: a pause between words is not the end. Loud is what
 * stands out from the noise of the room, which is learnt: a fan or a poor microphone stops counting
 * after some seconds. A noise as long as a word can't be told from one by its level alone.
 *
 * <p>The voice activity bit isn't used: RFC 6464 section 4 lets senders leave it without meaning,
 * and browsers set it for whatever their encoder doesn't suppress.
 *
 * <p>Everything belongs to one loop.
 */
public final class SpeechDetector {

  static final long BEGIN_NANOS = 120_000_000;

  /** After so much of it a word is guessed. */
  static final long SOUND_NANOS = 40_000_000;

  /** Whoever types isn't to be guessed to speak with each stroke. */
  static final long BETWEEN_SOUNDS_NANOS = 2_000_000_000;

  static final long HANG_OVER_NANOS = 700_000_000;
  static final long REPORT_NANOS = 1_000_000_000;

  /** As long as Opus makes a packet (RFC 6716 section 2.1.4); what is longer was a silence. */
  private static final long LONGEST_PACKET_NANOS = 120_000_000;

  private static final long USUAL_PACKET_NANOS = 20_000_000;

  /** Timestamps that go back by more are a sender that began anew, not packets out of order. */
  private static final long MOST_REORDERING_NANOS = 1_000_000_000;

  /** How far speech stands out from noise. */
  private static final float MARGIN_DB = 12;

  /** However noisy it is, what is louder than -35 dBov counts; and nothing quieter than -50. */
  private static final float HIGHEST_NOISE = AudioLevel.SILENCE - 47;

  private static final float LOWEST_NOISE = AudioLevel.SILENCE - 62;

  /** Noise is believed to be louder only slowly, as words are loud for long without being noise. */
  private static final float NOISE_RISE_DB_PER_NANO = 2 / 1e9f;

  private SpeechListener listener = SpeechListener.NONE;

  private boolean begun;
  private int timestamp;

  /** In dB above silence. The first quiet packet puts right what is too high for a good room. */
  private float noise = HIGHEST_NOISE;

  /** Loud time less quiet time, while nobody speaks. */
  private long evidenceNanos;

  private boolean guessed;
  private long guessedNanos;

  private boolean speaking;
  private long loudAtNanos;
  private long reportedNanos;

  /** Over the loud packets since the last report. */
  private long levelSum;

  private int loudPackets;

  /** Who is told from now on. */
  public void setListener(SpeechListener listener) {
    this.listener = listener;
  }

  /** The timestamps that follow have nothing to do with those before. */
  public void onNewStream() {
    begun = false;
  }

  /**
   * Takes in one packet. Those that come late change nothing.
   *
   * @param level 0 to 127 in -dBov
   */
  public void onPacket(int level, int rtpTimestamp, int clockRateHz, long nowNanos) {
    long passedNanos = USUAL_PACKET_NANOS;
    if (begun) {
      passedNanos = (rtpTimestamp - timestamp) * 1_000_000_000L / clockRateHz;
      if (passedNanos <= 0 && passedNanos > -MOST_REORDERING_NANOS) {
        return;
      }
    }
    begun = true;
    timestamp = rtpTimestamp;
    if (passedNanos < 0 || passedNanos > LONGEST_PACKET_NANOS) {
      // Nothing is sent in silence where the sender may leave it out (DTX), or while muted.
      evidenceNanos = 0;
      passedNanos = USUAL_PACKET_NANOS;
    }
    float loudness = AudioLevel.SILENCE - level;
    if (loudness > noise + MARGIN_DB) {
      onLoud(level, passedNanos, nowNanos);
    } else {
      evidenceNanos = Math.max(0, evidenceNanos - passedNanos);
    }
    learnNoise(loudness, passedNanos);
  }

  private void onLoud(int level, long passedNanos, long nowNanos) {
    if (!speaking && evidenceNanos == 0) {
      levelSum = 0;
      loudPackets = 0;
    }
    levelSum += level;
    loudPackets++;
    loudAtNanos = nowNanos;
    if (speaking) {
      if (nowNanos - reportedNanos >= REPORT_NANOS) {
        report(nowNanos);
      }
      return;
    }
    evidenceNanos += passedNanos;
    if (evidenceNanos >= SOUND_NANOS
        && (!guessed || nowNanos - guessedNanos >= BETWEEN_SOUNDS_NANOS)) {
      guessed = true;
      guessedNanos = nowNanos;
      listener.onSound();
    }
    if (evidenceNanos >= BEGIN_NANOS) {
      speaking = true;
      report(nowNanos);
    }
  }

  private void report(long nowNanos) {
    int level = (int) (levelSum / loudPackets);
    levelSum = 0;
    loudPackets = 0;
    reportedNanos = nowNanos;
    listener.onSpeech(true, level, nowNanos);
  }

  /** Digital silence is a muted microphone and says nothing about the room. */
  private void learnNoise(float loudness, long passedNanos) {
    if (loudness > 0) {
      float risen = noise + NOISE_RISE_DB_PER_NANO * passedNanos;
      noise = Math.clamp(Math.min(loudness, risen), LOWEST_NOISE, HIGHEST_NOISE);
    }
  }

  /** Some times a second: also a stream from which nothing comes any more has ended to speak. */
  public void onTick(long nowNanos) {
    if (speaking && nowNanos - loudAtNanos >= HANG_OVER_NANOS) {
      speaking = false;
      evidenceNanos = 0;
      listener.onSpeech(false, AudioLevel.SILENCE, nowNanos);
    }
  }
}
