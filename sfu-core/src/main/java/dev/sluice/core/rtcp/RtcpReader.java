package dev.sluice.core.rtcp;

import static dev.sluice.core.rtp.NetworkBytes.get32;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned16;
import static dev.sluice.core.rtp.NetworkBytes.getUnsigned8;

/**
 * Walks through the packets of one RTCP datagram, compound (RFC 3550 section 6.1) or of reduced
 * size (RFC 5506).
 *
 * <p>{@link #wrap}, then {@link #next} before each packet; {@link #kind} says which accessor to
 * use. That accessor's flyweight, whose content has been checked as a whole, lasts until the next
 * call of {@link #next}; the others mean nothing then. Reusable, allocates nothing, not
 * thread-safe.
 */
public final class RtcpReader {
  /** Packet types: RFC 3550 section 12.1, RFC 4585 section 6.1, RFC 3611 section 2. */
  static final int SENDER_REPORT = 200;

  static final int RECEIVER_REPORT = 201;
  static final int SOURCE_DESCRIPTION = 202;
  static final int GOODBYE = 203;
  static final int TRANSPORT_LAYER_FEEDBACK = 205;
  static final int PAYLOAD_SPECIFIC_FEEDBACK = 206;
  static final int EXTENDED_REPORT = 207;

  /** Feedback message types of transport-layer feedback. */
  static final int FMT_NACK = 1;

  /** RFC 8888 section 3.1. */
  static final int FMT_CONGESTION_FEEDBACK = 11;

  static final int FMT_TRANSPORT_CC = 15;

  /** Feedback message types of payload-specific feedback. */
  static final int FMT_PLI = 1;

  static final int FMT_FIR = 4;
  static final int FMT_APPLICATION = 15;

  static final int HEADER_LENGTH = 4;

  private final SenderReport senderReport = new SenderReport();
  private final ReceiverReport receiverReport = new ReceiverReport();
  private final SourceDescription sourceDescription = new SourceDescription();
  private final Goodbye goodbye = new Goodbye();
  private final Nack nack = new Nack();
  private final PictureLoss pictureLoss = new PictureLoss();
  private final FullIntraRequest fullIntraRequest = new FullIntraRequest();
  private final BitrateEstimate bitrateEstimate = new BitrateEstimate();
  private final TransportFeedback transportFeedback = new TransportFeedback();
  private final ExtendedReport extendedReport = new ExtendedReport();

  private byte[] buffer = new byte[0];
  private int end;
  private int nextOffset;
  private int packetOffset;
  private int packetLength;
  private RtcpKind kind = RtcpKind.OTHER;

  /**
   * Takes the datagram in {@code buffer[offset, offset + length)}.
   *
   * @return false where it is no chain of RTCP packets of version 2 that fills it exactly
   */
  public boolean wrap(byte[] buffer, int offset, int length) {
    int chainEnd = offset + length;
    int at = offset;
    this.buffer = buffer;
    this.end = offset;
    this.nextOffset = offset;
    if (length < HEADER_LENGTH) {
      return false;
    }
    while (at < chainEnd) {
      if (chainEnd - at < HEADER_LENGTH || getUnsigned8(buffer, at) >> 6 != 2) {
        return false;
      }
      int packet = lengthAt(buffer, at);
      if (packet > chainEnd - at) {
        return false;
      }
      at += packet;
    }
    this.end = chainEnd;
    return true;
  }

  private static int lengthAt(byte[] buffer, int offset) {
    return 4 * (getUnsigned16(buffer, offset + 2) + 1);
  }

  /** Moves to the next packet; false where there is none left. */
  public boolean next() {
    if (nextOffset >= end) {
      return false;
    }
    packetOffset = nextOffset;
    packetLength = lengthAt(buffer, packetOffset);
    nextOffset += packetLength;
    kind = read();
    return true;
  }

  private RtcpKind read() {
    int count = count();
    int bodyEnd = packetOffset + packetLength;
    if ((buffer[packetOffset] & 0x20) != 0) {
      // RFC 3550 section 6.4.1: a multiple of four, itself included, and only in the last packet;
      // senders of transport-cc pad wherever they stand.
      int padding = getUnsigned8(buffer, bodyEnd - 1);
      if (padding == 0 || padding > packetLength - HEADER_LENGTH) {
        return RtcpKind.MALFORMED;
      }
      bodyEnd -= padding;
    }
    int body = packetOffset + HEADER_LENGTH;
    return switch (packetType()) {
      case SENDER_REPORT ->
          checked(senderReport.wrap(buffer, body, bodyEnd, count), RtcpKind.SENDER_REPORT);
      case RECEIVER_REPORT ->
          checked(receiverReport.wrap(buffer, body, bodyEnd, count), RtcpKind.RECEIVER_REPORT);
      case SOURCE_DESCRIPTION ->
          checked(
              sourceDescription.wrap(buffer, body, bodyEnd, count), RtcpKind.SOURCE_DESCRIPTION);
      case GOODBYE -> checked(goodbye.wrap(buffer, body, bodyEnd, count), RtcpKind.GOODBYE);
      case TRANSPORT_LAYER_FEEDBACK -> readTransportLayerFeedback(body, bodyEnd, count);
      case PAYLOAD_SPECIFIC_FEEDBACK -> readPayloadSpecificFeedback(body, bodyEnd, count);
      case EXTENDED_REPORT ->
          checked(extendedReport.wrap(buffer, body, bodyEnd), RtcpKind.EXTENDED_REPORT);
      default -> RtcpKind.OTHER;
    };
  }

  private RtcpKind readTransportLayerFeedback(int body, int bodyEnd, int messageType) {
    return switch (messageType) {
      case FMT_NACK -> checked(nack.wrap(buffer, body, bodyEnd), RtcpKind.NACK);
      case FMT_TRANSPORT_CC ->
          checked(transportFeedback.wrap(buffer, body, bodyEnd), RtcpKind.TRANSPORT_FEEDBACK);
      default -> RtcpKind.OTHER;
    };
  }

  private RtcpKind readPayloadSpecificFeedback(int body, int bodyEnd, int messageType) {
    return switch (messageType) {
      case FMT_PLI -> checked(pictureLoss.wrap(buffer, body, bodyEnd), RtcpKind.PICTURE_LOSS);
      case FMT_FIR ->
          checked(fullIntraRequest.wrap(buffer, body, bodyEnd), RtcpKind.FULL_INTRA_REQUEST);
      case FMT_APPLICATION -> {
        if (bodyEnd - body < BitrateEstimate.FIXED_LENGTH
            || get32(buffer, body + 8) != BitrateEstimate.IDENTIFIER) {
          yield RtcpKind.OTHER;
        }
        yield checked(bitrateEstimate.wrap(buffer, body, bodyEnd), RtcpKind.BITRATE_ESTIMATE);
      }
      default -> RtcpKind.OTHER;
    };
  }

  private static RtcpKind checked(boolean wellFormed, RtcpKind kind) {
    return wellFormed ? kind : RtcpKind.MALFORMED;
  }

  /** What the current packet is, and so which accessor to use. */
  public RtcpKind kind() {
    return kind;
  }

  /** The current packet's type, 0 to 255. */
  public int packetType() {
    return getUnsigned8(buffer, packetOffset + 1);
  }

  /** The five bits behind the padding bit: a count or the feedback message type. */
  public int count() {
    return buffer[packetOffset] & 0x1F;
  }

  /** Where the current packet begins in the array. */
  public int packetOffset() {
    return packetOffset;
  }

  /** The current packet's bytes, header and padding included. */
  public int packetLength() {
    return packetLength;
  }

  public SenderReport senderReport() {
    return senderReport;
  }

  public ReceiverReport receiverReport() {
    return receiverReport;
  }

  public SourceDescription sourceDescription() {
    return sourceDescription;
  }

  public Goodbye goodbye() {
    return goodbye;
  }

  public Nack nack() {
    return nack;
  }

  public PictureLoss pictureLoss() {
    return pictureLoss;
  }

  public FullIntraRequest fullIntraRequest() {
    return fullIntraRequest;
  }

  /** REMB. */
  public BitrateEstimate bitrateEstimate() {
    return bitrateEstimate;
  }

  public TransportFeedback transportFeedback() {
    return transportFeedback;
  }

  public ExtendedReport extendedReport() {
    return extendedReport;
  }
}
