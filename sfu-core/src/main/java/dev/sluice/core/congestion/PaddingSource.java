package dev.sluice.core.congestion;

/** Sends packets that a viewer has no need of, so that a probe is as fast as it is to be. */
public interface PaddingSource {

  /**
   * Sends one packet, past the pacer.
   *
   * @param bytes about how long it is to be; it may be shorter, or longer by a header
   * @return its length; 0 where there is none to be sent
   */
  int sendPadding(int bytes, long nowNanos);
}
