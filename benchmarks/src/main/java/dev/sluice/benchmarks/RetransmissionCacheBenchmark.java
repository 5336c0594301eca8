package dev.sluice.benchmarks;

import dev.sluice.core.forward.RetransmissionCache;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpPacket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The cache that all viewers share: one packet kept, one of those kept looked up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RetransmissionCacheBenchmark {

  /** How far back a viewer asks. */
  private static final int REACH = 64;

  private final EndlessVideo video = new EndlessVideo();
  private final RtpPacket packet = new RtpPacket();
  private final RtpPacket found = new RtpPacket();
  private RetransmissionCache cache;
  private long sequence;
  private int behind;

  @Setup
  public void fill() {
    cache = new RetransmissionCache(MediaKind.VIDEO);
    for (int i = 0; i < 10 * REACH; i++) {
      store();
    }
  }

  @Benchmark
  public long store() {
    packet.wrap(video.next(), 0, EndlessVideo.PACKET_LENGTH);
    sequence++;
    cache.store(sequence, packet, video.nowNanos());
    return sequence;
  }

  @Benchmark
  public int find() {
    behind = (behind + 7) % REACH;
    if (!cache.find(sequence - behind, found)) {
      throw new IllegalStateException("a packet was not in the cache");
    }
    return found.length();
  }
}
