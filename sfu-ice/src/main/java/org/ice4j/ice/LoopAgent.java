package org.ice4j.ice;

import java.beans.PropertyChangeEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.harvest.AbstractCandidateHarvester;
import org.ice4j.stack.LoopStunStack;
import org.ice4j.stack.TransactionID;

/**
 * A controlled ICE agent of one component that is driven by its owner's event loop: no thread, no
 * socket, no timer of its own.
 *
 * <p>The agent never learns remote candidates: every pair comes from a check that the peer sent, so
 * checks go only to addresses that have proven to know the password, and each is sent at once
 * instead of by ice4j's pacing thread. For the same reason ice4j's termination and keep-alive
 * timers are never started; the owner asks for consent checks by {@link #checkConsent}.
 *
 * <p>Once connected, the selected pair follows the controlling peer (RFC 8445 section 7.3.1.5),
 * which ice4j by itself does only until the first selection.
 *
 * <p>It lives in ice4j's package because the check list and {@code ConnectivityCheckClient} are
 * package-private. All methods must be called on one thread at a time.
 */
public final class LoopAgent extends Agent {

  /** What happens on the agent's pairs; called from within {@link #receive} only. */
  public interface Listener {

    /** A check on this pair was answered: media may be sent on it (RFC 8445 section 12.1). */
    void onValid(TransportAddress local, TransportAddress remote);

    /** The peer has chosen this pair; called again whenever it chooses another. */
    void onSelected(TransportAddress local, TransportAddress remote);

    /** The peer has answered a check on the selected pair (RFC 7675 section 5.1). */
    void onConsent();
  }

  /**
   * Takes tasks and never runs them: ice4j would use it to pace checks, which are sent at once, and
   * to fail a check list without success after five seconds, which the owner's timer decides.
   */
  private static final ScheduledThreadPoolExecutor NO_EXECUTOR =
      new ScheduledThreadPoolExecutor(1, new ThreadPoolExecutor.DiscardPolicy());

  static {
    NO_EXECUTOR.shutdown();
  }

  /**
   * Pairs that one agent may ever see: ice4j keeps every validated pair for its life, so an
   * authenticated peer must not be able to add them without end.
   */
  private static final int MAX_PAIRS_EVER = 4096;

  private static final int CONSENT_RTO_MILLIS = 500;
  private static final int CONSENT_MAX_RTO_MILLIS = 2000;
  private static final int CONSENT_RETRANSMISSIONS = 2;

  /**
   * How long a pair must have gone without nomination before one of lower priority replaces it.
   * Peers with aggressive nomination (RFC 5245 section 8.1.1.2) nominate all pairs at once and mean
   * the best; others stop nominating the pair that they leave.
   */
  private static final long NOMINATION_HOLD_NANOS = 1_000_000_000L;

  private final String ufrag;
  private final String password;
  private final LoopStunStack stack;
  private final Listener listener;
  private final ConnectivityCheckClient client;
  private final IceMediaStream stream;
  private final Component component;
  private TransportAddress nominatedLocal;
  private TransportAddress nominatedRemote;
  private boolean selectionReported;
  private int pairsSeen;
  private long selectedNominatedNanos;
  private long nowNanos;

  /**
   * @param locals what the media port's sockets are called here
   */
  public LoopAgent(
      String ufrag,
      String password,
      List<TransportAddress> locals,
      LoopStunStack.Output output,
      Listener listener) {
    // Agent's constructor asks for these through the methods overridden below.
    this.ufrag = ufrag;
    this.password = password;
    this.stack = new LoopStunStack(output);
    this.listener = listener;
    super(SharedLogger.INSTANCE);
    client = new ConnectivityCheckClient(this, NO_EXECUTOR, NO_EXECUTOR);
    setUseDynamicPorts(false);
    setControlling(false);
    // The largest value wins every role conflict (RFC 8445 section 7.3.1.1): the peer stays
    // controlling.
    setTieBreaker(-1L);
    // Trickling agents don't ask the mapping harvesters.
    setTrickling(true);
    addCandidateHarvester(new CanonicalHosts(locals));
    stream = createMediaStream("media");
    try {
      component = createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
    } catch (IOException e) {
      throw new IllegalStateException("a component without sockets failed to open one", e);
    }
    stream.addPairChangeListener(this::onPairChanged);
  }

  /** Begins to answer checks, with the peer's credentials. Called once. */
  public void start(String remoteUfrag, String remotePassword, long nowNanos) {
    advanceTo(nowNanos);
    stream.setRemoteUfrag(remoteUfrag);
    stream.setRemotePassword(remotePassword);
    // Marks the pacing thread as started, so that ice4j never starts one.
    stream.getCheckList().shouldStartPaceMaker();
    startConnectivityEstablishment();
  }

  /**
   * Handles one message whose integrity has been verified.
   *
   * @param nominating whether it is a request with USE-CANDIDATE
   * @return whether it was taken; false if too many addresses have been tried
   * @throws StunException if an attribute can't be decoded
   */
  public boolean receive(
      byte[] message,
      TransportAddress remote,
      TransportAddress local,
      boolean request,
      boolean nominating,
      long nowNanos)
      throws StunException {
    advanceTo(nowNanos);
    if (request && findCandidatePair(local, remote) == null && ++pairsSeen > MAX_PAIRS_EVER) {
      return false;
    }
    if (nominating) {
      nominatedLocal = local;
      nominatedRemote = remote;
    }
    stack.receive(message, remote, local);
    runTriggeredChecks();
    if (nominating) {
      CandidatePair pair = findCandidatePair(local, remote);
      if (pair != null && pair.getState() == CandidatePairState.SUCCEEDED) {
        follow(pair);
      }
    }
    return true;
  }

  /** Retransmits what is due. */
  public void advanceTo(long nowNanos) {
    this.nowNanos = nowNanos;
    stack.advanceTo(nowNanos);
  }

  /** Sends a consent check on the selected pair, if there is one (RFC 7675 section 5.1). */
  public void checkConsent() {
    CandidatePair selected = component.getSelectedPair();
    if (selected != null) {
      client.startCheckForPair(
          selected, CONSENT_RTO_MILLIS, CONSENT_MAX_RTO_MILLIS, CONSENT_RETRANSMISSIONS);
    }
  }

  /** Forgets a pair that isn't selected: its address is no longer used. */
  public void forget(TransportAddress remote, TransportAddress local) {
    CandidatePair pair = findCandidatePair(local, remote);
    if (pair != null && !pair.equals(component.getSelectedPair())) {
      stream.getCheckList().remove(pair);
    }
  }

  private void runTriggeredChecks() {
    CheckList checks = stream.getCheckList();
    for (CandidatePair pair = checks.popTriggeredCheck();
        pair != null;
        pair = checks.popTriggeredCheck()) {
      TransactionID id = client.startCheckForPair(pair);
      if (id == null) {
        pair.setStateFailed();
      } else {
        pair.setStateInProgress(id);
      }
    }
  }

  private void onPairChanged(PropertyChangeEvent event) {
    if (!IceMediaStream.PROPERTY_PAIR_STATE_CHANGED.equals(event.getPropertyName())
        || event.getNewValue() != CandidatePairState.SUCCEEDED) {
      return;
    }
    CandidatePair pair = (CandidatePair) event.getSource();
    TransportAddress local = pair.getLocalCandidate().getTransportAddress();
    TransportAddress remote = pair.getRemoteCandidate().getTransportAddress();
    listener.onValid(local, remote);
    CandidatePair selected = component.getSelectedPair();
    if (pair.equals(selected)) {
      listener.onConsent();
    } else if (nominatedRemote != null
        && nominatedRemote.equals(remote)
        && nominatedLocal.equals(local)) {
      follow(pair);
    }
  }

  private void follow(CandidatePair pair) {
    CandidatePair selected = component.getSelectedPair();
    if (selected == null) {
      return;
    }
    if (!pair.equals(selected)) {
      boolean held = nowNanos - selectedNominatedNanos < NOMINATION_HOLD_NANOS;
      if (held && pair.getPriority() < selected.getPriority()) {
        return;
      }
      // Consent checks follow the selected pair.
      component.setSelectedPair(pair);
      report(pair);
    }
    selectedNominatedNanos = nowNanos;
  }

  /**
   * Replaces ice4j's end of processing, which would start its keep-alive and termination timers and
   * then refuse checks from new addresses.
   */
  @Override
  protected void checkListStatesUpdated() {
    CandidatePair selected = component.getSelectedPair();
    if (selected != null && !selectionReported) {
      selectionReported = true;
      selectedNominatedNanos = nowNanos;
      report(selected);
    }
  }

  private void report(CandidatePair selected) {
    listener.onSelected(
        selected.getLocalCandidate().getTransportAddress(),
        selected.getRemoteCandidate().getTransportAddress());
  }

  @Override
  public LoopStunStack getStunStack() {
    return stack;
  }

  @Override
  public String getLocalUfrag() {
    return ufrag;
  }

  @Override
  public String getLocalPassword() {
    return password;
  }

  /** ice4j's own prints the password. */
  @Override
  public String toString() {
    return "LoopAgent[" + ufrag + "]";
  }

  // An empty finalizer spares the collector the one that Agent declares; the owner calls free().
  @Override
  @SuppressWarnings({"deprecation", "removal", "Finalize", "Finalizers"})
  protected void finalize() {}

  /** Host candidates that stand for the media port's sockets. */
  private static final class CanonicalHosts extends AbstractCandidateHarvester {
    private final List<TransportAddress> locals;

    CanonicalHosts(List<TransportAddress> locals) {
      this.locals = locals;
    }

    @Override
    public Collection<LocalCandidate> harvest(Component component) {
      List<LocalCandidate> candidates = new ArrayList<>();
      for (TransportAddress local : locals) {
        HostCandidate candidate = new HostCandidate(local, component);
        if (local.getTransport() == Transport.TCP) {
          candidate.setTcpType(CandidateTcpType.PASSIVE);
        }
        component.addLocalCandidate(candidate);
        candidates.add(candidate);
      }
      return candidates;
    }

    @Override
    public boolean isHostHarvester() {
      return true;
    }
  }
}
