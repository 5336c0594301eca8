package dev.sluice.core.receive;

import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.RtcpFeedback;
import dev.sluice.core.rtp.RtpParameters;

/** What each payload type of a media section means: a table, immutable. */
public final class PayloadTypes {

  private static final int COUNT = 128;

  private final CodecParameters[] codecs = new CodecParameters[COUNT];
  private final CodecParameters[] originals = new CodecParameters[COUNT];
  private final boolean nack;

  public PayloadTypes(RtpParameters parameters) {
    boolean anyNack = false;
    for (CodecParameters codec : parameters.codecs()) {
      codecs[codec.payloadType() & (COUNT - 1)] = codec;
      if (codec.rtxPayloadType().isPresent()) {
        originals[codec.rtxPayloadType().getAsInt() & (COUNT - 1)] = codec;
      }
      anyNack |= codec.feedback().contains(RtcpFeedback.NACK);
    }
    this.nack = anyNack;
  }

  /** The codec of a media payload type, 0 to 127; null for RTX and what isn't negotiated. */
  public CodecParameters codec(int payloadType) {
    return codecs[payloadType];
  }

  /** The codec whose retransmissions have this payload type; null where it isn't RTX. */
  public CodecParameters originalOf(int rtxPayloadType) {
    return originals[rtxPayloadType];
  }

  /** Whether the payload type means anything here, RTX included. */
  public boolean contains(int payloadType) {
    return codecs[payloadType] != null || originals[payloadType] != null;
  }

  /** Whether missing packets may be asked for again. */
  public boolean nack() {
    return nack;
  }
}
