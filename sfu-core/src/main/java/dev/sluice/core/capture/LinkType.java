package dev.sluice.core.capture;

/** What a captured frame begins with, by the numbers of tcpdump.org/linktypes.html. */
public final class LinkType {

  /** BSD loopback: the address family in the capturing machine's byte order. */
  public static final int NULL = 0;

  public static final int ETHERNET = 1;

  /** An IPv4 or IPv6 header. */
  public static final int RAW = 101;

  /** OpenBSD loopback: the address family in network byte order. */
  public static final int LOOP = 108;

  /** Linux "cooked" capture, as on the interface {@code any}. */
  public static final int LINUX_SLL = 113;

  public static final int IPV4 = 228;
  public static final int IPV6 = 229;

  /** Data for one of Wireshark's dissectors, named in tags before it. */
  public static final int WIRESHARK_UPPER_PDU = 252;

  public static final int LINUX_SLL2 = 276;

  /** What raw IP is called where a file was written with the numbers of an operating system. */
  static final int DLT_RAW = 12;

  static final int DLT_RAW_OPENBSD = 14;

  private LinkType() {}
}
