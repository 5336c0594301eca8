package dev.sluice.signaling.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The {@code a=simulcast} line (RFC 8853 section 5.1): for each direction the streams, each a list
 * of alternatives in order of preference; empty where the direction is not named.
 */
public record Simulcast(List<List<Alternative>> send, List<List<Alternative>> receive) {
  /**
   * One form that a stream may take.
   *
   * @param paused whether it starts paused ({@code ~})
   */
  public record Alternative(String rid, boolean paused) {
    public Alternative {
      Grammar.token("a rid of a=simulcast", rid);
      if (rid.indexOf('~') >= 0) {
        throw new IllegalArgumentException("a rid of a=simulcast must not hold '~'");
      }
    }

    @Override
    public String toString() {
      return paused ? '~' + rid : rid;
    }
  }

  public Simulcast {
    send = send.stream().map(List::copyOf).toList();
    receive = receive.stream().map(List::copyOf).toList();
  }

  static Simulcast parse(String line) {
    String[] words = Grammar.words(line, -1);
    List<List<Alternative>> send = List.of();
    List<List<Alternative>> receive = List.of();
    if (words.length != 2 && words.length != 4) {
      throw new IllegalArgumentException("a=simulcast needs send or recv, and streams, each once");
    }
    for (int i = 0; i < words.length; i += 2) {
      if (words[i].equals("send") && send.isEmpty()) {
        send = streams(words[i + 1]);
      } else if (words[i].equals("recv") && receive.isEmpty()) {
        receive = streams(words[i + 1]);
      } else {
        throw new IllegalArgumentException(
            "a=simulcast needs send or recv, and streams, each once");
      }
    }
    return new Simulcast(send, receive);
  }

  private static List<List<Alternative>> streams(String text) {
    List<List<Alternative>> streams = new ArrayList<>();
    for (String stream : text.split(";", -1)) {
      List<Alternative> alternatives = new ArrayList<>();
      for (String alternative : stream.split(",", -1)) {
        boolean paused = alternative.startsWith("~");
        alternatives.add(new Alternative(paused ? alternative.substring(1) : alternative, paused));
      }
      streams.add(alternatives);
    }
    return streams;
  }

  @Override
  public String toString() {
    String sent = send.isEmpty() ? "" : "send " + format(send);
    String received = receive.isEmpty() ? "" : "recv " + format(receive);
    return (sent + ' ' + received).strip();
  }

  private static String format(List<List<Alternative>> streams) {
    return streams.stream()
        .map(s -> s.stream().map(Alternative::toString).collect(Collectors.joining(",")))
        .collect(Collectors.joining(";"));
  }
}
