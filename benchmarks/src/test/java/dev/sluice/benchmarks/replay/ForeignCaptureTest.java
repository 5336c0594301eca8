package dev.sluice.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.capture.LinkType;
import dev.sluice.core.capture.UdpDatagramWriter;
import dev.sluice.dtls.srtp.SrtpKeys;
import dev.sluice.dtls.srtp.SrtpProfile;
import dev.sluice.dtls.srtp.SrtpSession;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Chromium's packets as another program would have captured them. */
class ForeignCaptureTest {

  private static final InetSocketAddress SENDER = new InetSocketAddress("192.0.2.1", 5_000);
  private static final InetSocketAddress OTHER = new InetSocketAddress("192.0.2.2", 5_000);
  private static final InetSocketAddress SERVER = new InetSocketAddress("198.51.100.1", 10_000);

  @TempDir private Path folder;

  private final UdpDatagramWriter datagram = new UdpDatagramWriter();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private int packets;

  @ParameterizedTest
  @CsvSource({
    "1, 020000000001 020000000002 0800",
    "113, 0000 0001 0006 0200000000010000 0800",
    "276, 0800 0000 00000002 0001 00 06 0200000000010000",
    "101, ''"
  })
  void aSubscriberGetsWhatWasSentWhateverItWasCapturedOn(int linkType, String header)
      throws Exception {
    begin(linkType);
    for (byte[] packet : chromium("chromium-vp8.rtp")) {
      add(header, SENDER, packet);
    }

    Commands.Result result = Commands.replay("--summary", "--extension", "9=mid", end());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("subscriber-1 receives 0: video VP8, forwarding, ");
    assertThat(result.out()).contains(" 2 key frames, 0 gaps");
    assertThat(result.err())
        .contains("Payload type 96 of 192.0.2.1:5000 is taken for VP8, as browsers number it");
  }

  @Test
  void onlyTheSendersAskedForAreReplayed() throws Exception {
    begin(LinkType.RAW);
    for (byte[] packet : chromium("chromium-vp8.rtp")) {
      add("", SENDER, packet);
      add("", OTHER, packet);
    }
    Path capture = end();

    assertThat(Commands.replay("--summary", capture).out())
        .contains("192.0.2.1:5000#1 publishes", "192.0.2.2:5000#2 publishes");
    assertThat(Commands.replay("--summary", "--from", "192.0.2.2", capture).out())
        .contains("192.0.2.2:5000#1 publishes")
        .doesNotContain("192.0.2.1");
    assertThat(Commands.replay("--summary", "--from", "192.0.2.2:1", capture).exitCode())
        .isEqualTo(1);
  }

  @Test
  void whatAPayloadTypeIsMayBeTold() throws Exception {
    begin(LinkType.RAW);
    for (byte[] packet : chromium("chromium-opus.rtp")) {
      packet[1] = (byte) ((packet[1] & 0x80) | 100);
      add("", SENDER, packet);
    }
    Path capture = end();

    assertThat(Commands.replay("--summary", capture).err())
        .contains("What payload type 100 is isn't known")
        .contains("--codec 100=");
    Commands.Result told = Commands.replay("--summary", "--codec", "100=opus", capture);
    assertThat(told.out()).contains("receives 0: audio opus, forwarding, " + packets + " packets");
    assertThat(told.err()).isEmpty();
  }

  @Test
  void theSendersOfferTellsEverything() throws Exception {
    begin(LinkType.RAW);
    for (byte[] packet : chromium("chromium-opus.rtp")) {
      add("", SENDER, packet);
    }
    Path offer =
        Files.writeString(
            folder.resolve("offer.sdp"),
            String.join(
                "\r\n",
                "v=0",
                "o=- 1 1 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "m=audio 9 UDP/TLS/RTP/SAVPF 111",
                "c=IN IP4 0.0.0.0",
                "a=mid:0",
                "a=sendonly",
                "a=rtcp-mux",
                "a=ice-ufrag:abcd",
                "a=ice-pwd:abcdefghijklmnopqrstuvwx",
                "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB",
                "a=setup:actpass",
                "a=rtpmap:111 opus/48000/2",
                ""));
    Path capture = end();

    Commands.Result result = Commands.replay("--summary", "--sdp", offer, capture);

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("receives 0: audio opus, forwarding, " + packets + " packets");
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void whatIsEncryptedIsOpenedWithItsKey(SrtpProfile profile) throws Exception {
    byte[] key = new byte[profile.keyLength()];
    byte[] salt = new byte[profile.saltLength()];
    Arrays.fill(key, (byte) 7);
    Arrays.fill(salt, (byte) 9);
    SrtpSession sender = new SrtpSession(new SrtpKeys(profile, key, salt, key, salt));
    begin(LinkType.RAW);
    byte[] protectedPacket = new byte[2048];
    for (byte[] packet : chromium("chromium-vp8.rtp")) {
      int length = sender.protectRtp(packet, 0, packet.length, protectedPacket, 0);
      add("", SENDER, Arrays.copyOf(protectedPacket, length));
    }
    Path capture = end();

    Commands.Result right =
        Commands.replay(
            "--summary", "--key", "192.0.2.1:5000=" + text(profile, key, salt), capture);
    assertThat(right.exitCode()).as(right.err()).isZero();
    assertThat(right.out()).contains(" 2 key frames, 0 gaps");

    salt[0]++;
    Commands.Result wrong = Commands.replay("--key", "*=" + text(profile, key, salt), capture);
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("has no decrypted RTP in it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--key   | nonsense                     | a key is WHO=PROFILE:BASE64",
        "--key   | *=ROT13:AAAA                 | the profile is one of",
        "--key   | *=AEAD_AES_128_GCM:!         | is in Base64",
        "--key   | *=AEAD_AES_128_GCM:AAAA      | a master key of 16 bytes and a salt of 12",
        "--codec | 96=MPEG                      | the codec is one of",
        "--extension | 1=nonsense               | the header extension nonsense isn't one of",
        "--from  | nowhere.invalid:x            | --from is an address",
        "--loss  | 100                          | --loss is in percent",
        "--subscribers | -1                     | --subscribers must be from 0"
      })
  void anOptionThatCantBeIsRefusedWithWhatWouldBeRight(String option, String value, String reason)
      throws Exception {
    begin(LinkType.RAW);
    for (byte[] packet : chromium("chromium-vp8.rtp")) {
      add("", SENDER, packet);
    }

    Commands.Result result = Commands.replay(option, value, end());

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(reason);
  }

  @Test
  void aFileThatIsNoCaptureIsOneSentence() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "This is no capture.");

    Commands.Result result = Commands.replay(text);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err().lines())
        .containsExactly(
            "sluice: "
                + text
                + ": this is neither a pcapng nor a pcap file: it begins with 54686973.");
    assertThat(Commands.replay(folder.resolve("none")).err())
        .contains("There is no file " + folder.resolve("none"));
  }

  private static String text(SrtpProfile profile, byte[] key, byte[] salt) {
    byte[] both = Arrays.copyOf(key, key.length + salt.length);
    System.arraycopy(salt, 0, both, key.length, salt.length);
    return profile.name() + ":" + Base64.getEncoder().encodeToString(both);
  }

  private void begin(int linkType) {
    file.reset();
    file.writeBytes(
        ByteBuffer.allocate(24)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0xA1B2C3D4)
            .putShort((short) 2)
            .putShort((short) 4)
            .putInt(0)
            .putInt(0)
            .putInt(65_535)
            .putInt(linkType)
            .array());
  }

  /** Ten milliseconds after the one before. */
  private void add(String header, InetSocketAddress source, byte[] packet) {
    packets++;
    byte[] link = HexFormat.of().parseHex(header.replace(" ", ""));
    datagram.write(source, SERVER, packet, 0, packet.length);
    int length = link.length + datagram.length();
    file.writeBytes(
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(1_700_000_000 + packets / 100)
            .putInt(packets % 100 * 10_000)
            .putInt(length)
            .putInt(length)
            .array());
    file.writeBytes(link);
    file.write(datagram.bytes(), 0, datagram.length());
  }

  private Path end() throws IOException {
    return Files.write(folder.resolve("capture.pcap"), file.toByteArray());
  }

  /** Its media, without probes and retransmissions. */
  private static List<byte[]> chromium(String name) throws IOException {
    List<byte[]> media = new ArrayList<>();
    try (InputStream resource =
            ForeignCaptureTest.class.getResourceAsStream(
                "/dev/sluice/benchmarks/captures/" + name);
        DataInputStream in = new DataInputStream(Objects.requireNonNull(resource, name))) {
      while (in.available() > 0) {
        byte[] packet = in.readNBytes(in.readUnsignedShort());
        int payloadType = packet[1] & 0x7F;
        if (payloadType == 96 || payloadType == 111) {
          media.add(packet);
        }
      }
    }
    return media;
  }
}
