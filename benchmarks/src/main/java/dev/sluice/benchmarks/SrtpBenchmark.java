package dev.sluice.benchmarks;

import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import java.util.Arrays;
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

/** Secrecy: one RTP packet protected; and one verified and decrypted. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SrtpBenchmark {

  @Param SrtpProfile profile;

  /** Of the plain packet, its header of 12 bytes included. */
  @Param({"1200", "100"})
  int packetBytes;

  /** So many packets are unprotected over and over, each time by a receiver with new keys. */
  private static final int RECEIVED_PACKETS = 4096;

  private final RtpPacket header = new RtpPacket();
  private byte[] plain;
  private byte[] secret;
  private byte[] received;
  private SrtpSession sender;
  private SrtpSession receiver;
  private int sequenceNumber;
  private byte[][] secrets;
  private int next;

  @Setup
  public void prepare() {
    sender = Keys.client(profile);
    receiver = Keys.server(profile);
    plain = new byte[packetBytes];
    new Random(1).nextBytes(plain);
    plain[0] = (byte) 0x80;
    header.wrap(plain, 0, plain.length);
    secret = new byte[packetBytes + SrtpSession.MAX_TRAILER];
    received = new byte[packetBytes];
    secrets = new byte[RECEIVED_PACKETS][];
    for (int i = 0; i < RECEIVED_PACKETS; i++) {
      int length = protect();
      secrets[i] = Arrays.copyOf(secret, length);
    }
  }

  @Benchmark
  public int protect() {
    header.setSequenceNumber(sequenceNumber);
    sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
    return passed(sender.protectRtp(plain, 0, plain.length, secret, 0));
  }

  /**
   * A receiver takes each packet once. So a new one begins after every {@value #RECEIVED_PACKETS},
   * which adds what it costs to make, less than one in a hundred.
   */
  @Benchmark
  public int unprotect() {
    if (next == RECEIVED_PACKETS) {
      next = 0;
      receiver = Keys.server(profile);
    }
    byte[] packet = secrets[next++];
    return passed(receiver.unprotectRtp(packet, 0, packet.length, received, 0));
  }

  private static int passed(int length) {
    if (length < 0) {
      throw new IllegalStateException("a packet was dropped: " + length);
    }
    return length;
  }
}
