package dev.sluice.core.forward;

import java.util.List;

/**
 * What its publisher says of one encoding by the video layers allocation.
 *
 * @param layers that it sends, the lowest first; empty where it doesn't send the encoding
 */
public record AnnouncedEncoding(List<Layer> layers) {

  /**
   * One spatial layer.
   *
   * @param spatialLayer from 0
   * @param width in pixels, 0 while unknown
   * @param height in pixels, 0 while unknown
   * @param framesPerSecond at most
   * @param bitratesBps by temporal layer, each with all layers that it needs
   */
  public record Layer(
      int spatialLayer, int width, int height, int framesPerSecond, List<Long> bitratesBps) {}
}
