package dev.sluice.core.rtp;

/** What an RTP stream carries. */
public enum MediaKind {
  AUDIO,
  VIDEO
}
