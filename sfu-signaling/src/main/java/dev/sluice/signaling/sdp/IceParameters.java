package dev.sluice.signaling.sdp;

/** One side's ICE user name fragment and password (RFC 8839 section 5.4). */
public record IceParameters(String usernameFragment, String password) {
  public IceParameters {
    Grammar.iceChars("a=ice-ufrag", usernameFragment, 4);
    Grammar.iceChars("a=ice-pwd", password, 22);
  }

  /** Says nothing of the password, so that it gets into no log. */
  @Override
  public String toString() {
    return "IceParameters[" + usernameFragment + ']';
  }
}
