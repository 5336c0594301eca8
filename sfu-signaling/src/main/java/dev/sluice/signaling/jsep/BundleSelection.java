package dev.sluice.signaling.jsep;

import dev.sluice.core.rtp.CodecParameters;
import dev.sluice.signaling.jsep.NegotiationException.Reason;
import dev.sluice.signaling.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which sections share the one transport that a client gets (RFC 9143 section 7.3): those of the
 * first bundle with an acceptable section; without a bundle, the first acceptable section alone.
 */
final class BundleSelection {
  private final SessionDescription offer;
  private final List<List<CodecParameters>> codecs;
  private final Map<String, Integer> indexByMid = new HashMap<>();

  /**
   * @param codecs the codecs in common by section; empty where the section is not acceptable
   */
  BundleSelection(SessionDescription offer, List<String> mids, List<List<CodecParameters>> codecs) {
    this.offer = offer;
    this.codecs = codecs;
    for (int i = 0; i < mids.size(); i++) {
      if (offer.media().get(i).mid().isPresent()) {
        indexByMid.put(mids.get(i), i);
      }
    }
  }

  /** The indexes of the accepted sections, the one whose transport counts first. */
  List<Integer> accepted() throws NegotiationException {
    checkGroups();
    for (List<String> bundle : offer.bundles()) {
      List<Integer> acceptable = new ArrayList<>();
      for (String mid : bundle) {
        int index = indexByMid.get(mid);
        if (!codecs.get(index).isEmpty()) {
          acceptable.add(index);
        }
      }
      if (!acceptable.isEmpty()) {
        return acceptable;
      }
    }
    for (int i = 0; i < codecs.size(); i++) {
      if (!codecs.get(i).isEmpty()) {
        return List.of(i);
      }
    }
    return List.of();
  }

  private void checkGroups() throws NegotiationException {
    Set<String> seen = new HashSet<>();
    for (List<String> bundle : offer.bundles()) {
      for (String mid : bundle) {
        if (!indexByMid.containsKey(mid)) {
          throw new NegotiationException(
              Reason.UNKNOWN_MID,
              "a=group:BUNDLE names mid " + mid + ", which no m= line has as a=mid");
        }
        if (!seen.add(mid)) {
          throw new NegotiationException(
              Reason.INVALID_BUNDLE, "mid " + mid + " stands twice in a=group:BUNDLE");
        }
      }
    }
  }
}
