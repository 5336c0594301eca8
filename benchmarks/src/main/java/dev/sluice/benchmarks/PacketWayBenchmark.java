package dev.sluice.benchmarks;

import dev.sluice.dtls.srtp.SrtpProfile;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The whole way but the system calls: a frame's packets read in one wake-up, decrypted, fanned out,
 * encrypted for each viewer and gathered in segmented sends. The publisher's own encryption is in
 * it, once a packet.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketWayBenchmark {

  private static final int PACKETS_PER_FRAME = 9;

  @Param({"AEAD_AES_128_GCM", "AES128_CM_HMAC_SHA1_80"})
  SrtpProfile profile;

  @Param({"1", "10", "100"})
  int viewers;

  private PacketWay way;

  @Setup
  public void connect() {
    way = new PacketWay(profile, viewers, true);
  }

  @Benchmark
  @OperationsPerInvocation(PACKETS_PER_FRAME)
  public long frame() {
    long before = way.port().packets();
    way.wakeUp(PACKETS_PER_FRAME);
    if (way.port().packets() - before != (long) PACKETS_PER_FRAME * viewers) {
      throw new IllegalStateException("not every viewer was sent the whole frame");
    }
    return way.port().messages();
  }
}
