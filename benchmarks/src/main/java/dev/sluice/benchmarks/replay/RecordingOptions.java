package dev.sluice.benchmarks.replay;

import dev.sluice.core.rtp.RtpParameters;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a capture doesn't tell by itself.
 *
 * @param keys for what is encrypted
 * @param payloadTypes for captures that aren't Sluice's: known before guessing
 * @param negotiated for captures that aren't Sluice's: what the senders' offer comes to; empty
 *     where payload types are to do
 * @param senders for captures that aren't Sluice's: whose packets count
 */
public record RecordingOptions(
    List<SrtpKey> keys,
    PayloadTypeTable payloadTypes,
    List<RtpParameters> negotiated,
    Predicate<InetSocketAddress> senders) {

  /** Nothing is known but what the capture tells. */
  public static final RecordingOptions NONE =
      new RecordingOptions(List.of(), PayloadTypeTable.GUESSED, List.of(), sender -> true);
}
