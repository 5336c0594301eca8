package dev.sluice.core.room;

import dev.sluice.core.forward.Publication;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;

/** One audio or video stream that a participant publishes. Control thread only. */
public final class Track {

  private final String id;
  private final Participant publisher;
  private final TrackSource source;
  private final String name;
  private final MediaKind kind;
  private final Publication publication;
  private Codec codec;
  private boolean paused;
  private boolean muted;

  Track(
      String id,
      Participant publisher,
      TrackSource source,
      String name,
      MediaKind kind,
      Codec codec,
      Publication publication) {
    this.id = id;
    this.publisher = publisher;
    this.source = source;
    this.name = name;
    this.kind = kind;
    this.codec = codec;
    this.publication = publication;
  }

  /** Unique in the server's lifetime. */
  public String id() {
    return id;
  }

  public Participant publisher() {
    return publisher;
  }

  public TrackSource source() {
    return source;
  }

  /** The publisher's name for it; may be empty. */
  public String name() {
    return name;
  }

  public MediaKind kind() {
    return kind;
  }

  /** The codec most recently negotiated with the publisher. */
  public Codec codec() {
    return codec;
  }

  /** Whether the publisher has paused it: nobody receives it until it goes on. */
  public boolean paused() {
    return paused;
  }

  /** Whether a moderator has muted it: nobody receives it, whatever its publisher says. */
  public boolean muted() {
    return muted;
  }

  /** Whether anybody may receive it now. */
  public boolean flows() {
    return !paused && !muted;
  }

  /** Where its packets are forwarded from. */
  public Publication publication() {
    return publication;
  }

  void setCodec(Codec negotiated) {
    codec = negotiated;
  }

  void setPaused(boolean nowPaused) {
    paused = nowPaused;
  }

  void setMuted(boolean nowMuted) {
    muted = nowMuted;
  }
}
