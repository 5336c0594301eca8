package dev.sluice.core.forward;

import dev.sluice.core.codec.VideoLayersAllocation;
import dev.sluice.core.receive.PayloadTypes;
import dev.sluice.core.rtp.AudioLevel;
import dev.sluice.core.rtp.Encoding;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpParameters;
import dev.sluice.core.speech.SpeechDetector;
import dev.sluice.core.speech.SpeechListener;
import dev.sluice.core.transport.LoopBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One media section that a peer sends: its encodings, and in which qualities they can be had.
 *
 * <p>Methods marked <em>loop</em> belong to the publisher's loop; all others may be called from any
 * thread.
 */
public final class Publication {

  private final LoopBinding binding;
  private final PublisherFeedback feedback;
  private final MediaKind kind;
  private final PublicationMeter meter;
  private final SpeechDetector speech = new SpeechDetector();
  private final VideoLayersAllocation allocation = new VideoLayersAllocation();

  private RtpParameters parameters;
  private PayloadTypes payloadTypes;
  private int dependencyDescriptorId;
  private int audioLevelId;
  private int allocationId;
  private boolean closed;

  /** Those announced, in the order announced; without simulcast one. Only ever grows. */
  private volatile List<PublishedEncoding> encodings = List.of();

  private volatile Ladder ladder = Ladder.EMPTY;

  /** Null where the publisher can't be told. */
  private DemandListener demand;

  private final RateFitting fitting = new RateFitting();

  /** Of how many viewers others are shown just now, by the room's last-N. */
  private int standingBy;

  /** Made by its session. */
  public Publication(LoopBinding binding, PublisherFeedback feedback, RtpParameters parameters) {
    this.binding = binding;
    this.feedback = feedback;
    this.kind = parameters.kind();
    this.meter = new PublicationMeter(kind);
    apply(parameters);
  }

  private void apply(RtpParameters changed) {
    parameters = changed;
    payloadTypes = new PayloadTypes(changed);
    dependencyDescriptorId =
        changed.headerExtensions().getOrDefault(HeaderExtension.DEPENDENCY_DESCRIPTOR, 0);
    audioLevelId = changed.headerExtensions().getOrDefault(HeaderExtension.AUDIO_LEVEL, 0);
    allocationId =
        changed.headerExtensions().getOrDefault(HeaderExtension.VIDEO_LAYERS_ALLOCATION, 0);
    List<PublishedEncoding> known = new ArrayList<>(encodings);
    for (Encoding announced : changed.encodings()) {
      add(announced.rid(), known);
    }
    if (known.isEmpty()) {
      add("", known);
    }
    encodings = List.copyOf(known);
  }

  private void add(String rid, List<PublishedEncoding> known) {
    if (known.stream().noneMatch(encoding -> encoding.rid().equals(rid))) {
      known.add(new PublishedEncoding(this, rid, binding, feedback, meter));
    }
  }

  // The packet's way: its stream hands it to the encoding.

  /**
   * Loop: the encoding of a RID; with an empty one the only encoding. Null where there is none, or
   * several to choose from.
   */
  public PublishedEncoding encoding(String rid) {
    List<PublishedEncoding> known = encodings;
    if (known.size() == 1 && (rid.isEmpty() || known.getFirst().rid().isEmpty())) {
      return known.getFirst();
    }
    for (PublishedEncoding encoding : known) {
      if (encoding.rid().equals(rid)) {
        return encoding;
      }
    }
    return null;
  }

  /** As announced; at least one. */
  public List<PublishedEncoding> encodings() {
    return encodings;
  }

  /** In which qualities it can be had just now. */
  public Ladder ladder() {
    return ladder;
  }

  // The way back.

  /**
   * Loop, some times a second: asks again for keyframes that haven't come, measures what there is
   * to be had, and notices what nobody watches any more, and the end of speech.
   */
  public void onTick(long nowNanos) {
    if (closed) {
      return;
    }
    if (kind == MediaKind.AUDIO) {
      speech.onTick(nowNanos);
      return;
    }
    boolean moves = false;
    for (int i = 0; i < encodings.size(); i++) {
      moves |= encodings.get(i).hasMoved();
    }
    for (int i = 0; i < encodings.size(); i++) {
      encodings.get(i).onTick(moves, nowNanos);
    }
    if (demand != null) {
      follow(nowNanos);
    }
    if (hasChoice() && !ladder.refresh(encodings, nowNanos)) {
      ladder =
          Ladder.of(encodings.stream().filter(each -> each.isOffered(nowNanos)).toList(), nowNanos);
    }
  }

  /** Has the publisher follow what its viewers watch, and what their networks carry. */
  private void follow(long nowNanos) {
    boolean released = false;
    PublishedEncoding fallback = fallback();
    for (int i = 0; i < encodings.size(); i++) {
      PublishedEncoding encoding = encodings.get(i);
      released |= encoding.isReleased(encoding == fallback, nowNanos);
    }
    boolean fitted = encodings.size() > 1 && fitting.update(encodings, nowNanos);
    if (released || fitted) {
      tellDemand();
    }
  }

  private boolean hasChoice() {
    if (encodings.size() > 1) {
      return true;
    }
    LayerMeter layers = encodings.getFirst().cost().layers();
    return layers.spatialLayers() > 1 || layers.temporalLayers() > 1;
  }

  /**
   * Loop: reads what the publisher says of its layers, of all encodings at once.
   *
   * @param carrier whose packet it is
   * @return false where the packet says nothing, or nothing that makes sense
   */
  boolean readAllocation(RtpPacket rtp, PublishedEncoding carrier) {
    int offset = allocationId == 0 ? -1 : rtp.findExtension(allocationId);
    if (offset < 0
        || !allocation.read(rtp.buffer(), offset, rtp.extensionLength())
        || encodings.indexOf(carrier) != allocation.stream()) {
      return false;
    }
    int streams = Math.min(encodings.size(), VideoLayersAllocation.MAX_STREAMS);
    for (int i = 0; i < streams; i++) {
      encodings.get(i).announced().take(allocation, i);
    }
    return true;
  }

  // Who watches.

  /**
   * Tells {@code listener} which encodings nobody watches, and when somebody does again, and with
   * what bitrate they fit their viewers' networks, in the place of an earlier one. For video whose
   * publisher can be told to send only what is watched: such an encoding can be had though it isn't
   * sent.
   */
  public void listenForDemand(DemandListener listener) {
    binding.execute(() -> demand = listener);
  }

  /**
   * The least encoding, where any is watched, or it is one of several and somebody may be shown it
   * any moment; null otherwise.
   */
  private PublishedEncoding fallback() {
    return isWatched() || (standingBy > 0 && encodings.size() > 1) ? least() : null;
  }

  private boolean isWatched() {
    boolean watched = false;
    for (int i = 0; i < encodings.size(); i++) {
      watched |= encodings.get(i).isWatched();
    }
    return watched;
  }

  /** The encoding of the smallest picture; null where that isn't known of any. */
  private PublishedEncoding least() {
    PublishedEncoding least = null;
    for (int i = 0; i < encodings.size(); i++) {
      PublishedEncoding encoding = encodings.get(i);
      long pixels = encoding.cost().pixels();
      if (pixels > 0 && (least == null || pixels < least.cost().pixels())) {
        least = encoding;
      }
    }
    return least;
  }

  /**
   * One viewer more, or less, may be shown it any moment, and isn't yet: its least encoding is kept
   * ready, as a publisher takes longer to begin to send again than to make a keyframe. Any thread.
   */
  void standBy(boolean more) {
    binding.execute(
        () -> {
          standingBy += more ? 1 : -1;
          if (more && wantFallback(binding.loop().nowNanos())) {
            tellDemand();
          }
        });
  }

  /**
   * Who stands by may be shown it in a moment: where nobody watches it yet, a keyframe is asked for
   * now, so that there is one to begin with then. Any thread.
   */
  public void expectViewers() {
    binding.execute(
        () -> {
          PublishedEncoding least = encodings.size() == 1 ? encodings.getFirst() : least();
          boolean comes = least != null && least.isActive(binding.loop().nowNanos());
          if (standingBy > 0 && comes && !isWatched()) {
            least.requestKeyFrame();
          }
        });
  }

  /** Loop: somebody watches; whether the publisher is to be told to send the least as well. */
  boolean wantFallback(long nowNanos) {
    PublishedEncoding fallback = fallback();
    return fallback != null && fallback.want(nowNanos);
  }

  /** Loop: an encoding is wanted again, or not any more, or with another bitrate. */
  void tellDemand() {
    demand.onDemand(
        encodings.stream()
            .map(each -> new WantedEncoding(each.rid(), each.isWanted(), each.cost().limitBps()))
            .toList());
  }

  /** A viewer has room for so much, and wants no better encoding than that. Any thread. */
  void setBudget(Subscription viewer, PublishedEncoding best, long bps) {
    binding.execute(() -> fitting.setBudget(viewer, best, bps));
  }

  /** A viewer doesn't watch any more. Any thread. */
  void forgetBudget(Subscription viewer) {
    binding.execute(() -> fitting.forget(viewer));
  }

  // Who speaks.

  /**
   * Tells {@code listener} when somebody begins and ends to speak here, in the place of an earlier
   * one; never where the publisher doesn't send audio levels (RFC 6464).
   */
  public void listenForSpeech(SpeechListener listener) {
    binding.execute(() -> speech.setListener(listener));
  }

  /** Loop: a packet of the stream that goes out. */
  void hear(RtpPacket rtp, int clockRateHz, long nowNanos) {
    if (audioLevelId == 0) {
      return;
    }
    int offset = rtp.findExtension(audioLevelId);
    if (offset >= 0 && rtp.extensionLength() >= AudioLevel.LENGTH) {
      int level = AudioLevel.level(rtp.buffer(), offset);
      speech.onPacket(level, rtp.timestamp(), clockRateHz, nowNanos);
    }
  }

  /** Loop: another stream goes out. */
  void onNewStream() {
    speech.onNewStream();
  }

  // Control.

  public MediaKind kind() {
    return kind;
  }

  /** Takes over renegotiated parameters. */
  public void update(RtpParameters changed) {
    binding.execute(
        () -> {
          apply(changed);
          feedback.onChanged(this);
          encodings.forEach(encoding -> encoding.onParameters(changed));
        });
  }

  /** Ends the publication; whoever plays it plays nothing from now on. Idempotent. */
  public void close() {
    binding.execute(this::closeOnLoop);
  }

  /** Loop: as {@link #close}, at once. */
  public void closeOnLoop() {
    if (closed) {
      return;
    }
    closed = true;
    feedback.onChanged(this);
    encodings.forEach(PublishedEncoding::end);
  }

  /** Loop. */
  public boolean isClosed() {
    return closed;
  }

  /** Loop: the negotiated parameters. */
  public RtpParameters parameters() {
    return parameters;
  }

  /** Loop: what the payload types of this section mean. */
  public PayloadTypes payloadTypes() {
    return payloadTypes;
  }

  /** Loop: the id of the extension; 0 where it wasn't negotiated. */
  int dependencyDescriptorId() {
    return dependencyDescriptorId;
  }

  /** Loop: what was counted, and where drops of its streams are counted. */
  public PublicationMeter meter() {
    return meter;
  }

  /** Loop, about once a second. */
  public void sample(long roundTripNanos, long nowNanos) {
    meter.sample(roundTripNanos, nowNanos);
    for (int i = 0; i < encodings.size(); i++) {
      encodings.get(i).sample();
    }
  }

  /** Loop: adds what was counted. */
  public void addTo(TrafficTotals totals) {
    meter.addTo(totals);
    encodings.forEach(encoding -> encoding.addTo(totals));
  }

  /** Loop: of packets over the last report interval, 0 to 1, of the worst encoding. */
  public double fractionLost() {
    double worst = 0;
    for (PublishedEncoding encoding : encodings) {
      if (encoding.stream() != null) {
        worst = Math.max(worst, encoding.stream().statistics().fractionLost() / 256.0);
      }
    }
    return worst;
  }

  /** Loop: how many branches its encodings have. */
  public int branchCount() {
    return encodings.stream().mapToInt(PublishedEncoding::branchCount).sum();
  }

  /**
   * Completed on the publisher's loop, at once before there is one; with a {@code
   * CancellationException} once the session is closed.
   */
  public CompletableFuture<PublicationStatistics> statistics() {
    return binding.ask(
        () -> meter.snapshot(encodings, binding.loop().nowNanos()),
        PublicationStatistics.none(kind));
  }
}
