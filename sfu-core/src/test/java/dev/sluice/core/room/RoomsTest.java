package dev.sluice.core.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.room.RoomException.Reason;
import dev.sluice.core.rtp.Codec;
import dev.sluice.core.rtp.MediaKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoomsTest {

  private int lastId;
  private final Rooms rooms =
      new Rooms(
          new RoomLimits(2, 3, 2, 2, 10, 20), 0, () -> String.valueOf(++lastId), Runnable::run);
  private final List<String> heard = new ArrayList<>();

  @Test
  void aRoomIsMadeForTheFirstAndGoneWithTheLast() throws Exception {
    Participant ada = join("r", "ada");
    Participant bob = join("r", "bob");

    assertThat(rooms.rooms()).extracting(Room::name).containsExactly("r");
    ada.leave(LeaveReason.LEFT);
    assertThat(rooms.rooms()).hasSize(1);
    bob.leave(LeaveReason.LEFT);
    assertThat(rooms.rooms()).isEmpty();
  }

  @Test
  void aListenerThatFailsKeepsNeitherTheOthersFromHearingNorTheRoomFromChanging() throws Exception {
    List<Runnable> later = new ArrayList<>();
    Rooms faulty = new Rooms(RoomLimits.DEFAULT, 0, () -> String.valueOf(++lastId), later::add);
    faulty.addListener(
        new RoomListener() {
          @Override
          public void participantJoined(Participant participant) {
            throw new IllegalStateException("a mistake, as this test wants it");
          }
        });
    faulty.addListener(
        new RoomListener() {
          @Override
          public void participantJoined(Participant participant) {
            heard.add(participant.id() + " joined");
          }
        });

    faulty.join(
        "r", JoinRequest.of(Optional.of("ada"), "", Map.of()), new ParticipantListener() {});

    assertThat(heard).containsExactly("ada joined");
    assertThat(faulty.participant("r", "ada")).isPresent();
    assertThat(later).hasSize(1);
    assertThatThrownBy(later.getFirst()::run).hasMessageContaining("as this test wants it");
  }

  @Test
  void othersHearWhatOneDoesAndOneselfDoesNot() throws Exception {
    Participant ada = join("r", "ada");
    Participant bob = join("r", "bob");
    Track track = publish(bob);
    bob.setPaused(track, true);
    bob.setPaused(track, true);
    bob.setPaused(track, false);
    bob.describe("Bob", Map.of());
    bob.leave(LeaveReason.TIMEOUT);
    ada.leave(LeaveReason.LEFT);

    assertThat(heard)
        .containsExactly(
            "ada: bob joined",
            "ada: t-1 published",
            "ada: t-1 paused",
            "ada: t-1 resumed",
            "ada: bob updated",
            "ada: t-1 unpublished",
            "ada: bob left TIMEOUT",
            "bob: removed TIMEOUT",
            "ada: removed LEFT");
  }

  @Test
  void aGivenIdIsUniqueInItsRoomOnly() throws Exception {
    join("r", "ada");
    join("another", "ada");

    assertRefused(Reason.PARTICIPANT_TAKEN, () -> join("r", "ada"));
  }

  @Test
  void aStreamReplacesAnEarlierOneOfItsId() throws Exception {
    stream("r", "cam");
    Participant again = stream("r", "cam");

    assertThat(rooms.participant("r", "cam")).contains(again);
    assertThat(heard).containsExactly("cam: removed REPLACED");
    assertThat(rooms.room("r")).contains(again.room());
  }

  @Test
  void aStreamDoesNotReplaceSomebodyWhoJoined() throws Exception {
    join("r", "ada");

    assertRefused(Reason.PARTICIPANT_TAKEN, () -> stream("r", "ada"));
  }

  @Test
  void whatSomebodyWantsFollowsTheNarrowerWish() throws Exception {
    Participant ada = join("r", "ada");
    Participant bob = join("r", "bob");
    Participant eve = join("r", "eve");
    Track bobs = publish(bob);
    Track eves = publish(eve);
    publish(ada);

    assertThat(ada.wantedTracks()).isEmpty();
    ada.subscribeAll();
    assertThat(ada.wantedTracks()).containsExactly(bobs, eves);
    ada.unsubscribe(eve);
    assertThat(ada.wantedTracks()).containsExactly(bobs);
    ada.subscribe(eves);
    assertThat(ada.wantedTracks()).containsExactly(bobs, eves);
    ada.unsubscribe(bobs);
    assertThat(ada.wantedTracks()).containsExactly(eves);
    ada.subscribe(bob);
    assertThat(ada.wantedTracks()).containsExactly(bobs, eves);
    ada.unsubscribeAll();
    assertThat(ada.wantedTracks()).isEmpty();
  }

  @Test
  void aWishForAParticipantIncludesWhatItPublishesLater() throws Exception {
    Participant ada = join("r", "ada");
    Participant bob = join("r", "bob");
    ada.subscribe(bob);
    heard.clear();

    Track later = publish(bob);

    assertThat(ada.wantedTracks()).containsExactly(later);
    assertThat(heard).containsExactly("ada: t-1 published", "ada: wants [t-1]");
    bob.unpublish(later);
    assertThat(heard).endsWith("ada: t-1 unpublished", "ada: wants []");
  }

  @Test
  void aViewerMayWaitForSomebodyWhoIsNotThere() throws Exception {
    List<String> seen = new ArrayList<>();
    List<Viewer> self = new ArrayList<>();
    self.add(
        rooms.view("r", "cam", () -> seen.add(self.getFirst().watchedTracks().size() + " tracks")));

    Participant cam = stream("r", "cam");
    publish(cam);
    cam.leave(LeaveReason.LEFT);

    assertThat(seen).containsExactly("1 tracks", "0 tracks");
    assertThat(rooms.rooms()).hasSize(1);
    self.getFirst().leave(LeaveReason.LEFT);
    assertThat(rooms.rooms()).isEmpty();
  }

  @Test
  void limitsAreKept() throws Exception {
    Participant ada = join("r", "ada");
    join("r", "bob");
    join("r", "eve");
    publish(ada);
    publish(ada);

    assertRefused(Reason.ROOM_FULL, () -> join("r", "zoe"));
    assertRefused(Reason.TOO_MANY_TRACKS, () -> publish(ada));
    join("second", "ada");
    assertRefused(Reason.TOO_MANY_ROOMS, () -> join("third", "ada"));
    assertRefused(Reason.INVALID, () -> ada.describe("a name too long", Map.of()));
    assertRefused(Reason.INVALID, () -> ada.describe("", Map.of("k", List.of("0123456789abcdef"))));
  }

  @Test
  void namesAreChecked() {
    for (String room : List.of("", " r", "a/b", "a\\b", "a\nb", "..", "x".repeat(129))) {
      assertRefused(Reason.INVALID, () -> join(room, "ada"));
    }
    for (String id : List.of("", "a b", "ä", "a/b", "..", "x".repeat(65))) {
      assertRefused(Reason.INVALID, () -> join("r", id));
    }
    assertThat(rooms.rooms()).isEmpty();
  }

  @Test
  void metadataMayHoldNulls() throws Exception {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("hand", null);

    Participant ada =
        rooms.join(
            "r", JoinRequest.of(Optional.empty(), "", metadata), new ParticipantListener() {});

    assertThat(ada.metadata()).containsKey("hand");
    assertThat(ada.id()).isEqualTo("p-1");
  }

  @Test
  void aMuteConcernsThePublisherTooAndOutlastsItsResuming() throws Exception {
    Participant ada = join("r", "ada");
    Participant bob = join("r", "bob");
    Track track = publish(bob);
    heard.clear();

    bob.setMuted(track, true);
    bob.setMuted(track, true);
    bob.setPaused(track, true);
    bob.setPaused(track, false);

    assertThat(track.flows()).isFalse();
    bob.setMuted(track, false);
    assertThat(track.flows()).isTrue();
    assertThat(heard)
        .containsExactly(
            "bob: t-1 muted",
            "ada: t-1 muted",
            "ada: t-1 paused",
            "ada: t-1 resumed",
            "bob: t-1 unmuted",
            "ada: t-1 unmuted");
    assertThat(ada.tracks()).isEmpty();
  }

  @Test
  void closingARoomPutsEverybodyOutAndItMayBeEnteredAnew() throws Exception {
    Room room = join("r", "ada").room();
    List<LeaveReason> viewer = new ArrayList<>();
    rooms.view(
        "r",
        "ada",
        new ViewerListener() {
          @Override
          public void watchedTracksChanged() {}

          @Override
          public void removed(LeaveReason reason) {
            viewer.add(reason);
          }
        });

    room.close(LeaveReason.ROOM_CLOSED);

    assertThat(rooms.rooms()).isEmpty();
    assertThat(viewer).containsExactly(LeaveReason.ROOM_CLOSED);
    assertThat(heard).containsExactly("ada: removed ROOM_CLOSED");
    assertThat(join("r", "ada").room()).isNotSameAs(room);
  }

  @Test
  void onlookersHearOfRoomsThatOpenAndClose() throws Exception {
    rooms.addListener(
        new RoomListener() {
          @Override
          public void roomOpened(Room room) {
            heard.add("opened " + room.name());
          }

          @Override
          public void roomClosed(Room room) {
            heard.add("closed " + room.name());
          }
        });

    Participant ada = join("r", "ada");
    join("r", "bob").leave(LeaveReason.LEFT);
    ada.leave(LeaveReason.LEFT);

    assertThat(heard)
        .containsExactly(
            "opened r",
            "ada: bob joined",
            "ada: bob left LEFT",
            "bob: removed LEFT",
            "ada: removed LEFT",
            "closed r");
  }

  private interface Act {
    void run() throws RoomException;
  }

  private static void assertRefused(Reason reason, Act act) {
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(RoomException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private Participant join(String room, String id) throws RoomException {
    Ear ear = new Ear(id);
    ear.self = rooms.join(room, JoinRequest.of(Optional.of(id), "", Map.of()), ear);
    return ear.self;
  }

  private Participant stream(String room, String id) throws RoomException {
    Ear ear = new Ear(id);
    ear.self = rooms.join(room, JoinRequest.streamOf(id), ear);
    return ear.self;
  }

  private static Track publish(Participant participant) throws RoomException {
    return participant.publish(TrackSource.CAMERA, "", MediaKind.VIDEO, Codec.VP8, null);
  }

  private final class Ear implements ParticipantListener {

    private final String id;
    private Participant self;

    private Ear(String id) {
      this.id = id;
    }

    @Override
    public void participantJoined(Participant other) {
      hear(other.id() + " joined");
    }

    @Override
    public void participantLeft(Participant other, LeaveReason reason) {
      hear(other.id() + " left " + reason);
    }

    @Override
    public void participantUpdated(Participant other) {
      hear(other.id() + " updated");
    }

    @Override
    public void trackPublished(Track track) {
      hear(track.id() + " published");
    }

    @Override
    public void trackUnpublished(Track track) {
      hear(track.id() + " unpublished");
    }

    @Override
    public void trackPaused(Track track) {
      hear(track.id() + " paused");
    }

    @Override
    public void trackResumed(Track track) {
      hear(track.id() + " resumed");
    }

    @Override
    public void trackMutedOrUnmuted(Track track) {
      hear(track.id() + (track.muted() ? " muted" : " unmuted"));
    }

    @Override
    public void wantedTracksChanged() {
      hear("wants " + self.wantedTracks().stream().map(Track::id).toList());
    }

    @Override
    public void removed(LeaveReason reason) {
      hear("removed " + reason);
    }

    private void hear(String event) {
      heard.add(id + ": " + event);
    }
  }
}
