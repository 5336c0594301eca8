package dev.sluice.signaling.sdp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever arrives: a value that formats and reads back, or an {@link SdpException}. */
class SdpFuzzTest {
  @FuzzTest
  void description(byte[] input) {
    SessionDescription description;
    try {
      description = SessionDescription.parse(new String(input, StandardCharsets.UTF_8));
    } catch (SdpException refused) {
      return;
    }
    try {
      if (!SessionDescription.parse(description.format()).equals(description)) {
        throw new AssertionError("another description came back: " + description.format());
      }
    } catch (SdpException e) {
      throw new AssertionError("refuses its own text: " + description.format(), e);
    }
  }

  @FuzzTest
  void fragment(byte[] input) {
    TrickleFragment fragment;
    try {
      fragment = TrickleFragment.parse(new String(input, StandardCharsets.UTF_8));
    } catch (SdpException refused) {
      return;
    }
    try {
      if (!TrickleFragment.parse(fragment.format()).equals(fragment)) {
        throw new AssertionError("another fragment came back: " + fragment.format());
      }
    } catch (SdpException e) {
      throw new AssertionError("refuses its own text: " + fragment.format(), e);
    }
  }
}
