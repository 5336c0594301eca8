package dev.sluice.benchmarks;

import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Secrecy: one RTP packet protected, and one verified and decrypted as well. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SrtpBenchmark {

  @Param SrtpProfile profile;

  /** Of the plain packet, its header of 12 bytes included. */
  @Param({"1200", "100"})
  int packetBytes;

  private final RtpPacket header = new RtpPacket();
  private byte[] plain;
  private byte[] secret;
  private byte[] received;
  private SrtpSession sender;
  private SrtpSession receiver;
  private int sequenceNumber;

  @Setup
  public void prepare() {
    sender = Keys.client(profile);
    receiver = Keys.server(profile);
    plain = new byte[packetBytes];
    new Random(1).nextBytes(plain);
    plain[0] = (byte) 0x80;
    header.wrap(plain, 0, plain.length);
    secret = new byte[packetBytes + SrtpSession.MAX_TRAILER + SrtpSession.WORKSPACE];
    received = new byte[packetBytes + SrtpSession.WORKSPACE];
  }

  @Benchmark
  public int protect() {
    header.setSequenceNumber(sequenceNumber);
    sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
    return passed(sender.protectRtp(plain, 0, plain.length, secret, 0));
  }

  /** A receiver takes a packet once, so that each needs to be protected first. */
  @Benchmark
  public int protectThenUnprotect() {
    int length = protect();
    return passed(receiver.unprotectRtp(secret, 0, length, received, 0));
  }

  private static int passed(int length) {
    if (length < 0) {
      throw new IllegalStateException("a packet was dropped: " + length);
    }
    return length;
  }
}
