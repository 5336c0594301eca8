package dev.sluice.signaling.e2e;

import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Plays one participant's video by WHEP and counts the pictures that were decoded. */
final class LibWebRtcViewer implements AutoCloseable {

  /** webrtc-java makes a transceiver only from a track; in a receive-only one it's never sent. */
  private static final VideoTrack NOTHING_TO_SEND =
      LibWebRtcPeer.factory().createVideoTrack("none", new CustomVideoSource());

  private final AtomicLong decoded = new AtomicLong();
  private final LibWebRtcPeer peer;

  LibWebRtcViewer(URI whep, UnaryOperator<String> onAnswer)
      throws IOException, InterruptedException {
    this();
    peer.negotiate(whep, onAnswer);
  }

  /** One that is negotiated by {@link #peer}. */
  LibWebRtcViewer() {
    peer =
        new LibWebRtcPeer(
            transceiver -> {
              if (transceiver.getReceiver().getTrack() instanceof VideoTrack video) {
                video.addSink(_ -> decoded.incrementAndGet());
              }
            });
    var init = new RTCRtpTransceiverInit();
    init.direction = RTCRtpTransceiverDirection.RECV_ONLY;
    peer.connection().addTransceiver(NOTHING_TO_SEND, init);
  }

  /** Pictures decoded so far. */
  long decodedFrames() {
    return decoded.get();
  }

  Map<String, Object> videoStatistics() {
    return peer.statistics(RTCStatsType.INBOUND_RTP, "video");
  }

  LibWebRtcPeer peer() {
    return peer;
  }

  @Override
  public void close() {
    peer.close();
  }
}
