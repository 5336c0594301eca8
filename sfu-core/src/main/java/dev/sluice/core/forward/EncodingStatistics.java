package dev.sluice.core.forward;

/**
 * What has been received of one encoding of a publication; without simulcast there is one.
 *
 * @param rid RFC 8852; empty without simulcast
 * @param ssrc of the stream received last, 0 before the first packet
 * @param active whether packets come just now
 * @param wanted whether its publisher is to send it; false where it was told that nobody watches
 * @param width in pixels, of the best spatial layer, 0 while unknown
 * @param height in pixels, of the best spatial layer, 0 while unknown
 * @param framesPerSecond over about the last second, of the best spatial layer
 * @param bitrateBps over about the last second
 * @param keyframes received
 * @param announced what its publisher says of it (video layers allocation), whether it is true or
 *     not; null where it says nothing
 */
public record EncodingStatistics(
    String rid,
    long ssrc,
    boolean active,
    boolean wanted,
    int width,
    int height,
    double framesPerSecond,
    int spatialLayers,
    int temporalLayers,
    long bitrateBps,
    long keyframes,
    AnnouncedEncoding announced) {}
