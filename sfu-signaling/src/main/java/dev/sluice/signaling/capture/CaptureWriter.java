package dev.sluice.signaling.capture;

import dev.sluice.core.capture.CaptureStage;
import dev.sluice.core.capture.LinkType;
import dev.sluice.core.capture.PcapngWriter;
import dev.sluice.core.capture.UdpDatagramWriter;
import dev.sluice.core.capture.UpperPdu;
import dev.sluice.signaling.capture.CaptureEvent.Terms;
import dev.sluice.signaling.capture.CaptureFolder.CaptureFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one room's packets to disk, on a thread of its own. Every file stands for itself: it tells
 * first what is negotiated on each connection. What can't be written is counted; an error of the
 * disk ends the capture and nothing else.
 */
final class CaptureWriter implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(CaptureWriter.class);

  /** At 300 000 packets a second, time enough for the writer to be away for 25 ms. */
  static final int RING_PACKETS = 8192;

  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int EVENTS_INTERFACE = 0;

  /** An event and when it happened, by the loops' clock. */
  private record Dated(long nanos, CaptureEvent event) {}

  /** A connection's packets at one stage. */
  private record InterfaceKey(int connection, CaptureStage stage) {}

  private static final class Interface {
    final int id;
    long packets;

    Interface(int id) {
      this.id = id;
    }
  }

  private final String room;
  private final CaptureFolder folder;
  private final List<InetSocketAddress> local;
  private final long wallClockOffsetNanos;
  private final CaptureRing ring;
  private final Queue<Dated> events = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean stopping;

  // The writer's own, of which some may be looked at by anybody.
  private final PcapngWriter blocks = new PcapngWriter();
  private final UdpDatagramWriter datagrams = new UdpDatagramWriter();
  private final Map<Integer, byte[]> terms = new LinkedHashMap<>();
  private final Map<InterfaceKey, Interface> interfaces = new LinkedHashMap<>();
  private final List<CaptureFile> files = new ArrayList<>();
  private volatile List<CaptureFile> shownFiles = List.of();
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong withoutRoom = new AtomicLong();
  private volatile boolean folderFull;
  private volatile IOException failure;
  private CaptureFile file;
  private long droppedBeforeFile;
  private long latestNanos;
  private long retryNanos;

  /**
   * @param local the server's own addresses for media
   * @param wallClockOffsetNanos from the loops' clock to nanoseconds since 1970
   */
  CaptureWriter(
      String room,
      CaptureFolder folder,
      List<InetSocketAddress> local,
      long wallClockOffsetNanos,
      int ringPackets) {
    this.room = room;
    this.folder = folder;
    this.local = local;
    this.wallClockOffsetNanos = wallClockOffsetNanos;
    this.ring = new CaptureRing(ringPackets, folder.counters());
  }

  CaptureRing ring() {
    return ring;
  }

  /** An event, in its time. Any thread. */
  void note(CaptureEvent event, long nanos) {
    events.add(new Dated(nanos, event));
  }

  /** Ends the capture with what has been given before. Any thread. */
  void stop() {
    stopping = true;
  }

  /** Completed when everything is on disk, or isn't going to be. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** What has come of it so far. Any thread. */
  CaptureProgress progress() {
    IOException failed = failure;
    CaptureProgress.State state =
        failed != null
            ? CaptureProgress.State.FAILED
            : ended.isDone()
                ? CaptureProgress.State.STOPPED
                : folderFull ? CaptureProgress.State.FOLDER_FULL : CaptureProgress.State.CAPTURING;
    return new CaptureProgress(
        state,
        failed == null ? null : failed.toString(),
        packets.get(),
        bytes.get(),
        new CaptureProgress.NotCaptured(ring.overflows(), withoutRoom.get()),
        folder.stillThere(shownFiles).stream()
            .map(each -> new CaptureProgress.File(each.name(), each.bytes()))
            .toList());
  }

  @Override
  public void run() {
    try {
      drain();
      closeFile();
    } catch (IOException e) {
      fail(e);
    } catch (UncheckedIOException e) {
      fail(e.getCause());
    } finally {
      ended.complete(null);
    }
  }

  private void fail(IOException cause) {
    failure = cause;
    folder.counters().fail();
    abandonFile(cause);
  }

  private void drain() throws IOException {
    boolean flushed = true;
    while (true) {
      // Asked first, so that what was given before the end is not left behind.
      boolean last = stopping;
      if (drainOnce()) {
        flushed = false;
      } else if (last) {
        return;
      } else {
        if (!flushed && file != null) {
          file.flush();
          flushed = true;
        }
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
  }

  /** Writes what is there now; whether there was anything. */
  boolean drainOnce() throws IOException {
    boolean any = false;
    for (Dated event = events.poll(); event != null; event = events.poll()) {
      any = true;
      write(event);
    }
    // No more than there is room for, as events are not to wait for a pause.
    int left = RING_PACKETS;
    while (left-- > 0 && ring.poll(this::writeUnchecked)) {
      any = true;
    }
    return any;
  }

  private void write(Dated event) throws IOException {
    byte[] frame = UpperPdu.frame("json", CaptureEventJson.format(event.event()));
    latestNanos = event.nanos();
    switch (event.event()) {
      case Terms negotiated -> terms.put(negotiated.connection(), frame);
      case CaptureEvent.Ended gone -> terms.remove(gone.connection());
    }
    // A new file begins with all terms, this one among them.
    CaptureFile before = file;
    if (hasRoom(frame.length, event.nanos())
        && (before == file || event.event() instanceof CaptureEvent.Ended)) {
      writeEvent(frame, event.nanos());
    }
  }

  private void writeUnchecked(CaptureRing.Slot slot) {
    try {
      write(slot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(CaptureRing.Slot slot) throws IOException {
    latestNanos = slot.nanos;
    if (!hasRoom(slot.length, slot.nanos)) {
      withoutRoom.incrementAndGet();
      folder.counters().miss(CaptureCounters.Miss.FOLDER_FULL);
      return;
    }
    Interface at = interfaceOf(slot.tap.terms(), slot.stage);
    InetSocketAddress remote = remoteOf(slot.remote);
    InetSocketAddress here = localTo(remote.getAddress());
    boolean out = slot.stage == CaptureStage.SENT;
    datagrams.write(out ? here : remote, out ? remote : here, slot.bytes, 0, slot.length);
    blocks.packet(
        at.id,
        unixNanos(slot.nanos),
        datagrams.bytes(),
        datagrams.length(),
        datagrams.length() + slot.originalLength - slot.length);
    writeBlock();
    at.packets++;
    packets.incrementAndGet();
  }

  // Files.

  /** Whether there is a file with room for a frame, begun now where need be. */
  private boolean hasRoom(int frameLength, long nanos) throws IOException {
    // With an IP header, a block around it, and the description of an interface before it.
    int most = frameLength + 1024;
    if (file != null && file.isFull(most + closingLength())) {
      closeFile();
    }
    if (file == null && !stopRetrying(nanos)) {
      begin(nanos);
    }
    return file != null;
  }

  private boolean stopRetrying(long nanos) {
    return folderFull && nanos - retryNanos < 0;
  }

  /** Of the statistics that end a file. */
  private int closingLength() {
    return 64 * (interfaces.size() + 2);
  }

  private void begin(long nanos) throws IOException {
    Optional<CaptureFile> begun = folder.begin(room, Instant.ofEpochSecond(0, unixNanos(nanos)));
    boolean wasFull = folderFull;
    folderFull = begun.isEmpty();
    if (folderFull) {
      if (!wasFull) {
        LOG.warn(
            "The capture of room {} stands still: files being written take up all of"
                + " --capture-total-size. Its packets are counted until one of them ends",
            room);
      }
      retryNanos = nanos + RETRY_NANOS;
      return;
    }
    file = begun.get();
    files.add(file);
    files.retainAll(folder.stillThere(files));
    shownFiles = List.copyOf(files);
    interfaces.clear();
    blocks.section(
        "Sluice",
        "Room %s. The interface %s tells in JSON what was negotiated; of the others, each is one"
                .formatted(room, CaptureEvent.INTERFACE_NAME)
            + " connection's packets at one stage: received (encrypted), decrypted, or sent"
            + " (before encryption).");
    writeBlock();
    blocks.describeInterface(
        LinkType.WIRESHARK_UPPER_PDU, CaptureEvent.INTERFACE_NAME, "what was negotiated");
    writeBlock();
    for (byte[] frame : terms.values()) {
      writeEvent(frame, nanos);
    }
  }

  private void closeFile() throws IOException {
    if (file == null) {
      return;
    }
    long dropped = ring.overflows() + withoutRoom.get();
    blocks.statistics(EVENTS_INTERFACE, unixNanos(latestNanos), 0, dropped - droppedBeforeFile);
    writeBlock();
    droppedBeforeFile = dropped;
    for (Interface each : interfaces.values()) {
      blocks.statistics(each.id, unixNanos(latestNanos), each.packets, 0);
      writeBlock();
    }
    CaptureFile closing = file;
    file = null;
    closing.close();
  }

  private void abandonFile(IOException cause) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
      file = null;
    }
  }

  private void writeEvent(byte[] frame, long nanos) throws IOException {
    blocks.packet(EVENTS_INTERFACE, unixNanos(nanos), frame, frame.length, frame.length);
    writeBlock();
  }

  private void writeBlock() throws IOException {
    file.write(blocks.bytes(), blocks.length());
    bytes.addAndGet(blocks.length());
  }

  private Interface interfaceOf(Terms of, CaptureStage stage) throws IOException {
    InterfaceKey key = new InterfaceKey(of.connection(), stage);
    Interface known = interfaces.get(key);
    if (known != null) {
      return known;
    }
    String stageName = stage.name().toLowerCase(Locale.ROOT);
    blocks.describeInterface(
        LinkType.RAW,
        "c" + of.connection() + "/" + stageName,
        of.participant() != null ? "participant " + of.participant() : "viewer " + of.viewer());
    writeBlock();
    Interface added = new Interface(interfaces.size() + 1);
    interfaces.put(key, added);
    return added;
  }

  // Addresses.

  /** A connection sends nothing before it has a path, but what is on its way may outlive one. */
  private static InetSocketAddress remoteOf(InetSocketAddress remote) {
    return remote != null ? remote : new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
  }

  private InetSocketAddress localTo(InetAddress remote) {
    for (InetSocketAddress each : local) {
      if (each.getAddress().getClass().equals(remote.getClass())) {
        return each;
      }
    }
    int port = local.isEmpty() ? 0 : local.getFirst().getPort();
    // The unspecified address of the same family.
    byte[] unspecified = new byte[remote.getAddress().length];
    try {
      return new InetSocketAddress(InetAddress.getByAddress(unspecified), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private long unixNanos(long nanos) {
    return nanos + wallClockOffsetNanos;
  }
}
