package dev.sluice.signaling.peer;

import java.util.ArrayList;
import java.util.List;

/** Offers as a browser would make them, reduced to what is looked at. */
public final class Offers {

  private static final String FINGERPRINT =
      "sha-256 DA:7B:57:DC:28:CE:04:4F:31:79:85:C4:31:67:EB:27:58:29:ED:77:2A:0D:24:AE:ED:AD:30:BC"
          + ":BD:F1:9C:02";

  private final List<String> sections = new ArrayList<>();
  private final List<String> mids = new ArrayList<>();
  private String sessionId = "5228595038118931041";
  private String ufrag = "EsAw";
  private String pwd = "P2uYro0UCOQ4zxjKXaWCBui1";

  public static Offers offer() {
    return new Offers();
  }

  /** Another RTCPeerConnection's. */
  public Offers from(String newSessionId) {
    sessionId = newSessionId;
    return this;
  }

  public Offers ice(String newUfrag, String newPwd) {
    ufrag = newUfrag;
    pwd = newPwd;
    return this;
  }

  public Offers audio(String direction) {
    return section("audio", "111", direction, "a=rtpmap:111 opus/48000/2");
  }

  /** With the audio level of each packet, by the id 1. */
  public Offers microphone() {
    return section(
        "audio",
        "111",
        "sendonly",
        "a=rtpmap:111 opus/48000/2\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level");
  }

  /** A camera in two encodings, named in each packet by the id 10. */
  public Offers simulcast() {
    return section(
        "video",
        "96",
        "sendonly",
        String.join(
            "\r\n",
            "a=rtpmap:96 VP8/90000",
            "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
            "a=rid:q send",
            "a=rid:h send",
            "a=simulcast:send q;h"));
  }

  public Offers video(String direction) {
    return section("video", "96", direction, "a=rtpmap:96 VP8/90000");
  }

  public String sdp() {
    return String.join(
            "\r\n",
            "v=0",
            "o=- " + sessionId + " 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE " + String.join(" ", mids))
        + "\r\n"
        + String.join("", sections);
  }

  private Offers section(String media, String payloadType, String direction, String codec) {
    String mid = String.valueOf(mids.size());
    mids.add(mid);
    sections.add(
        String.join(
                "\r\n",
                "m=" + media + " 9 UDP/TLS/RTP/SAVPF " + payloadType,
                "c=IN IP4 0.0.0.0",
                "a=ice-ufrag:" + ufrag,
                "a=ice-pwd:" + pwd,
                "a=fingerprint:" + FINGERPRINT,
                "a=setup:actpass",
                "a=mid:" + mid,
                "a=" + direction,
                "a=rtcp-mux",
                codec)
            + "\r\n");
    return this;
  }
}
