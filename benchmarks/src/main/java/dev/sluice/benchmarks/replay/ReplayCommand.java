package dev.sluice.benchmarks.replay;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.RtpParameters;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./sluice replay}. */
@Command(
    name = "replay",
    description =
        "Plays a capture (pcapng or pcap) through the server's forwarding code, on the capture's"
            + " own clock, and prints what every subscriber would have got.",
    footer = {
      "",
      "Two replays of one file print the same, byte for byte. What was assumed goes to standard"
          + " error."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ReplayCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "The capture; where it has several files, all of them or some.")
  private List<Path> files;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      description =
          "Add so many who play everything that is published. Default: 1 where the capture has"
              + " nobody who receives, else 0")
  private Integer subscribers;

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      defaultValue = "0",
      description = "Of the packets to those added. Default: ${DEFAULT-VALUE}")
  private double lossPercent;

  @Option(
      names = "--round-trip",
      paramLabel = "MS",
      defaultValue = "0",
      description = "To those added and back. Default: ${DEFAULT-VALUE}")
  private int roundTripMillis;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decides which packets are lost. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--summary", description = "Leave out the packets, print what came of it.")
  private boolean summaryOnly;

  @Option(
      names = "--out",
      paramLabel = "FILE.pcapng",
      description = "Write what is sent to this file as well, for Wireshark.")
  private Path out;

  @Option(
      names = "--key",
      paramLabel = "WHO=PROFILE:BASE64",
      description =
          "Decrypt SRTP: the sender's master key and salt (in this order, as one Base64 text). WHO"
              + " is ADDRESS:PORT, 0xSSRC, a participant of Sluice's own captures, or * for all;"
              + " PROFILE is AEAD_AES_128_GCM, AEAD_AES_256_GCM or AES128_CM_HMAC_SHA1_80.")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--sdp",
      paramLabel = "FILE",
      description =
          "The sender's offer, for a capture that isn't Sluice's: says what payload types, header"
              + " extensions and SSRCs mean.")
  private Path sdp;

  @Option(
      names = "--codec",
      paramLabel = "PT=CODEC",
      description = "Without an offer: what a payload type is, such as 96=VP8 or 111=opus.")
  private Map<Integer, String> codecs = new LinkedHashMap<>();

  @Option(
      names = "--rtx",
      paramLabel = "PT=PT",
      description = "Without an offer: the first one carries retransmissions of the second.")
  private Map<Integer, Integer> rtx = new LinkedHashMap<>();

  @Option(
      names = "--extension",
      paramLabel = "ID=NAME",
      description =
          "Without an offer: a header extension, by URI or as mid, transport-cc, abs-send-time,"
              + " dependency-descriptor…")
  private Map<Integer, String> extensions = new LinkedHashMap<>();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS[:PORT]",
      description =
          "Only take packets that come from there, in a capture that isn't Sluice's. Default:"
              + " everybody's")
  private List<String> from = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    try {
      Recording recording = RecordingReader.read(files, recordingOptions());
      recording.notes().forEach(this::say);
      run(recording);
      return 0;
    } catch (NoSuchFileException e) {
      say("There is no file " + e.getFile() + ".");
      return FAILED;
    } catch (IOException e) {
      say(e.getMessage());
      return FAILED;
    } catch (UncheckedIOException e) {
      say(e.getCause().getMessage());
      return FAILED;
    }
  }

  private void run(Recording recording) throws IOException {
    PrintWriter standardOut = spec.commandLine().getOut();
    // In between, because that one may flush after every line.
    PrintWriter print = new PrintWriter(new BufferedWriter(standardOut, 1 << 16));
    run(recording, print);
    print.flush();
    if (standardOut.checkError()) {
      throw new IOException("Standard output can't be written to.");
    }
  }

  private void run(Recording recording, PrintWriter print) throws IOException {
    ReplayOptions options = replayOptions(recording);
    ReplayListener listing =
        summaryOnly
            ? (nanos, to, rtcp, packet, offset, length) -> {}
            : new ReplayListing(print, recording.entries().getFirst().nanos());
    if (out == null) {
      ReplaySummary.print(Replay.run(recording, options, listing), print);
      return;
    }
    try (SentFile file = new SentFile(out)) {
      ReplaySummary.print(
          Replay.run(
              recording,
              options,
              (nanos, to, rtcp, packet, offset, length) -> {
                listing.onSent(nanos, to, rtcp, packet, offset, length);
                file.onSent(nanos, to, rtcp, packet, offset, length);
              }),
          print);
    }
  }

  private void say(String sentence) {
    spec.commandLine().getErr().println("sluice: " + sentence);
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private ReplayOptions replayOptions(Recording recording) {
    if (lossPercent < 0 || lossPercent >= 100) {
      throw wrong("--loss is in percent, from 0 to below 100, not " + lossPercent + ".");
    }
    if (roundTripMillis < 0) {
      throw wrong("--round-trip can't be " + roundTripMillis + ".");
    }
    int added = subscribers != null ? subscribers : recording.hasReceivers() ? 0 : 1;
    if (added < 0 || added > 10_000) {
      throw wrong("--subscribers must be from 0 to 10000, not " + added + ".");
    }
    return new ReplayOptions(
        added, lossPercent / 100, Duration.ofMillis(roundTripMillis).toNanos(), seed);
  }

  private RecordingOptions recordingOptions() throws IOException {
    List<RtpParameters> negotiated = sdp == null ? List.of() : OfferFile.read(sdp);
    try {
      return new RecordingOptions(
          keys.stream().map(SrtpKey::parse).toList(), payloadTypes(), negotiated, senders());
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage() + ".");
    }
  }

  private PayloadTypeTable payloadTypes() {
    Map<Integer, Codec> told = new HashMap<>();
    codecs.forEach((payloadType, name) -> told.put(payloadType, codec(name)));
    Map<Integer, Integer> rtxByCodec = new HashMap<>();
    rtx.forEach((type, of) -> rtxByCodec.put(of, type));
    Map<HeaderExtension, Integer> ids = new EnumMap<>(HeaderExtension.class);
    extensions.forEach((id, name) -> ids.put(extension(name), id));
    return new PayloadTypeTable(told, rtxByCodec, ids);
  }

  private static Codec codec(String name) {
    return Arrays.stream(Codec.values())
        .filter(codec -> codec.encodingName().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the codec is one of %s, not %s"
                        .formatted(
                            Arrays.stream(Codec.values()).map(Codec::encodingName).toList(),
                            name)));
  }

  private static HeaderExtension extension(String name) {
    String constant = name.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(HeaderExtension.values())
        .filter(each -> each.uri().equals(name) || each.name().equals(constant))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the header extension %s isn't one of %s"
                        .formatted(
                            name,
                            Arrays.stream(HeaderExtension.values())
                                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .toList())));
  }

  private Predicate<InetSocketAddress> senders() {
    if (from.isEmpty()) {
      return sender -> true;
    }
    List<Predicate<InetSocketAddress>> wanted = from.stream().map(ReplayCommand::sender).toList();
    return sender -> wanted.stream().anyMatch(each -> each.test(sender));
  }

  /** {@code 192.0.2.1}, {@code 192.0.2.1:5000}, {@code 2001:db8::1}, {@code [2001:db8::1]:5000}. */
  private static Predicate<InetSocketAddress> sender(String text) {
    int colon = text.lastIndexOf(':');
    boolean withPort = colon >= 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
    String host = withPort ? text.substring(0, colon) : text;
    try {
      InetAddress address = InetAddress.getByName(host);
      if (!withPort) {
        return sender -> sender.getAddress().equals(address);
      }
      InetSocketAddress whole =
          new InetSocketAddress(address, Integer.parseInt(text.substring(colon + 1)));
      return whole::equals;
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "--from is an address, with a port or without, not '" + text + "'", e);
    }
  }
}
