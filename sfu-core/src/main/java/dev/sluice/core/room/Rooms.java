package dev.sluice.core.room;

import dev.sluice.core.room.RoomException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All rooms of one server; where every front door enters. Control thread only. */
public final class Rooms {

  private final RoomLimits limits;
  private final int lastN;
  private final Supplier<String> ids;
  private final Executor control;
  private final Map<String, Room> rooms = new LinkedHashMap<>();
  private final List<RoomListener> listeners = new ArrayList<>();

  /**
   * @param lastN of rooms for which nobody says otherwise; see {@link Room#lastN}
   * @param ids gives a new id at each call, unique and, where ids are not to be guessed, random;
   *     letters, digits, - and _ only
   * @param control runs tasks on the control thread, later and in the order given, and reports what
   *     they throw; from any thread
   */
  public Rooms(RoomLimits limits, int lastN, Supplier<String> ids, Executor control) {
    this.limits = limits;
    this.lastN = lastN;
    this.ids = ids;
    this.control = control;
  }

  /** From now on the listener hears what happens in every room. */
  public void addListener(RoomListener listener) {
    listeners.add(listener);
  }

  /** In the order of making. */
  public List<Room> rooms() {
    return List.copyOf(rooms.values());
  }

  public Optional<Room> room(String name) {
    return Optional.ofNullable(rooms.get(name));
  }

  public Optional<Participant> participant(String roomName, String participantId) {
    return room(roomName).flatMap(room -> room.participant(participantId));
  }

  /** Enters the room, which is made where there was none. */
  public Participant join(String roomName, JoinRequest request, ParticipantListener listener)
      throws RoomException {
    RoomNames.checkRoom(roomName);
    String id = request.participantId().orElseGet(() -> newId("p-"));
    RoomNames.checkParticipant(id);
    limits.checkDescription(request.name(), request.metadata());
    Optional<Participant> namesake = participant(roomName, id);
    if (namesake.isPresent()) {
      if (!request.takesOver() || !namesake.get().replaceable()) {
        throw new RoomException(
            Reason.PARTICIPANT_TAKEN,
            "participant %s is already in room %s: choose another id, or none to be given one"
                .formatted(id, roomName));
      }
    } else {
      limits.checkParticipants(room(roomName).map(r -> r.participants().size()).orElse(0));
    }
    Room room = findOrMake(roomName);
    Participant participant = new Participant(id, room, request, listener);
    namesake.ifPresent(old -> old.leave(LeaveReason.REPLACED));
    // The room went with the last one out, if that was the namesake.
    open(room);
    if (room.participants().isEmpty() && request.lastN().isPresent()) {
      room.setLastN(request.lastN().getAsInt());
    }
    room.addParticipant(participant);
    return participant;
  }

  /**
   * Watches a participant, who need not be there yet, without becoming one.
   *
   * @throws RoomException if the names are malformed or the limits reached
   */
  public Viewer view(String roomName, String participantId, ViewerListener listener)
      throws RoomException {
    RoomNames.checkRoom(roomName);
    RoomNames.checkParticipant(participantId);
    limits.checkViewers(room(roomName).map(r -> r.viewers().size()).orElse(0));
    Room room = findOrMake(roomName);
    Viewer viewer = new Viewer(newId("v-"), room, participantId, listener);
    room.addViewer(viewer);
    return viewer;
  }

  /** Puts everybody out. */
  public void close() {
    rooms().forEach(room -> room.close(LeaveReason.SHUTDOWN));
  }

  RoomLimits limits() {
    return limits;
  }

  Executor control() {
    return control;
  }

  String newId(String prefix) {
    return prefix + ids.get();
  }

  void tellAll(Consumer<RoomListener> event) {
    listeners.forEach(listener -> tell(listener, event));
  }

  /**
   * Tells one of several listeners. One that fails takes nothing from those after it, nor from who
   * has done what they are told of: what it throws is thrown in a turn of its own.
   */
  <L> void tell(L listener, Consumer<? super L> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      control.execute(
          () -> {
            throw e;
          });
    }
  }

  void removeIfEmpty(Room room) {
    if (room.isEmpty() && rooms.remove(room.name(), room)) {
      tellAll(listener -> listener.roomClosed(room));
    }
  }

  private Room findOrMake(String name) throws RoomException {
    Room existing = rooms.get(name);
    if (existing != null) {
      return existing;
    }
    limits.checkRooms(rooms.size());
    Room made = new Room(name, this, lastN);
    open(made);
    return made;
  }

  private void open(Room room) {
    if (rooms.putIfAbsent(room.name(), room) == null) {
      tellAll(listener -> listener.roomOpened(room));
    }
  }
}
