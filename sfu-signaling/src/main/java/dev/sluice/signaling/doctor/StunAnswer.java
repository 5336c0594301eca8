package dev.sluice.signaling.doctor;

import dev.sluice.ice.StunQuery;
import dev.sluice.signaling.peer.MediaStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** What came of asking a STUN server where it sees this machine. */
sealed interface StunAnswer {

  /** The server that was asked, as it was given. */
  String server();

  /** Answered to the media port itself. */
  record ToMediaPort(String server, InetSocketAddress seenAs) implements StunAnswer {}

  /**
   * Answered to another port of this machine's alone.
   *
   * @param mediaPortAsked whether the media port had asked as well, in vain
   */
  record ToAnotherPort(String server, InetAddress seenAs, boolean mediaPortAsked)
      implements StunAnswer {}

  /** None. */
  record Silence(String server) implements StunAnswer {}

  /** Asks by the media port, and where that brings nothing by another. Blocks for some seconds. */
  static StunAnswer ask(InetSocketAddress server, MediaStack media) {
    String name = server.getHostString() + ":" + server.getPort();
    boolean asked = true;
    try {
      Optional<InetSocketAddress> seenAs = media.mappedAddress(server);
      if (seenAs.isPresent()) {
        return new ToMediaPort(name, seenAs.get());
      }
    } catch (IOException e) {
      // The port is this machine's alone, or of another family: that blocks nothing.
      asked = false;
    }
    try {
      boolean mediaPortAsked = asked;
      return StunQuery.mappedAddress(server)
          .<StunAnswer>map(seenAs -> new ToAnotherPort(name, seenAs.getAddress(), mediaPortAsked))
          .orElse(new Silence(name));
    } catch (IOException e) {
      return new Silence(name);
    }
  }
}
