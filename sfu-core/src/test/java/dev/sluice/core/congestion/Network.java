package dev.sluice.core.congestion;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Flows over one bottleneck, on a virtual clock that moves by milliseconds. */
final class Network {

  private static final long MILLI_NANOS = 1_000_000;

  final Bottleneck link;
  private final List<VideoFlow> videos = new ArrayList<>();
  private final List<TcpFlow> downloads = new ArrayList<>();
  private long nowNanos = 5_000_000_000L;
  private long longestWaitNanos;

  /**
   * @param roundTripMillis of an empty link
   */
  Network(long rateBps, long roundTripMillis) {
    this.link = new Bottleneck(rateBps, roundTripMillis / 2);
  }

  /** A sender begins that has so much to send. */
  VideoFlow addVideo(long availableBps) {
    VideoFlow video = new VideoFlow(link, availableBps, nowNanos, 13 + 29 * videos.size());
    videos.add(video);
    return video;
  }

  TcpFlow addDownload() {
    TcpFlow download = new TcpFlow(link);
    downloads.add(download);
    return download;
  }

  void run(long millis) {
    longestWaitNanos = 0;
    for (long i = 0; i < millis; i++) {
      nowNanos += MILLI_NANOS;
      link.advance(nowNanos);
      for (VideoFlow video : videos) {
        video.advance(nowNanos);
      }
      for (TcpFlow download : downloads) {
        download.advance(nowNanos);
      }
      longestWaitNanos = Math.max(longestWaitNanos, link.waitNanos());
    }
  }

  /** Runs until something holds, and says after how many milliseconds it did. */
  long millisUntil(BooleanSupplier condition) {
    long millis = 0;
    while (!condition.getAsBoolean()) {
      if (millis == 60_000) {
        throw new AssertionError("It doesn't hold within a minute");
      }
      run(1);
      millis++;
    }
    return millis;
  }

  /** The longest that a packet would have waited before the link, since {@link #run} began. */
  long longestWaitMillis() {
    return longestWaitNanos / MILLI_NANOS;
  }

  long waitMillis() {
    return link.waitNanos() / MILLI_NANOS;
  }
}
