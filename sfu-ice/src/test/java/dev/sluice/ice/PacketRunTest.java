package dev.sluice.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacketRunTest {

  private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

  private final PacketRun run = new PacketRun(PacketRun.MAX_SEGMENTS);

  @AfterEach
  void release() {
    run.discard();
  }

  private void add(int length) {
    byte[] packet = new byte[length];
    Arrays.fill(packet, (byte) length);
    run.add(ALLOCATOR, packet, 0, length);
  }

  @Test
  void packetsOfOneSizeJoin() {
    add(100);
    assertThat(run.accepts(100)).isTrue();
    add(100);
    assertThat(run.count()).isEqualTo(2);
    assertThat(run.segmentLength()).isEqualTo(100);
  }

  @Test
  void aShorterPacketIsTheLast() {
    add(100);
    add(99);
    assertThat(run.accepts(99)).isFalse();
    assertThat(run.accepts(100)).isFalse();
  }

  @Test
  void aLongerPacketBeginsAnotherRun() {
    add(100);
    assertThat(run.accepts(101)).isFalse();
  }

  @Test
  void aRunHasNoMoreSegmentsThanTheKernelTakes() {
    for (int i = 0; i < 64; i++) {
      assertThat(run.accepts(10)).isTrue();
      add(10);
    }
    assertThat(run.accepts(10)).isFalse();
  }

  @Test
  void aRunFitsAUdpPayload() {
    int packets = 0;
    while (run.accepts(1300)) {
      add(1300);
      packets++;
    }
    assertThat(packets).isEqualTo(65_507 / 1300);
  }

  @Test
  void withoutSegmentationEveryPacketIsAlone() {
    PacketRun single = new PacketRun(1);
    single.add(ALLOCATOR, new byte[10], 0, 10);
    assertThat(single.accepts(10)).isFalse();
    single.discard();
  }

  @Test
  void whatIsTakenHoldsThePacketsInOrderAndTheNextRunIsEmpty() {
    add(3);
    add(3);
    add(2);
    ByteBuf taken = run.take();
    byte[] bytes = new byte[taken.readableBytes()];
    taken.readBytes(bytes);
    taken.release();
    assertThat(bytes).containsExactly(3, 3, 3, 3, 3, 3, 2, 2);
    assertThat(run.isEmpty()).isTrue();
    assertThat(run.accepts(1200)).isTrue();
  }
}
