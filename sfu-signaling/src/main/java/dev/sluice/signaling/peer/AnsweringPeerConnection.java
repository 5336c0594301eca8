package dev.sluice.signaling.peer;

import dev.sluice.core.capture.CaptureTap;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.room.ConnectionReport;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.dtls.DtlsCertificate;
import dev.sluice.dtls.DtlsFingerprint;
import dev.sluice.dtls.DtlsRole;
import dev.sluice.ice.IceCandidate;
import dev.sluice.ice.IceCredentials;
import dev.sluice.ice.MediaPort;
import dev.sluice.signaling.jsep.Agreement;
import dev.sluice.signaling.jsep.Answer;
import dev.sluice.signaling.jsep.Answerer;
import dev.sluice.signaling.jsep.LocalTransport;
import dev.sluice.signaling.jsep.NegotiationException;
import dev.sluice.signaling.jsep.OfferedSection;
import dev.sluice.signaling.jsep.RemoteOffer;
import dev.sluice.signaling.jsep.RemoteTransport;
import dev.sluice.signaling.jsep.SectionPlan;
import dev.sluice.signaling.sdp.Fingerprint;
import dev.sluice.signaling.sdp.IceParameters;
import dev.sluice.signaling.sdp.Msid;
import dev.sluice.signaling.sdp.SessionDescription;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** A peer connection over ICE, DTLS and SRTP. */
final class AnsweringPeerConnection implements PeerConnection {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final String id;
  private final MediaPort port;
  private final long wallClockOffsetNanos;
  private final LoopBuffers.Registry buffers;
  private final DtlsCertificate certificate;
  private final Executor control;
  private final Listener listener;
  private final Answerer answerer = new Answerer(RANDOM::nextInt);
  private final Map<String, Publication> publications = new LinkedHashMap<>();
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private PeerTransport transport;
  private Agreement agreed;
  private CaptureTap tap;
  private long receivedLimitBps;
  private ConnectionOutcome outcome;

  AnsweringPeerConnection(
      String id,
      MediaPort port,
      long wallClockOffsetNanos,
      LoopBuffers.Registry buffers,
      DtlsCertificate certificate,
      Executor control,
      Listener listener) {
    this.id = id;
    this.port = port;
    this.wallClockOffsetNanos = wallClockOffsetNanos;
    this.buffers = buffers;
    this.certificate = certificate;
    this.control = control;
    this.listener = listener;
  }

  @Override
  public SessionDescription answer(SessionDescription offer, Map<String, Playback> playbacks)
      throws NegotiationException {
    RemoteOffer remote = agreed == null ? RemoteOffer.of(offer) : RemoteOffer.of(offer, agreed);
    Answer answer = answerer.answer(remote, () -> localTransport(remote), plans(remote, playbacks));
    if (agreed == null || answer.iceRestart()) {
      transport.ice().start(credentials(answer.agreed().transport().ice()));
    }
    if (answer.transportReplaced()) {
      transport.restartDtls();
    }
    agreed = answer.agreed();
    applyPublications();
    applySubscriptions(playbacks);
    return answer.description();
  }

  /** Whatever the peer sends is taken; it is sent only what it is to play. */
  private static Map<String, SectionPlan> plans(
      RemoteOffer remote, Map<String, Playback> playbacks) {
    Map<String, SectionPlan> plans = new HashMap<>();
    for (OfferedSection section : remote.sections()) {
      if (section.accepted()) {
        plans.put(section.mid(), SectionPlan.RECEIVE);
      }
    }
    playbacks.forEach(
        (mid, playback) ->
            plans.put(
                mid,
                new SectionPlan(
                    true, Optional.of(Msid.of(playback.streamId(), playback.trackId())))));
    return plans;
  }

  /** Asked for once the offer is known to be right, so that a bad one changes nothing. */
  private LocalTransport localTransport(RemoteOffer remote) {
    if (transport == null) {
      transport = newTransport(remote.transport());
      transport.tap(tap);
      transport.session().limitReceivedBps(receivedLimitBps);
    } else if (remote.iceRestart()) {
      transport.ice().restart();
    }
    DtlsFingerprint fingerprint = certificate.fingerprint();
    IceCredentials ice = transport.ice().localCredentials();
    return new LocalTransport(
        new IceParameters(ice.ufrag(), ice.pwd()),
        List.of(new Fingerprint(fingerprint.hash(), fingerprint.value())),
        port.localCandidates().stream().map(IceCandidate::toAttribute).toList());
  }

  @Override
  public void limitReceivedBps(long bps) {
    receivedLimitBps = bps;
    if (transport != null) {
      transport.session().limitReceivedBps(bps);
    }
  }

  private PeerTransport newTransport(RemoteTransport remote) {
    return new PeerTransport(
        port,
        wallClockOffsetNanos,
        buffers,
        certificate,
        remote.localIsDtlsClient() ? DtlsRole.CLIENT : DtlsRole.SERVER,
        remote.fingerprints().stream()
            .map(fingerprint -> new DtlsFingerprint(fingerprint.hash(), fingerprint.value()))
            .toList(),
        new PeerTransport.Events() {
          @Override
          public void onConnected() {
            control.execute(AnsweringPeerConnection.this::connected);
          }

          @Override
          public void onClosed(ConnectionOutcome how) {
            control.execute(() -> ended(how));
          }
        });
  }

  private void applyPublications() {
    Map<String, RtpParameters> wanted = new LinkedHashMap<>();
    for (Agreement.Section section : agreed.sections()) {
      section.receive().ifPresent(parameters -> wanted.put(section.mid(), parameters));
    }
    closeOthers(publications, wanted, Publication::close);
    wanted.forEach(
        (mid, parameters) -> {
          Publication publication = publications.get(mid);
          if (publication == null) {
            publications.put(mid, transport.session().publish(parameters));
          } else {
            publication.update(parameters);
          }
        });
  }

  private void applySubscriptions(Map<String, Playback> playbacks) {
    Map<String, RtpParameters> wanted = new LinkedHashMap<>();
    for (Agreement.Section section : agreed.sections()) {
      section.send().ifPresent(parameters -> wanted.put(section.mid(), parameters));
    }
    closeOthers(subscriptions, wanted, Subscription::close);
    wanted.forEach(
        (mid, parameters) -> {
          Subscription subscription = subscriptions.get(mid);
          if (subscription == null) {
            subscription = transport.session().subscribe(parameters);
            subscriptions.put(mid, subscription);
          } else {
            subscription.update(parameters);
          }
          subscription.play(playbacks.get(mid).publication());
        });
  }

  private static <T> void closeOthers(
      Map<String, T> current, Map<String, ?> wanted, Consumer<T> close) {
    current
        .entrySet()
        .removeIf(
            entry -> {
              boolean unwanted = !wanted.containsKey(entry.getKey());
              if (unwanted) {
                close.accept(entry.getValue());
              }
              return unwanted;
            });
  }

  @Override
  public Map<String, Publication> publications() {
    return Map.copyOf(publications);
  }

  @Override
  public Map<String, Subscription> subscriptions() {
    return Map.copyOf(subscriptions);
  }

  @Override
  public Codec codec(String mid) {
    return agreed
        .section(mid)
        .flatMap(Agreement.Section::receive)
        .orElseThrow(() -> new IllegalArgumentException("nothing is published by mid " + mid))
        .codecs()
        .getFirst()
        .codec();
  }

  @Override
  public void addRemoteCandidate(String candidateLine) {
    if (transport != null) {
      transport.ice().addRemoteCandidate(candidateLine);
    }
  }

  @Override
  public IceCredentials restartIce(IceCredentials remote) {
    IceCredentials local = transport.ice().restart();
    transport.ice().start(remote);
    return local;
  }

  @Override
  public List<IceCandidate> localCandidates() {
    return port.localCandidates();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public CompletableFuture<ConnectionTotals> totals() {
    return transport == null
        ? CompletableFuture.completedFuture(ConnectionTotals.none())
        : transport.totals();
  }

  @Override
  public Optional<ConnectionReport.Path> path() {
    return transport == null ? Optional.empty() : Optional.ofNullable(transport.path());
  }

  @Override
  public ConnectionOutcome outcome() {
    if (outcome == null) {
      throw new IllegalStateException("the connection is not over yet");
    }
    return outcome;
  }

  @Override
  public CompletableFuture<ConnectionReport> report() {
    return transport == null ? CompletableFuture.completedFuture(null) : transport.report();
  }

  @Override
  public List<RtpParameters> receiveParameters() {
    return parameters(Agreement.Section::receive);
  }

  @Override
  public List<RtpParameters> sendParameters() {
    return parameters(Agreement.Section::send);
  }

  private List<RtpParameters> parameters(
      Function<Agreement.Section, Optional<RtpParameters>> direction) {
    return agreed == null
        ? List.of()
        : agreed.sections().stream().flatMap(section -> direction.apply(section).stream()).toList();
  }

  @Override
  public void tap(CaptureTap nowTapped) {
    tap = nowTapped;
    if (transport != null) {
      transport.tap(tap);
    }
  }

  @Override
  public void close() {
    if (transport == null) {
      ended(
          new ConnectionOutcome(CloseReason.LOCAL, Optional.empty(), "", ConnectionTotals.none()));
    } else {
      transport.close();
    }
  }

  private void connected() {
    if (outcome == null) {
      listener.onConnected();
    }
  }

  private void ended(ConnectionOutcome how) {
    if (outcome == null) {
      outcome = how;
      publications.clear();
      subscriptions.clear();
      listener.onClosed(how.reason());
    }
  }

  private static IceCredentials credentials(IceParameters ice) {
    return new IceCredentials(ice.usernameFragment(), ice.password());
  }
}
