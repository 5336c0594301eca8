package dev.sluice.core.room;

import dev.sluice.core.capture.CaptureTap;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.RtpParameters;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What carries somebody's media, as far as a room's onlookers may ask about it. Control thread. */
public interface Connection {

  /** Of somebody who has brought none yet. */
  Connection NONE =
      new Connection() {
        @Override
        public String id() {
          return "";
        }

        @Override
        public CompletableFuture<ConnectionReport> report() {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public Map<String, Publication> publications() {
          return Map.of();
        }

        @Override
        public List<RtpParameters> receiveParameters() {
          return List.of();
        }

        @Override
        public List<RtpParameters> sendParameters() {
          return List.of();
        }

        @Override
        public void tap(CaptureTap tap) {}
      };

  /** What the logs call it; unique in the server's lifetime, empty where there is none. */
  String id();

  /**
   * How it is doing. Completed on any thread; with null where there is nothing to tell,
   * exceptionally once it is closed.
   */
  CompletableFuture<ConnectionReport> report();

  /** What the peer publishes, by mid, as of the last negotiation. */
  Map<String, Publication> publications();

  /** What was negotiated for each media section that the peer publishes. */
  List<RtpParameters> receiveParameters();

  /** What was negotiated for each media section that the peer receives. */
  List<RtpParameters> sendParameters();

  /**
   * Shows all packets to {@code tap}, in the place of an earlier one; null for nobody any more.
   * Takes effect on the loop after everything that was asked of the connection before.
   */
  void tap(CaptureTap tap);
}
