package dev.sluice.core.rtp;

/** The client-to-mixer audio level header extension, RFC 6464 section 3. */
public final class AudioLevel {
  /** Bytes of its value. */
  public static final int LENGTH = 1;

  /** The level of digital silence. */
  public static final int SILENCE = 127;

  private AudioLevel() {}

  /** The level in -dBov: 0 is the loudest, {@link #SILENCE} the quietest. */
  public static int level(byte[] buffer, int offset) {
    return buffer[offset] & 0x7F;
  }

  /** Whether the sender believes that somebody speaks. */
  public static boolean voice(byte[] buffer, int offset) {
    return (buffer[offset] & 0x80) != 0;
  }
}
