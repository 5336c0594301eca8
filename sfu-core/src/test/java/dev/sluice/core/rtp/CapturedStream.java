package dev.sluice.core.rtp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One video stream of a browser: its packets, and the frames that its encoder made, as the browser
 * tells a script of them; see captures/README.md.
 *
 * @param descriptorId of the dependency descriptor's header extension; 0 where it wasn't negotiated
 * @param packets in the order of their sequence numbers, none missing
 * @param frames in the order in which they were encoded, which is that of the packets
 */
public record CapturedStream(
    Codec codec,
    int payloadType,
    int descriptorId,
    List<byte[]> packets,
    List<EncodedFrame> frames) {

  private static final List<String> NAMES =
      List.of(
          "chromium-vp8-l1t3",
          "chromium-vp8-l1t3-dd",
          "chromium-vp9-l1t1",
          "chromium-vp9-l1t3",
          "chromium-vp9-l3t3",
          "chromium-vp9-l3t3-key",
          "chromium-h264-l1t3",
          "chromium-av1-l1t3",
          "chromium-av1-l3t3",
          "chromium-av1-l3t3-key",
          "firefox-vp8",
          "firefox-vp9",
          "firefox-av1");

  /**
   * A frame of one spatial layer.
   *
   * @param timestamp of RTP; the same for all spatial layers of a picture
   * @param id the encoder's running number of frames
   * @param key whether it begins a coded video sequence: only the lowest spatial layer's does
   * @param dependencies the ids of the frames that it refers to
   */
  public record EncodedFrame(
      int timestamp,
      int id,
      int spatialId,
      int temporalId,
      boolean key,
      int width,
      int height,
      Set<Integer> dependencies) {}

  /** Of all streams that there are. */
  public static List<String> names() {
    return NAMES;
  }

  /** Of those with dependency descriptors; all of them have three temporal layers. */
  public static List<String> describedNames() {
    return NAMES.stream().filter(name -> read(name).descriptorId() > 0).toList();
  }

  /** The stream of {@code captures/NAME.rtp} and {@code captures/NAME.frames}. */
  public static CapturedStream read(String name) {
    List<String> lines = WireBytes.captureLines(name + ".frames");
    String[] head = lines.getFirst().split(" ", -1);
    return new CapturedStream(
        Codec.valueOf(head[0]),
        Integer.parseInt(head[1]),
        Integer.parseInt(head[2]),
        WireBytes.capture(name + ".rtp"),
        lines.stream().skip(1).map(CapturedStream::frame).toList());
  }

  private static EncodedFrame frame(String line) {
    String[] fields = line.split(" ", -1);
    String[] size = fields[5].split("x", -1);
    Set<Integer> dependencies = new TreeSet<>();
    Arrays.stream(fields).skip(6).map(Integer::valueOf).forEach(dependencies::add);
    return new EncodedFrame(
        Integer.parseUnsignedInt(fields[0]),
        Integer.parseInt(fields[1]),
        Integer.parseInt(fields[2]),
        Integer.parseInt(fields[3]),
        fields[4].equals("key"),
        Integer.parseInt(size[0]),
        Integer.parseInt(size[1]),
        dependencies);
  }

  /** The frames of each picture, from its lowest spatial layer up. */
  public List<List<EncodedFrame>> pictures() {
    List<List<EncodedFrame>> pictures = new ArrayList<>();
    for (EncodedFrame frame : frames) {
      if (pictures.isEmpty() || pictures.getLast().getFirst().timestamp() != frame.timestamp()) {
        pictures.add(new ArrayList<>());
      }
      pictures.getLast().add(frame);
    }
    return pictures;
  }

  /** How many there are, the lowest included. */
  public int spatialLayers() {
    return 1 + frames.stream().mapToInt(EncodedFrame::spatialId).max().orElseThrow();
  }
}
