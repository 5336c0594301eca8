package dev.sluice.signaling.peer;

import dev.sluice.signaling.peer.PeerConnection.CloseReason;
import java.util.Optional;

/**
 * How a peer connection went, once it is over.
 *
 * @param failure where it did not go well
 * @param detail what the failing step itself has to say; may be empty
 * @param totals all that passed through it
 */
public record ConnectionOutcome(
    CloseReason reason,
    Optional<ConnectionFailure> failure,
    String detail,
    ConnectionTotals totals) {}
