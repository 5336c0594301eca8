package dev.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActiveSpeakersTest {

  private static final int NORMAL = 30;

  private final Rooms rooms = new Rooms(RoomLimits.DEFAULT, 0, () -> "id", Runnable::run);
  private final ActiveSpeakers speakers = new ActiveSpeakers();
  private final Map<String, Track> microphones = new HashMap<>();
  private long nowNanos = Long.MAX_VALUE - 1_000_000_000;

  private Track microphone(String name) {
    return microphones.computeIfAbsent(
        name,
        id ->
            new Track(
                "t-" + id,
                join(id),
                TrackSource.MICROPHONE,
                "",
                MediaKind.AUDIO,
                Codec.OPUS,
                null));
  }

  private Participant join(String id) {
    try {
      return rooms.join(
          "r", JoinRequest.of(Optional.of(id), "", Map.of()), new ParticipantListener() {});
    } catch (RoomException e) {
      throw new AssertionError(e);
    }
  }

  private boolean speaks(String who, int level) {
    return speakers.onSpeech(microphone(who), level, nowNanos);
  }

  private boolean falls(String who) {
    return speakers.onSilence(microphone(who));
  }

  private void passMillis(long millis) {
    nowNanos += millis * 1_000_000;
  }

  /** Such as "ada! bob", where ada is speaking. */
  private String order() {
    List<String> names = new ArrayList<>();
    for (Speaker speaker : speakers.list()) {
      names.add(speaker.participant().id() + (speaker.speaking() ? "!" : ""));
    }
    return String.join(" ", names);
  }

  @Test
  void whoSpeaksIntoASilenceComesFirst() {
    speaks("ada", NORMAL);
    falls("ada");

    assertThat(speaks("bob", NORMAL)).isTrue();
    assertThat(order()).isEqualTo("bob! ada");
  }

  @Test
  void silenceDropsNobody() {
    speaks("ada", NORMAL);
    passMillis(60_000);

    assertThat(falls("ada")).isTrue();
    assertThat(order()).isEqualTo("ada");
  }

  @Test
  void aCoughTakesNobodysPlaceWhoSpeaks() {
    speaks("eve", NORMAL);
    falls("eve");
    speaks("ada", NORMAL);
    speaks("cougher", 5);
    assertThat(order()).isEqualTo("ada! cougher! eve");

    falls("cougher");

    assertThat(order()).isEqualTo("ada! cougher eve");
  }

  @Test
  void whenTheFirstFallsSilentTheNextWhoSpeaksIsFirst() {
    speaks("ada", NORMAL);
    speaks("bob", NORMAL);
    speaks("eve", NORMAL);

    falls("ada");

    assertThat(order()).isEqualTo("bob! eve! ada");
  }

  @Test
  void muchLouderForASecondTakesOver() {
    speaks("ada", NORMAL);
    speaks("bob", NORMAL - 6);
    passMillis(990);
    assertThat(speaks("bob", NORMAL - 6)).isFalse();
    assertThat(order()).isEqualTo("ada! bob!");

    passMillis(10);

    assertThat(speaks("bob", NORMAL - 6)).isTrue();
    assertThat(order()).isEqualTo("bob! ada!");
  }

  @Test
  void aLittleLouderDoesNotTakeOver() {
    speaks("ada", NORMAL);
    speaks("bob", NORMAL - 5);
    passMillis(10_000);

    assertThat(speaks("bob", NORMAL - 5)).isFalse();
    assertThat(order()).isEqualTo("ada! bob!");
  }

  @Test
  void whoWasTakenOverDoesNotTakeOverBackWhenAsLoud() {
    speaks("ada", NORMAL);
    speaks("bob", NORMAL);
    passMillis(2_000);
    speaks("bob", NORMAL - 10);
    assertThat(order()).isEqualTo("bob! ada!");
    passMillis(2_000);

    speaks("ada", NORMAL - 10);

    assertThat(order()).isEqualTo("bob! ada!");
  }

  @Test
  void whoSpeaksIntoTwoMicrophonesSpeaksUntilBothAreSilent() {
    Track second =
        new Track(
            "t-2",
            microphone("ada").publisher(),
            TrackSource.CUSTOM,
            "",
            MediaKind.AUDIO,
            Codec.OPUS,
            null);
    speaks("ada", NORMAL);
    assertThat(speakers.onSpeech(second, NORMAL, nowNanos)).isFalse();

    assertThat(falls("ada")).isFalse();
    assertThat(order()).isEqualTo("ada!");
    assertThat(speakers.onSilence(second)).isTrue();
    assertThat(order()).isEqualTo("ada");
  }

  @Test
  void whoIsGoneIsForgotten() {
    speaks("ada", NORMAL);
    speaks("bob", NORMAL);
    falls("ada");

    assertThat(speakers.remove(microphone("ada").publisher())).isTrue();
    assertThat(speakers.remove(microphone("ada").publisher())).isFalse();
    assertThat(order()).isEqualTo("bob!");
  }

  @Test
  void silenceOfSomebodyWhoNeverSpokeIsNoNews() {
    assertThat(falls("ada")).isFalse();
    assertThat(order()).isEmpty();
  }

  /** Whatever happens: those who speak come first, nobody twice, and news is a changed list. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theOrderHoldsWhateverHappens(long seed) {
    Random random = new Random(seed);
    List<String> names = List.of("a", "b", "c", "d", "e", "f");
    Map<String, Boolean> speaking = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      passMillis(random.nextInt(700));
      String who = names.get(random.nextInt(names.size()));
      boolean speaks = random.nextBoolean();
      List<Speaker> before = speakers.list();

      boolean changed = speaks ? speaks(who, random.nextInt(60)) : falls(who);

      if (speaks || speaking.containsKey(who)) {
        speaking.put(who, speaks);
      }
      List<Speaker> after = speakers.list();
      assertThat(changed).isEqualTo(!after.equals(before));
      assertThat(after).hasSize(speaking.size()).doesNotHaveDuplicates();
      assertThat(after)
          .allSatisfy(
              speaker ->
                  assertThat(speaker.speaking())
                      .isEqualTo(speaking.get(speaker.participant().id())));
      long speakingNow = speaking.values().stream().filter(now -> now).count();
      assertThat(after.subList(0, (int) speakingNow)).allMatch(Speaker::speaking);
    }
  }
}
