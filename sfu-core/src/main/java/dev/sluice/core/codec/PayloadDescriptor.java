package dev.sluice.core.codec;

import dev.sluice.core.rtp.Codec;

/**
 * Reads what an RTP payload says about its frame. Readers keep no state from packet to packet, and
 * one may serve any number of streams and threads.
 */
public sealed interface PayloadDescriptor
    permits AudioPayload,
        Av1Payload,
        H264Payload,
        H265Payload,
        OpusPayload,
        RedPayloadDescriptor,
        Vp8Payload,
        Vp9Payload {

  /**
   * Reads the payload in {@code buffer[offset, offset + length)}.
   *
   * @param marker the packet's marker bit
   * @param out cleared, then filled in; of no meaning where false is returned
   * @return false where the payload is malformed or empty
   */
  boolean read(byte[] buffer, int offset, int length, boolean marker, FrameInfo out);

  /** The reader of a codec's payload format. */
  static PayloadDescriptor of(Codec codec) {
    return switch (codec) {
      case OPUS -> OpusPayload.INSTANCE;
      case RED -> RedPayloadDescriptor.INSTANCE;
      case G722, PCMU, PCMA -> AudioPayload.INSTANCE;
      case VP8 -> Vp8Payload.INSTANCE;
      case VP9 -> Vp9Payload.INSTANCE;
      case H264 -> H264Payload.INSTANCE;
      case H265 -> H265Payload.INSTANCE;
      case AV1 -> Av1Payload.INSTANCE;
    };
  }
}
