package dev.sluice.core.forward;

import java.util.List;

/** Hears which encodings of a publication are watched, so that its publisher sends no others. */
@FunctionalInterface
public interface DemandListener {

  /**
   * Loop: that has changed.
   *
   * @param encodings all of them
   */
  void onDemand(List<WantedEncoding> encodings);
}
