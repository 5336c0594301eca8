package dev.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.forward.DropReason;
import dev.sluice.core.forward.Publication;
import dev.sluice.core.forward.Subscription;
import dev.sluice.core.forward.SubscriptionState;
import dev.sluice.core.forward.SubscriptionStatistics;
import dev.sluice.core.rtcp.RtcpKind;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.HeaderExtension;
import dev.sluice.core.rtp.MediaKind;
import dev.sluice.core.session.TestLoop;
import dev.sluice.core.session.TestMedia;
import dev.sluice.core.session.TestPeer;
import dev.sluice.core.session.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whom each in a room is shown, from the packets of the one who speaks to those of the picture. */
class LastNTest {

  private static final int SPEECH = 30;
  private static final int QUIET = 80;
  private static final long ROUND_TRIP_AND_ENCODER_NANOS = 80_000_000;

  private final World world = new World();
  private final TestLoop loop = world.newLoop();
  private final TestLoop otherLoop = world.newLoop();
  private final Rooms rooms = new Rooms(RoomLimits.DEFAULT, 0, this::newId, Runnable::run);
  private final Map<String, Person> people = new LinkedHashMap<>();
  private int lastId;

  private String newId() {
    return String.valueOf(++lastId);
  }

  /** Somebody with a camera and a microphone, who receives every other's camera. */
  private final class Person implements ParticipantListener {

    private final TestPeer peer;
    private final Participant self;
    private final Publication cameraSource;
    private final Publication microphoneSource;
    private final Track microphone;
    private final Track camera;
    private final Map<Track, Subscription> received = new LinkedHashMap<>();
    private final List<Reception> receptions = new ArrayList<>();
    private int lastNChanges;
    private int sent;
    private int keyFrames;

    private long keyFrameDueNanos;
    private boolean keyFrameIsDue;

    private Person(String id, TestLoop home, TrackSource video, OptionalInt lastN) {
      peer = world.newPeer(home);
      peer.onRtcp(this::onRtcp);
      try {
        self =
            rooms.join("r", JoinRequest.of(Optional.of(id), "", Map.of()).withLastN(lastN), this);
        cameraSource = peer.session().publish(TestMedia.publishedVideo());
        microphoneSource =
            peer.session()
                .publish(
                    TestMedia.parameters(
                        "1",
                        List.of(TestMedia.opus(111)),
                        Map.of(HeaderExtension.AUDIO_LEVEL, 7),
                        2000,
                        0));
        camera = self.publish(video, "", MediaKind.VIDEO, Codec.VP8, cameraSource);
        microphone =
            self.publish(TrackSource.MICROPHONE, "", MediaKind.AUDIO, Codec.OPUS, microphoneSource);
      } catch (RoomException e) {
        throw new AssertionError(e);
      }
    }

    private void onRtcp(byte[] datagram) {
      TestPeer.eachIn(
          datagram,
          RtcpKind.PICTURE_LOSS,
          loss -> {
            keyFrameIsDue = true;
            keyFrameDueNanos = world.nowNanos() + ROUND_TRIP_AND_ENCODER_NANOS;
          });
    }

    private boolean takeKeyFrameDue() {
      if (!keyFrameIsDue || world.nowNanos() < keyFrameDueNanos) {
        return false;
      }
      keyFrameIsDue = false;
      keyFrames++;
      return true;
    }

    private void receive(Track track) {
      Subscription subscription =
          peer.session()
              .subscribe(
                  TestMedia.parameters(
                      "v" + receptions.size(),
                      List.of(TestMedia.vp8(120, 121)),
                      Map.of(),
                      5000 + 2 * receptions.size(),
                      5001 + 2 * receptions.size()));
      subscription.play(track.publication());
      received.put(track, subscription);
      receptions.add(new Reception("v" + receptions.size(), track, subscription, false));
    }

    private void setPaused(Track track, boolean paused) {
      receptions.replaceAll(
          r -> r.track() == track ? new Reception(r.mid(), track, r.subscription(), paused) : r);
      self.setReceptions(receptions);
    }

    /** Twenty milliseconds of sound, and a frame of video now and then. */
    private void send(int level, boolean keyFrame) {
      sent++;
      peer.send(
          TestMedia.packet(
              111,
              false,
              sent,
              sent * 960,
              2000,
              TestMedia.element(7, new byte[] {(byte) level}),
              TestMedia.numbered(sent)));
      peer.send(TestMedia.frame(sent, sent * 1800, 1000, keyFrame, sent));
    }

    @Override
    public void lastNChanged() {
      lastNChanges++;
    }

    private List<String> shown() {
      List<String> shown = new ArrayList<>();
      received.forEach(
          (track, subscription) -> {
            SubscriptionState state = statistics(subscription).state();
            assertThat(self.leftOut().contains(track)).isEqualTo(state == SubscriptionState.LAST_N);
            if (state == SubscriptionState.FORWARDING
                || state == SubscriptionState.WAITING_FOR_KEYFRAME) {
              shown.add(track.publisher().id());
            }
          });
      return shown;
    }
  }

  private SubscriptionStatistics statistics(Subscription subscription) {
    CompletableFuture<SubscriptionStatistics> statistics = subscription.statistics();
    world.settle();
    return statistics.join();
  }

  private Person join(String id) {
    return join(id, loop, TrackSource.CAMERA, OptionalInt.empty());
  }

  private Person join(String id, TestLoop home, TrackSource video, OptionalInt lastN) {
    Person person = new Person(id, home, video, lastN);
    for (Person other : people.values()) {
      other.receive(person.camera);
      person.receive(other.camera);
    }
    people.put(id, person);
    people.values().forEach(each -> each.self.setReceptions(each.receptions));
    world.settle();
    return person;
  }

  private Room room() {
    return rooms.room("r").orElseThrow();
  }

  /** Everybody sends; only one of them says something. */
  private void speak(Person who, int millis) {
    for (int passed = 0; passed < millis; passed += 20) {
      for (Person each : people.values()) {
        each.send(each == who ? SPEECH : QUIET, each.takeKeyFrameDue());
      }
      world.passMillis(20);
    }
  }

  @Test
  void withoutALimitEverybodyIsShown() {
    Person ada = join("ada");
    join("bob");
    join("eve");

    assertThat(ada.shown()).containsExactly("bob", "eve");
    assertThat(ada.lastNChanges).isZero();
  }

  @Test
  void beforeTheFirstWordThoseAreShownWhoJoinedFirst() {
    Person ada = join("ada");
    Person bob = join("bob");
    Person eve = join("eve");
    room().setLastN(1);

    assertThat(ada.shown()).containsExactly("bob");
    assertThat(bob.shown()).containsExactly("ada");
    assertThat(eve.shown()).containsExactly("ada");
  }

  @Test
  void whoBeginsToSpeakIsShownToEverybodyWithin300MillisForOneKeyFrame() {
    Person ada = join("ada");
    Person bob = join("bob", otherLoop, TrackSource.CAMERA, OptionalInt.empty());
    Person eve = join("eve");
    Person zoe = join("zoe");
    room().setLastN(2);
    speak(ada, 3_000);
    assertThat(bob.shown()).containsExactly("ada", "eve");
    zoe.peer.forgetSent();

    speak(zoe, 200);

    assertThat(ada.shown()).containsExactly("bob", "zoe");
    assertThat(bob.shown()).containsExactly("ada", "zoe");
    assertThat(eve.shown()).containsExactly("ada", "zoe");
    assertThat(zoe.peer.count(RtcpKind.PICTURE_LOSS)).isEqualTo(1);
    bob.peer.forgetSent();
    zoe.send(SPEECH, true);
    assertThat(bob.peer.takeRtp()).extracting(p -> p.payloadType()).contains(120);
  }

  @Test
  void amongFortyNineOthersTheOneWhoSpeaksIsSeenByAllWithin300Millis() {
    for (int i = 0; i < 50; i++) {
      join("p" + i, i % 2 == 0 ? loop : otherLoop, TrackSource.CAMERA, OptionalInt.empty());
    }
    room().setLastN(9);
    Person speaker = people.get("p49");
    speak(people.get("p0"), 1_000);
    assertThat(whoSee(speaker)).isZero();
    speaker.keyFrames = 0;

    int millis = 0;
    while (whoSee(speaker) < 49 && millis < 1_000) {
      speak(speaker, 20);
      millis += 20;
    }

    assertThat(millis).as("120 ms to tell a word from a click").isLessThanOrEqualTo(180);
    assertThat(speaker.keyFrames).isEqualTo(1);
  }

  @Test
  void forAClickNoMoreThanAKeyFrameIsAskedFor() {
    Person ada = join("ada");
    join("bob");
    Person eve = join("eve");
    room().setLastN(1);
    speak(null, 1_000);
    eve.peer.forgetSent();

    speak(eve, 60);
    speak(null, 1_000);

    assertThat(ada.shown()).containsExactly("bob");
    assertThat(eve.peer.count(RtcpKind.PICTURE_LOSS)).isEqualTo(1);
  }

  @Test
  void noKeyFrameIsAskedForInAdvanceOfWhomSomebodySees() {
    join("ada");
    Person bob = join("bob");
    join("eve");
    room().setLastN(1);
    speak(null, 1_000);
    bob.peer.forgetSent();

    speak(bob, 60);
    speak(null, 1_000);

    assertThat(bob.peer.count(RtcpKind.PICTURE_LOSS)).isZero();
  }

  private long whoSee(Person publisher) {
    return people.values().stream()
        .filter(person -> person != publisher)
        .map(person -> statistics(person.received.get(publisher.camera)).state())
        .filter(SubscriptionState.FORWARDING::equals)
        .count();
  }

  @Test
  void whoIsLeftOutGetsNoPacketsAndEachIsCounted() {
    Person ada = join("ada");
    Person bob = join("bob");
    Person eve = join("eve");
    speak(null, 100);
    room().setLastN(1);
    ada.peer.forgetSent();
    long before =
        statistics(ada.received.get(eve.camera)).drops().getOrDefault(DropReason.LAST_N, 0L);

    speak(null, 200);

    SubscriptionStatistics left = statistics(ada.received.get(eve.camera));
    assertThat(left.state()).isEqualTo(SubscriptionState.LAST_N);
    assertThat(left.drops().get(DropReason.LAST_N) - before).isEqualTo(10);
    assertThat(ada.shown()).containsExactly("bob");
    assertThat(bob.shown()).containsExactly("ada");
  }

  @Test
  void aCoughWhileSomebodySpeaksChangesNobodysPicture() {
    Person ada = join("ada");
    Person bob = join("bob");
    Person eve = join("eve");
    room().setLastN(1);
    speak(ada, 2_000);
    for (int i = 0; i < 15; i++) {
      ada.send(SPEECH, false);
      bob.send(10, false);
      world.passMillis(20);
    }

    assertThat(eve.shown()).containsExactly("ada");
    assertThat(room().speakers()).extracting(s -> s.participant().id()).startsWith("ada", "bob");
  }

  @Test
  void whoIsPinnedIsShownBesidesTheLastN() {
    Person ada = join("ada");
    Person bob = join("bob");
    Person eve = join("eve");
    join("zoe");
    room().setLastN(1);

    ada.self.pin(eve.self);
    assertThat(ada.shown()).containsExactly("bob", "eve");
    assertThat(bob.shown()).containsExactly("ada");
    ada.self.pin(bob.self);
    assertThat(ada.shown()).containsExactly("bob", "eve", "zoe");
    ada.self.unpin(eve.self);
    ada.self.unpin(bob.self);

    assertThat(ada.shown()).containsExactly("bob");
  }

  @Test
  void aPinIsForgottenWithTheOnePinned() {
    Person ada = join("ada");
    Person bob = join("bob");
    ada.self.pin(bob.self);

    bob.self.leave(LeaveReason.LEFT);

    assertThat(ada.self.pinned()).isEmpty();
  }

  @Test
  void aScreenIsAlwaysShownAndTakesUpNoPlace() {
    Person ada = join("ada");
    join("screen", loop, TrackSource.SCREEN, OptionalInt.empty());
    join("bob");
    join("eve");
    room().setLastN(1);

    assertThat(ada.shown()).containsExactly("screen", "bob");
  }

  @Test
  void whoHasPausedTheCameraTakesUpNoPlace() {
    Person ada = join("ada");
    Person bob = join("bob");
    join("eve");
    room().setLastN(1);

    bob.self.setPaused(bob.camera, true);
    assertThat(ada.self.leftOut()).isEmpty();
    bob.self.setPaused(bob.camera, false);

    assertThat(ada.shown()).containsExactly("bob");
  }

  @Test
  void whomAViewerHasPausedTakesUpNoPlace() {
    Person ada = join("ada");
    Person bob = join("bob");
    Person eve = join("eve");
    room().setLastN(1);

    ada.setPaused(bob.camera, true);

    assertThat(ada.self.leftOut()).isEmpty();
    assertThat(eve.self.leftOut()).containsExactly(bob.camera);
  }

  @Test
  void aViewersOwnPauseIsNotEndedByTheLastN() {
    Person ada = join("ada");
    Person bob = join("bob");
    Person eve = join("eve");
    room().setLastN(1);
    Subscription toEve = ada.received.get(eve.camera);
    toEve.pause();
    assertThat(statistics(toEve).state()).isEqualTo(SubscriptionState.PAUSED);

    room().setLastN(0);
    assertThat(statistics(toEve).state()).isEqualTo(SubscriptionState.PAUSED);
    toEve.resume();

    assertThat(ada.shown()).containsExactly("bob", "eve");
    assertThat(bob.shown()).containsExactly("ada", "eve");
  }

  @Test
  void whoLeavesMakesRoomForTheNext() {
    Person ada = join("ada");
    Person bob = join("bob");
    Person eve = join("eve");
    room().setLastN(1);
    assertThat(ada.self.leftOut()).containsExactly(eve.camera);

    ada.receptions.removeIf(reception -> reception.track() == bob.camera);
    ada.self.setReceptions(ada.receptions);

    assertThat(ada.self.leftOut()).isEmpty();
  }

  @Test
  void onlyThoseHearOfAChangeWhomItConcerns() {
    Person ada = join("ada");
    Person bob = join("bob");
    Person eve = join("eve");
    Person zoe = join("zoe");
    room().setLastN(2);
    int[] before = people.values().stream().mapToInt(person -> person.lastNChanges).toArray();

    speak(eve, 300);

    assertThat(List.of(ada, bob, eve, zoe).stream().mapToInt(p -> p.lastNChanges).toArray())
        .isEqualTo(new int[] {before[0], before[1], before[2], before[3] + 1});
    assertThat(zoe.shown()).containsExactly("ada", "eve");
  }

  @Test
  void onlookersHearThatSomebodyReceivesSomethingElse() {
    Person ada = join("ada");
    join("bob");
    Person eve = join("eve");
    List<Participant> changed = new ArrayList<>();
    rooms.addListener(
        new RoomListener() {
          @Override
          public void mediaChanged(Participant participant) {
            changed.add(participant);
          }
        });

    room().setLastN(1);
    assertThat(changed).extracting(Participant::id).containsExactly("ada", "bob", "eve");
    changed.clear();
    speak(eve, 300);

    assertThat(changed).extracting(Participant::id).containsExactly("ada", "bob");
    assertThat(ada.shown()).containsExactly("eve");
  }

  @Test
  void theFirstToJoinMaySayForTheRoomAndNobodyAfterwards() {
    join("ada", loop, TrackSource.CAMERA, OptionalInt.of(3));
    join("bob", loop, TrackSource.CAMERA, OptionalInt.of(7));

    assertThat(room().lastN()).isEqualTo(3);
  }

  @Test
  void aMutedMicrophoneDoesNotSpeakAnyMore() {
    Person ada = join("ada");
    join("bob");
    speak(ada, 300);
    assertThat(room().speakers()).containsExactly(new Speaker(ada.self, true));

    ada.self.setPaused(ada.microphone, true);
    speak(ada, 1_500);

    assertThat(room().speakers()).containsExactly(new Speaker(ada.self, false));
  }

  @Test
  void anUnpublishedMicrophoneDoesNotSpeakAnyMore() {
    Person ada = join("ada");
    speak(ada, 300);

    ada.self.unpublish(ada.microphone);
    speak(ada, 1_500);

    assertThat(room().speakers()).containsExactly(new Speaker(ada.self, false));
  }

  @Test
  void whoLeavesWhileSpeakingIsNoSpeakerAnyMore() {
    Person ada = join("ada");
    join("bob");
    speak(ada, 300);

    ada.self.leave(LeaveReason.LEFT);
    speak(ada, 1_500);

    assertThat(room().speakers()).isEmpty();
  }
}
