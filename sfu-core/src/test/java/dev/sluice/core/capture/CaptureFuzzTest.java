package dev.sluice.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is given as a capture: it ends, throws nothing but the one exception, and its frames lie
 * within it.
 */
class CaptureFuzzTest {

  @FuzzTest
  void anyFile(byte[] file) {
    read(file);
  }

  @FuzzTest
  void anyFrame(byte[] frame) {
    UdpDatagram datagram = new UdpDatagram();
    for (int linkType = 0; linkType < 300; linkType++) {
      if (datagram.wrap(linkType, frame, 0, frame.length)) {
        assertThat(datagram.payloadOffset()).isBetween(0, frame.length);
        assertThat(datagram.payloadLength()).isBetween(0, frame.length - datagram.payloadOffset());
        assertThat(datagram.source().getPort()).isBetween(0, 0xFFFF);
        assertThat(datagram.destination().getPort()).isBetween(0, 0xFFFF);
      }
    }
    assertThat(UpperPdu.dataOffset(frame, 0, frame.length)).isBetween(-1, frame.length);
  }

  @Test
  void aFileWithAnyBytesChanged() {
    byte[] file = someFile();
    Random random = new Random(3);
    for (int round = 0; round < 20_000; round++) {
      byte[] changed = file.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      read(changed);
    }
  }

  private static void read(byte[] file) {
    try {
      CaptureReader reader = new CaptureReader(file);
      UdpDatagram datagram = new UdpDatagram();
      int frames = 0;
      while (reader.next()) {
        frames++;
        assertThat(reader.offset()).isBetween(0, file.length);
        assertThat(reader.length()).isBetween(0, file.length - reader.offset());
        datagram.wrap(reader.source().linkType(), reader.bytes(), reader.offset(), reader.length());
      }
      assertThat(frames).isLessThanOrEqualTo(file.length / 16);
    } catch (CaptureFormatException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
  }

  private static byte[] someFile() {
    PcapngWriter writer = new PcapngWriter();
    UdpDatagramWriter datagram = new UdpDatagramWriter();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    writer.section("Test", "to be changed");
    file.write(writer.bytes(), 0, writer.length());
    writer.describeInterface(LinkType.RAW, "a", "b");
    file.write(writer.bytes(), 0, writer.length());
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    for (int i = 0; i < 5; i++) {
      datagram.write(here, here, new byte[i * 7], 0, i * 7);
      writer.packet(0, i, datagram.bytes(), datagram.length(), datagram.length());
      file.write(writer.bytes(), 0, writer.length());
    }
    writer.statistics(0, 9, 5, 1);
    file.write(writer.bytes(), 0, writer.length());
    return file.toByteArray();
  }
}
