package dev.sluice.core.forward;

/** The way back from a publication to its session; called on the publisher's loop. */
public interface PublisherFeedback {

  /**
   * Asks the publisher for a keyframe now.
   *
   * @param ssrc the stream wanted
   * @param fir whether FIR is to be used, since PLI wasn't negotiated
   */
  void requestKeyFrame(int ssrc, boolean fir);

  /** The publication was renegotiated or closed: packets may belong elsewhere now. */
  void onChanged(Publication publication);
}
