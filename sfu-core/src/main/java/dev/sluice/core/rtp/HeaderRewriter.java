package dev.sluice.core.rtp;

import static dev.sluice.core.rtp.NetworkBytes.put16;
import static dev.sluice.core.rtp.NetworkBytes.put32;

import java.util.Map;

/**
 * Writes a received packet as one subscriber is to get it: with that subscriber's numbers, SSRC and
 * header extension ids. Marker, CSRCs and payload stay.
 *
 * <p>Of the sender's own extensions, those that the subscriber negotiated are added: MID while
 * {@link #sendMid} says so, abs-send-time and transport-cc with a value of zero, to be filled in by
 * {@link #stampAbsSendTime} and {@link #stampTransportCc} when the packet leaves.
 *
 * <p>Belongs to one subscription on one loop; writing allocates nothing.
 */
public final class HeaderRewriter {
  private static final byte[] NO_MID = new byte[0];

  private final byte[] mid;
  private final int midId;
  private final int absSendTimeId;
  private final int transportCcId;
  private final int dependencyDescriptorId;
  private final boolean ownIdsNeedTwoBytes;
  private final boolean mixedForms;

  private HeaderExtensionMapping mapping = HeaderExtensionMapping.nothing();
  private boolean sendMid = true;
  private boolean keepPadding;

  private boolean twoByteForm;
  private int absSendTimeOffset = -1;
  private int transportCcOffset = -1;
  private int dependencyDescriptorOffset = -1;
  private int payloadOffset;

  /**
   * @param mid the subscriber's media section as ASCII
   * @param destination the subscriber's header extension ids
   * @param mixedForms whether the subscriber agreed to {@code a=extmap-allow-mixed} (RFC 8285
   *     section 6), so that packets may have the two-byte form where ids would not need it. Where
   *     it did not, a value that only the two-byte form can carry is left out.
   * @throws IllegalArgumentException where an id is not 1 to 255
   */
  public HeaderRewriter(byte[] mid, Map<HeaderExtension, Integer> destination, boolean mixedForms) {
    int largestId = 0;
    for (int id : destination.values()) {
      largestId = Math.max(largestId, HeaderExtensionMapping.checkedId(id));
    }
    this.midId = destination.getOrDefault(HeaderExtension.MID, 0);
    this.absSendTimeId = destination.getOrDefault(HeaderExtension.ABS_SEND_TIME, 0);
    this.transportCcId = destination.getOrDefault(HeaderExtension.TRANSPORT_CC, 0);
    this.dependencyDescriptorId =
        destination.getOrDefault(HeaderExtension.DEPENDENCY_DESCRIPTOR, 0);
    this.mid = midId == 0 ? NO_MID : mid.clone();
    this.ownIdsNeedTwoBytes = largestId > 14;
    this.mixedForms = mixedForms;
  }

  /**
   * Whether values that the one-byte form has no room for may be written (RFC 8285 section 4.2).
   */
  public boolean writesLongValues() {
    return mixedForms || ownIdsNeedTwoBytes;
  }

  /** Which of the publisher's extensions pass; changes with the publication that is played. */
  public void setMapping(HeaderExtensionMapping mapping) {
    this.mapping = mapping;
  }

  /** Whether packets carry the MID: needed until the receiver has shown that it knows the SSRC. */
  public void sendMid(boolean sendMid) {
    this.sendMid = sendMid;
  }

  /** Whether RTP padding is passed on; without it, as at first, packets end with their payload. */
  public void keepPadding(boolean keepPadding) {
    this.keepPadding = keepPadding;
  }

  /**
   * Writes {@code source} anew.
   *
   * @return the bytes written, or -1 where {@code out} has too little room (nothing is written
   *     then)
   */
  public int write(
      RtpPacket source,
      int payloadType,
      int sequenceNumber,
      int timestamp,
      int ssrc,
      byte[] out,
      int outOffset) {
    return write(source, payloadType, sequenceNumber, timestamp, ssrc, -1, out, outOffset);
  }

  /**
   * Writes {@code source} as a retransmission (RFC 4588 section 4).
   *
   * @param payloadType the RTX payload type
   * @param sequenceNumber in the RTX stream
   * @param ssrc the RTX stream's
   * @param originalSequenceNumber as this subscriber got the packet the first time
   * @return as {@link #write}
   */
  public int writeRetransmission(
      RtpPacket source,
      int payloadType,
      int sequenceNumber,
      int timestamp,
      int ssrc,
      int originalSequenceNumber,
      byte[] out,
      int outOffset) {
    return write(
        source,
        payloadType,
        sequenceNumber,
        timestamp,
        ssrc,
        originalSequenceNumber & 0xFFFF,
        out,
        outOffset);
  }

  private int write(
      RtpPacket source,
      int payloadType,
      int sequenceNumber,
      int timestamp,
      int ssrc,
      int originalSequenceNumber,
      byte[] out,
      int outOffset) {
    int elements = measureElements(source);
    int extension = elements == 0 ? 0 : 4 + ((elements + 3) & ~3);
    int csrcs = 4 * source.csrcCount();
    int originalNumber = originalSequenceNumber < 0 ? 0 : Rtx.ORIGINAL_SEQUENCE_NUMBER_LENGTH;
    int padding = keepPadding ? source.paddingLength() : 0;
    int media = source.payloadLength() + padding;
    int total = RtpPacket.FIXED_HEADER_LENGTH + csrcs + extension + originalNumber + media;
    if (total > out.length - outOffset) {
      return -1;
    }

    int marker = source.marker() ? 0x80 : 0;
    out[outOffset] =
        (byte) (0x80 | (padding > 0 ? 0x20 : 0) | (extension > 0 ? 0x10 : 0) | source.csrcCount());
    out[outOffset + 1] = (byte) (marker | (payloadType & 0x7F));
    put16(out, outOffset + 2, sequenceNumber);
    put32(out, outOffset + 4, timestamp);
    put32(out, outOffset + 8, ssrc);
    int at = outOffset + RtpPacket.FIXED_HEADER_LENGTH;
    System.arraycopy(
        source.buffer(), source.offset() + RtpPacket.FIXED_HEADER_LENGTH, out, at, csrcs);
    at += csrcs;

    absSendTimeOffset = -1;
    transportCcOffset = -1;
    dependencyDescriptorOffset = -1;
    if (extension > 0) {
      put16(out, at, twoByteForm ? RtpPacket.TWO_BYTE_PROFILE : RtpPacket.ONE_BYTE_PROFILE);
      put16(out, at + 2, (extension - 4) / 4);
      writeElements(source, out, at + 4, at + extension, outOffset);
      at += extension;
    }
    payloadOffset = at - outOffset;
    if (originalNumber > 0) {
      put16(out, at, originalSequenceNumber);
      at += originalNumber;
    }
    System.arraycopy(source.buffer(), source.payloadOffset(), out, at, media);
    return total;
  }

  /** Chooses the form for this packet and returns the elements' bytes in it, without padding. */
  private int measureElements(RtpPacket source) {
    boolean fitsOneByte = !ownIdsNeedTwoBytes;
    int values = 0;
    int count = 0;
    int unfitValues = 0;
    int unfitCount = 0;
    source.rewindExtensions();
    while (source.nextExtension()) {
      if (mapping.destinationId(source.extensionId()) == 0) {
        continue;
      }
      int length = source.extensionLength();
      values += length;
      count++;
      if (!fitsOneByteForm(length)) {
        unfitValues += length;
        unfitCount++;
      }
    }
    if (absSendTimeId != 0) {
      values += AbsSendTime.LENGTH;
      count++;
    }
    if (transportCcId != 0) {
      values += TransportSequenceNumber.LENGTH;
      count++;
    }
    if (sendMid && mid.length > 0) {
      values += mid.length;
      count++;
      if (!fitsOneByteForm(mid.length)) {
        unfitValues += mid.length;
        unfitCount++;
      }
    }
    if (fitsOneByte && unfitCount > 0 && !mixedForms) {
      values -= unfitValues;
      count -= unfitCount;
      unfitCount = 0;
    }
    twoByteForm = !fitsOneByte || unfitCount > 0;
    return values + count * (twoByteForm ? 2 : 1);
  }

  private static boolean fitsOneByteForm(int valueLength) {
    return valueLength >= 1 && valueLength <= 16;
  }

  /** The sender's own elements come first, so that they stand at the same place in most packets. */
  private void writeElements(RtpPacket source, byte[] out, int start, int end, int packetOffset) {
    int at = start;
    if (absSendTimeId != 0) {
      at = writeElementHeader(out, at, absSendTimeId, AbsSendTime.LENGTH);
      absSendTimeOffset = at - packetOffset;
      AbsSendTime.write(out, at, 0);
      at += AbsSendTime.LENGTH;
    }
    if (transportCcId != 0) {
      at = writeElementHeader(out, at, transportCcId, TransportSequenceNumber.LENGTH);
      transportCcOffset = at - packetOffset;
      TransportSequenceNumber.write(out, at, 0);
      at += TransportSequenceNumber.LENGTH;
    }
    if (sendMid && mid.length > 0 && (twoByteForm || fitsOneByteForm(mid.length))) {
      at = writeElementHeader(out, at, midId, mid.length);
      System.arraycopy(mid, 0, out, at, mid.length);
      at += mid.length;
    }
    source.rewindExtensions();
    while (source.nextExtension()) {
      int id = mapping.destinationId(source.extensionId());
      int length = source.extensionLength();
      if (id == 0 || !(twoByteForm || fitsOneByteForm(length))) {
        continue;
      }
      at = writeElementHeader(out, at, id, length);
      if (id == dependencyDescriptorId) {
        dependencyDescriptorOffset = at - packetOffset;
      }
      System.arraycopy(source.buffer(), source.extensionOffset(), out, at, length);
      at += length;
    }
    while (at < end) {
      out[at++] = 0;
    }
  }

  private int writeElementHeader(byte[] out, int at, int id, int length) {
    if (twoByteForm) {
      out[at] = (byte) id;
      out[at + 1] = (byte) length;
      return at + 2;
    }
    out[at] = (byte) ((id << 4) | (length - 1));
    return at + 1;
  }

  /**
   * Where the abs-send-time value stands in the packet written last, from the packet's first byte;
   * -1 where it has none.
   */
  public int absSendTimeOffset() {
    return absSendTimeOffset;
  }

  /** As {@link #absSendTimeOffset}, for the transport-wide sequence number. */
  public int transportCcOffset() {
    return transportCcOffset;
  }

  /** As {@link #absSendTimeOffset}, for the dependency descriptor passed on from the publisher. */
  public int dependencyDescriptorOffset() {
    return dependencyDescriptorOffset;
  }

  /**
   * Where the payload (or the RTX header) begins, from the first byte of the packet written last.
   */
  public int payloadOffset() {
    return payloadOffset;
  }

  /** Puts the time of sending into the packet written last at {@code outOffset}. */
  public void stampAbsSendTime(byte[] out, int outOffset, long nowNanos) {
    if (absSendTimeOffset >= 0) {
      AbsSendTime.write(out, outOffset + absSendTimeOffset, AbsSendTime.ofNanos(nowNanos));
    }
  }

  /** Puts the transport-wide sequence number into the packet written last at {@code outOffset}. */
  public void stampTransportCc(byte[] out, int outOffset, int transportSequenceNumber) {
    if (transportCcOffset >= 0) {
      TransportSequenceNumber.write(out, outOffset + transportCcOffset, transportSequenceNumber);
    }
  }
}
