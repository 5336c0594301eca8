package dev.sluice.core.forward;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.rtp.SharedTables;
import java.util.Arrays;

/**
 * How each payload type of a publication reaches one viewer: a table, made when either side's
 * parameters change. Immutable, and one for all viewers for whom it is the same.
 */
final class CodecRoutes {

  static final CodecRoutes NONE = new CodecRoutes();

  /**
   * One payload type's way.
   *
   * @param payloadType the viewer's
   * @param rtxPayloadType the viewer's, -1 where it negotiated none
   * @param clockRateHz of the viewer's payload type
   * @param redPayloadType the viewer's, by which redundancy may be added to plain Opus; -1 where it
   *     may not
   * @param red what is to be done about redundancy
   * @param innerFrom within RED, the publisher's payload type
   * @param innerTo within RED, the viewer's payload type
   */
  record Route(
      Codec codec,
      int payloadType,
      int rtxPayloadType,
      int clockRateHz,
      int redPayloadType,
      Red red,
      int innerFrom,
      int innerTo) {}

  /** RFC 2198. */
  enum Red {
    NONE,
    /** The blocks' payload types are replaced. */
    REWRITTEN,
    /** The viewer gets the primary block alone. */
    UNWRAPPED
  }

  private static final SharedTables<CodecRoutes> SHARED = new SharedTables<>();

  private final Route[] routes = new Route[128];

  private CodecRoutes() {}

  static CodecRoutes between(RtpParameters source, RtpParameters viewer) {
    CodecRoutes table = new CodecRoutes();
    for (CodecParameters codec : source.codecs()) {
      table.routes[codec.payloadType() & 0x7F] =
          codec.codec() == Codec.RED ? redRoute(codec, source, viewer) : plainRoute(codec, viewer);
    }
    return SHARED.share(table);
  }

  private static Route plainRoute(CodecParameters codec, RtpParameters viewer) {
    for (CodecParameters wanted : viewer.codecs()) {
      if (codec.compatibleWith(wanted)) {
        return route(wanted, redPayloadType(wanted, viewer), Red.NONE, 0, 0);
      }
    }
    for (CodecParameters wanted : viewer.codecs()) {
      if (codec.playableAs(wanted)) {
        return route(wanted, redPayloadType(wanted, viewer), Red.NONE, 0, 0);
      }
    }
    return null;
  }

  private static int redPayloadType(CodecParameters wanted, RtpParameters viewer) {
    CodecParameters red = wanted.codec() == Codec.OPUS ? first(viewer, Codec.RED) : null;
    return red == null ? -1 : red.payloadType();
  }

  private static Route redRoute(CodecParameters red, RtpParameters source, RtpParameters viewer) {
    CodecParameters sourceOpus = first(source, Codec.OPUS);
    CodecParameters viewerOpus = first(viewer, Codec.OPUS);
    if (sourceOpus == null || viewerOpus == null) {
      return null;
    }
    for (CodecParameters wanted : viewer.codecs()) {
      if (red.compatibleWith(wanted)) {
        return route(wanted, -1, Red.REWRITTEN, sourceOpus.payloadType(), viewerOpus.payloadType());
      }
    }
    return route(viewerOpus, -1, Red.UNWRAPPED, sourceOpus.payloadType(), viewerOpus.payloadType());
  }

  private static CodecParameters first(RtpParameters parameters, Codec codec) {
    for (CodecParameters candidate : parameters.codecs()) {
      if (candidate.codec() == codec) {
        return candidate;
      }
    }
    return null;
  }

  private static Route route(
      CodecParameters wanted, int redPayloadType, Red red, int innerFrom, int innerTo) {
    return new Route(
        wanted.codec(),
        wanted.payloadType(),
        wanted.rtxPayloadType().orElse(-1),
        wanted.clockRateHz(),
        redPayloadType,
        red,
        innerFrom,
        innerTo);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodecRoutes table && Arrays.equals(routes, table.routes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(routes);
  }

  /** The way of a payload type, 0 to 127; null where the viewer negotiated none for it. */
  Route of(int payloadType) {
    return routes[payloadType];
  }
}
