package dev.sluice.core.simulation;

import dev.sluice.core.codec.FrameInfo;
import dev.sluice.core.codec.PayloadDescriptor;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.RtpPacket;
import dev.sluice.core.rtp.RtpTimestamp;
import dev.sluice.core.rtp.SequenceUnwrapper;
import dev.sluice.core.rtp.TimestampUnwrapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * Receives one VP8 stream as libwebrtc does: gathers frames from packets, shows what can be decoded
 * when it is due, skips what comes too late, asks for packets and, when all else fails, keyframes.
 */
final class VideoReceiver {

  private static final int CLOCK_RATE_HZ = 90_000;
  private static final int WINDOW = 8192;

  /**
   * libwebrtc's patience while only a keyframe helps, and while frames could still be completed.
   */
  private static final long KEY_FRAME_PATIENCE_NANOS = 200 * Simulation.MILLI;

  private static final long FRAME_PATIENCE_NANOS = 3 * Simulation.SECOND;

  /** After so long without a packet there is no stream to ask for a keyframe of. */
  private static final long SILENCE_NANOS = 5 * Simulation.SECOND;

  /** What the receiver wants of its viewer's RTCP. */
  interface Requests {
    void nack(int[] lost);

    void pictureLoss();
  }

  private record Packet(
      long sequence, long timestamp, boolean marker, FrameInfo info, FrameTag tag) {}

  private final Simulation simulation;
  private final Requests requests;
  private final SequenceUnwrapper sequences = new SequenceUnwrapper();
  private final RunningNumber pictureIds = new RunningNumber(15);
  private final RunningNumber baseFrames = new RunningNumber(8);
  private final TimestampUnwrapper timestamps = new TimestampUnwrapper();
  private final Packet[] packets = new Packet[WINDOW];
  private final TreeMap<Long, ReceivedFrame> frames = new TreeMap<>();
  private final NackRequester nacks = new NackRequester();
  private final Vp8DecoderModel decoder = new Vp8DecoderModel();
  private final PlayoutDelay playout = new PlayoutDelay();
  private final PictureLog log = new PictureLog();

  private boolean started;
  private long decodedUpTo = -1;
  private long baseReadyNanos;
  private long patienceSinceNanos;
  private long lastPacketNanos;
  private long wakeNanos = Long.MAX_VALUE;
  private int pictureLosses;
  private int nacked;

  VideoReceiver(Simulation simulation, Requests requests) {
    this.simulation = simulation;
    this.requests = requests;
  }

  /**
   * Takes a packet of the stream, one restored from RTX too.
   *
   * @return whether it brought something new
   */
  boolean onPacket(RtpPacket rtp) {
    long now = simulation.nowNanos();
    if (!started) {
      started = true;
      patienceSinceNanos = now;
    }
    long sequence = sequences.unwrap(rtp.sequenceNumber());
    Packet there = packets[(int) (sequence % WINDOW)];
    if (there != null && there.sequence() >= sequence) {
      return false;
    }
    lastPacketNanos = now;
    if (!nacks.onPacket(sequence)) {
      askForKeyFrame();
    }
    ask(nacks.takeNew(now));
    FrameInfo info = new FrameInfo();
    FrameTag tag = null;
    if (rtp.payloadLength() > 0) {
      PayloadDescriptor.of(Codec.VP8)
          .read(rtp.buffer(), rtp.payloadOffset(), rtp.payloadLength(), rtp.marker(), info);
      tag =
          FrameTag.readBefore(
              rtp.buffer(), rtp.payloadOffset(), rtp.payloadOffset() + rtp.payloadLength());
    }
    packets[(int) (sequence % WINDOW)] =
        new Packet(sequence, timestamps.unwrap(rtp.timestamp()), rtp.marker(), info, tag);
    if (tag == null) {
      return false;
    }
    ReceivedFrame frame = frameAround(sequence);
    if (frame != null) {
      // One that was skipped, too, tells how long it would have paid to wait.
      playout.onFrame(mediaNanos(frame), now);
      if (sequence > decodedUpTo) {
        frames.put(frame.firstSequence(), frame);
        play();
      }
    }
    return true;
  }

  private Packet at(long sequence) {
    Packet packet = sequence < 0 ? null : packets[(int) (sequence % WINDOW)];
    return packet != null && packet.sequence() == sequence ? packet : null;
  }

  /** The frame that this packet belongs to, where it is whole. */
  private ReceivedFrame frameAround(long sequence) {
    Packet packet = at(sequence);
    long first = sequence;
    while (!at(first).info().startOfFrame) {
      first--;
      Packet earlier = at(first);
      if (earlier == null || earlier.timestamp() != packet.timestamp()) {
        return null;
      }
    }
    long last = sequence;
    while (!at(last).marker()) {
      last++;
      Packet later = at(last);
      if (later == null || later.timestamp() != packet.timestamp()) {
        return null;
      }
    }
    return assemble(first, last);
  }

  private ReceivedFrame assemble(long first, long last) {
    Packet start = at(first);
    boolean mixed = false;
    for (long i = first; i <= last; i++) {
      FrameTag tag = at(i).tag();
      mixed |= tag == null || !tag.sameFrame(start.tag()) || tag.index() != i - first;
    }
    FrameInfo info = start.info();
    return new ReceivedFrame(
        first,
        last,
        start.timestamp(),
        info.keyFrame,
        pictureIds.unwrap(info.pictureId),
        baseFrames.unwrap(info.tl0PicIdx),
        info.temporalId,
        info.switchingPoint,
        info.width,
        info.height,
        start.tag(),
        mixed,
        simulation.nowNanos());
  }

  private static long mediaNanos(ReceivedFrame frame) {
    return RtpTimestamp.nanos(frame.timestamp(), CLOCK_RATE_HZ);
  }

  /** Shows every frame whose time has come, and wakes up for the next. */
  private void play() {
    long now = simulation.nowNanos();
    ReceivedFrame next = nextDecodable();
    while (next != null) {
      long due = playout.dueNanos(mediaNanos(next));
      if (due > now) {
        wakeAt(due);
        return;
      }
      show(next, now);
      next = nextDecodable();
    }
  }

  private void wakeAt(long due) {
    if (due >= wakeNanos && wakeNanos > simulation.nowNanos()) {
      return;
    }
    wakeNanos = due;
    simulation.after(
        due - simulation.nowNanos(),
        () -> {
          if (wakeNanos == simulation.nowNanos()) {
            wakeNanos = Long.MAX_VALUE;
            play();
          }
        });
  }

  private ReceivedFrame nextDecodable() {
    for (Map.Entry<Long, ReceivedFrame> entry : frames.entrySet()) {
      if (decoder.isDecodable(entry.getValue())) {
        return entry.getValue();
      }
    }
    return null;
  }

  private void show(ReceivedFrame frame, long now) {
    decoder.decode(frame);
    // It may have been whole before what it is predicted from; how long it was held then, to play
    // evenly, is no lateness.
    long readyNanos =
        frame.keyFrame() ? frame.completeNanos() : Math.max(frame.completeNanos(), baseReadyNanos);
    if (frame.temporalId() <= 0) {
      baseReadyNanos = readyNanos;
    }
    log.add(
        now,
        simulation.elapsedSeconds(),
        frame,
        decoder.height(),
        playout.latenessNanos(mediaNanos(frame), readyNanos));
    frames.headMap(frame.firstSequence(), true).clear();
    decodedUpTo = frame.lastSequence();
    nacks.forgetUpTo(decodedUpTo);
    patienceSinceNanos = now;
  }

  private void askForKeyFrame() {
    patienceSinceNanos = simulation.nowNanos();
    pictureLosses++;
    requests.pictureLoss();
  }

  private void ask(int[] due) {
    if (due.length > 0) {
      nacked += due.length;
      requests.nack(due);
    }
  }

  /** Each 20 ms: what is still missing, and whether patience is at its end. */
  void onTick() {
    if (!started) {
      return;
    }
    ask(nacks.takeDue(simulation.nowNanos()));
    long waited = simulation.nowNanos() - patienceSinceNanos;
    boolean silent = simulation.nowNanos() - lastPacketNanos >= SILENCE_NANOS;
    if (!silent
        && waited
            >= (decoder.isKeyFrameNeeded() ? KEY_FRAME_PATIENCE_NANOS : FRAME_PATIENCE_NANOS)) {
      askForKeyFrame();
    }
  }

  PictureLog log() {
    return log;
  }

  /** Frames that were decoded and must have looked broken. */
  int corruptFrames() {
    return decoder.corrupt();
  }

  int pictureLosses() {
    return pictureLosses;
  }

  int nacked() {
    return nacked;
  }
}
