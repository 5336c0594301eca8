package dev.sluice.ice;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.ice4j.TransportAddress;
import org.ice4j.ice.LoopAgent;
import org.ice4j.stack.LoopStunStack;

/** Everything that ice4j must be told once per process; the rest is in {@code application.conf}. */
final class Ice4jSettings {

  /** Held here because java.util.logging forgets loggers, and their levels, that nobody holds. */
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("org.ice4j"),
          Logger.getLogger("org.jitsi"),
          Logger.getLogger("JitsiConfig"));

  private static boolean applied;

  private Ice4jSettings() {}

  /** Quiets ice4j and loads its classes, so that no loop has to wait for that. */
  static synchronized void apply() {
    if (applied) {
      return;
    }
    applied = true;
    // At INFO it prints passwords, and what strangers send makes it talk.
    LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
    System.setProperty("org.ice4j.REQUIRE_MESSAGE_INTEGRITY", "true");
    new LoopAgent("warm", "warmwarmwarmwarmwarmwarm", List.of(), new Silence(), new Silence())
        .free();
  }

  /** Stands for a transport while there is none. */
  private static final class Silence implements LoopStunStack.Output, LoopAgent.Listener {
    @Override
    public void send(byte[] message, TransportAddress local, TransportAddress remote) {}

    @Override
    public void onTransactionStarted(LoopStunStack.TransactionKey key) {}

    @Override
    public void onTransactionEnded(LoopStunStack.TransactionKey key) {}

    @Override
    public void onValid(TransportAddress local, TransportAddress remote) {}

    @Override
    public void onSelected(TransportAddress local, TransportAddress remote) {}

    @Override
    public void onConsent() {}
  }
}
