package dev.sluice.signaling.e2e;

import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Publishes a moving picture by WHIP until closed. */
final class LibWebRtcPublisher implements AutoCloseable {

  // First, because it loads the native library that the others need.
  private final LibWebRtcPeer peer = new LibWebRtcPeer(_ -> {});
  private final CustomVideoSource source = new CustomVideoSource();
  private final ScheduledExecutorService camera = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> pictures;
  private int frames;

  LibWebRtcPublisher(
      URI whip, int width, int height, int framesPerSecond, UnaryOperator<String> onAnswer)
      throws IOException, InterruptedException {
    VideoTrack track = LibWebRtcPeer.factory().createVideoTrack("video", source);
    var init = new RTCRtpTransceiverInit();
    init.direction = RTCRtpTransceiverDirection.SEND_ONLY;
    init.streamIds = List.of("camera");
    peer.connection().addTransceiver(track, init);
    peer.negotiate(whip, onAnswer);
    pictures =
        camera.scheduleAtFixedRate(
            () -> push(width, height), 0, 1_000_000 / framesPerSecond, TimeUnit.MICROSECONDS);
  }

  LibWebRtcPeer peer() {
    return peer;
  }

  /** A grey ramp that moves, so that every frame differs from the one before. */
  private void push(int width, int height) {
    NativeI420Buffer picture = NativeI420Buffer.allocate(width, height);
    var luma = picture.getDataY();
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        luma.put(row * picture.getStrideY() + column, (byte) (row + column + 4 * frames));
      }
    }
    var frame = new VideoFrame(picture, System.nanoTime());
    source.pushFrame(frame);
    frame.release();
    frames++;
  }

  @Override
  public void close() {
    pictures.cancel(false);
    camera.close();
    // Its transceiver still refers to the track natively: that stays until the process ends.
    peer.close();
  }
}
