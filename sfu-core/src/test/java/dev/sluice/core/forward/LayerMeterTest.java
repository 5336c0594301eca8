package dev.sluice.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.VideoLayersAllocation;
import dev.sluice.core.rtp.WireBytes;
import org.junit.jupiter.api.Test;

/** What Chromium says of a scalable stream (see captures/README.md), and what it sends. */
class LayerMeterTest {

  /** Layers of 320x180 with 62 and 97 kbit/s, and of 640x360 with 114 and 176 kbit/s. */
  private static final String BOTH = "03503e6172b001013f00b33c027f01673c";

  /** The lower layer alone, with 92 and 142 kbit/s. */
  private static final String LOWER = "01405c8e01013f00b33c";

  private final LayerMeter meter = new LayerMeter();
  private final FrameInfo frame = new FrameInfo();
  private long nowNanos = 1_000_000_000L;
  private int timestamp;

  private void announce(String hex) {
    VideoLayersAllocation allocation = new VideoLayersAllocation();
    byte[] value = WireBytes.hex(hex);
    assertThat(allocation.read(value, 0, value.length)).isTrue();
    meter.announced().take(allocation, 0);
  }

  /** A packet of 1000 bytes each tenth of a second, of each of so many spatial layers. */
  private void send(int spatialLayers, int tenths) {
    for (int i = 0; i < tenths; i++) {
      for (int spatial = 0; spatial < spatialLayers; spatial++) {
        frame.spatialId = spatial;
        frame.temporalId = 0;
        meter.count(timestamp, frame, 1_000);
      }
      timestamp += 9_000;
      nowNanos += 100_000_000;
      meter.sample(nowNanos);
    }
  }

  @Test
  void aSpatialLayerThatItsPublisherStoppedIsSoonNotToBeHad() {
    announce(BOTH);
    send(2, 20);
    announce(LOWER);
    send(1, 2);

    assertThat(meter.isSent(0, 0)).isTrue();
    assertThat(meter.isSent(1, 0)).isFalse();
  }

  @Test
  void aSpatialLayerThatComesInSpiteOfWhatIsSaidIsToBeHad() {
    announce(LOWER);
    send(2, 20);
    announce(LOWER);
    send(1, 20);

    assertThat(meter.isSent(1, 0)).isTrue();
  }

  @Test
  void aSpatialLayerThatStopsWithoutAWordIsWaitedFor() {
    announce(BOTH);
    send(2, 20);
    send(1, 20);

    assertThat(meter.isSent(1, 0)).isTrue();
  }

  @Test
  void aWholeSecondIsMeasuredBeforeItCountsAloneAndThenItDoes() {
    announce(BOTH);
    assertThat(meter.expectedBps(0, 0)).isEqualTo(62_000);
    send(1, 5);
    assertThat(meter.expectedBps(0, 0)).isEqualTo(Math.max(62_000, meter.bitrateBps(0, 0)));

    announce(LOWER.replace("5c8e01", "ff7fff7f"));
    assertThat(meter.expectedBps(0, 1)).isEqualTo(16_383_000);
    send(1, 10);
    assertThat(meter.expectedBps(0, 1)).isEqualTo(meter.bitrateBps(0, 1));
  }

  @Test
  void aLayerThatComesBackAfterAWhileIsAsUnknownAsANewOne() {
    send(1, 20);
    send(0, 20);
    announce(BOTH);

    send(1, 1);

    assertThat(meter.bitrateBps(0, 0)).isLessThan(20_000);
    assertThat(meter.expectedBps(0, 0)).isEqualTo(62_000);
  }

  @Test
  void theSizeOfThePicturesCountsMoreThanWhatIsSaidOfIt() {
    announce(BOTH);
    assertThat(meter.width(1)).isEqualTo(640);
    assertThat(meter.height(1)).isEqualTo(360);

    frame.spatialId = 1;
    frame.width = 480;
    frame.height = 270;
    meter.count(0, frame, 1_000);

    assertThat(meter.width(1)).isEqualTo(480);
    assertThat(meter.height(1)).isEqualTo(270);
  }

  @Test
  void sizesStayKnownWhenLaterOnlyBitratesAreSaid() {
    announce(BOTH);
    announce("03505c8e018e02a203");

    assertThat(meter.width(1)).isEqualTo(640);
    assertThat(meter.expectedBps(1, 1)).isEqualTo(418_000);
  }
}
