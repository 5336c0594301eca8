package dev.sluice.signaling.e2e;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * What a camera sees that never rests, 30 times a second, with the grain of a small sensor: an
 * encoder has always more to send than it may, where Chromium's own made-up camera is content with
 * a megabit.
 */
final class CameraFile {

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int FRAMES = 32;

  /** Its pattern is back where it began when the file begins anew. */
  private static final int STEP_PIXELS = 10;

  private static final double GRAIN = 3;

  private CameraFile() {}

  /** Writes it as YUV4MPEG2, and returns the flag that makes it Chromium's camera. */
  static String flag(Path folder) throws IOException {
    Path file = folder.resolve("camera.y4m");
    Random random = new Random(5);
    byte[] luma = new byte[WIDTH * HEIGHT];
    byte[] chroma = new byte[WIDTH * HEIGHT / 4];
    byte[] grain = new byte[1 << 16];
    for (int i = 0; i < grain.length; i++) {
      grain[i] = (byte) Math.round(random.nextGaussian() * GRAIN);
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(
          "YUV4MPEG2 W%d H%d F30:1 Ip A1:1 C420jpeg\n"
              .formatted(WIDTH, HEIGHT)
              .getBytes(StandardCharsets.US_ASCII));
      for (int frame = 0; frame < FRAMES; frame++) {
        for (int y = 0; y < HEIGHT; y++) {
          int noise = random.nextInt(grain.length - WIDTH);
          for (int x = 0; x < WIDTH; x++) {
            int pattern = texture(x + frame * STEP_PIXELS, y);
            luma[y * WIDTH + x] = (byte) (pattern + grain[noise + x]);
          }
        }
        Arrays.fill(chroma, (byte) (118 + frame / 4));
        out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
        out.write(luma);
        out.write(chroma);
        out.write(chroma);
      }
    }
    return "--use-file-for-fake-video-capture=" + file;
  }

  /** Bricks of many greys, the same every {@code FRAMES * STEP_PIXELS} pixels. */
  private static int texture(int x, int y) {
    int column = Math.floorMod(x, FRAMES * STEP_PIXELS) / 16;
    int row = y / 16;
    return 64 + Math.floorMod((column * 73 + row * 151) * 37, 128);
  }
}
