/**
 * Who else is in the room and what they publish, as last heard from the server. Every difference is
 * told once, whether it was heard in an event or found in the full state after a reconnection.
 */
export class Roster {
  /** By participant id. */
  participants = new Map();

  #emit;
  #gone;

  /** `gone` is told which wanted subscriptions cannot exist any more, before the event is emitted. */
  constructor({ emit, gone }) {
    this.#emit = emit;
    this.#gone = gone;
  }

  /** Makes the roster what the server says. Silently, where nobody can have listened yet. */
  reconcile(descriptions, silently) {
    const present = new Set(descriptions.map(({ id }) => id));
    for (const id of [...this.participants.keys()]) {
      if (!present.has(id)) this.remove(id, 'left');
    }
    for (const description of descriptions) this.add(description, silently);
  }

  add(description, silently = false) {
    if (this.participants.has(description.id)) {
      this.update(description);
      return;
    }
    const { id, name, metadata, tracks = [] } = description;
    const participant = {
      id,
      name,
      metadata,
      tracks: new Map(tracks.map((track) => [track.id, { ...track }])),
    };
    this.participants.set(id, participant);
    if (!silently) this.#emit('participantjoined', { participant });
  }

  update({ id, name, metadata, tracks }) {
    const participant = this.participants.get(id);
    if (!participant) return;
    const differs =
      participant.name !== name || JSON.stringify(participant.metadata) !== JSON.stringify(metadata);
    Object.assign(participant, { name, metadata });
    if (differs) this.#emit('participantupdated', { participant });
    if (!tracks) return;
    const present = new Set(tracks.map((track) => track.id));
    for (const trackId of [...participant.tracks.keys()]) {
      if (!present.has(trackId)) this.removeTrack(id, trackId);
    }
    for (const track of tracks) this.addTrack(id, track);
  }

  remove(id, reason) {
    const participant = this.participants.get(id);
    if (!participant) return;
    this.#gone((entry) => entry.participant === id);
    this.participants.delete(id);
    this.#emit('participantleft', { participant, reason });
  }

  addTrack(participantId, description) {
    const participant = this.participants.get(participantId);
    if (!participant) return;
    const known = participant.tracks.get(description.id);
    if (known) {
      this.setPaused(participantId, known.id, description.paused);
      this.setMuted(participantId, known.id, description.muted);
      Object.assign(known, description);
      return;
    }
    const track = { ...description };
    participant.tracks.set(track.id, track);
    this.#emit('trackpublished', { participant, track });
  }

  removeTrack(participantId, trackId) {
    const participant = this.participants.get(participantId);
    const track = participant?.tracks.get(trackId);
    if (!track) return;
    this.#gone((entry) => entry.track === trackId);
    participant.tracks.delete(trackId);
    this.#emit('trackunpublished', { participant, track });
  }

  setPaused(participantId, trackId, paused) {
    const participant = this.participants.get(participantId);
    const track = participant?.tracks.get(trackId);
    if (!track || track.paused === paused) return;
    track.paused = paused;
    this.#emit(paused ? 'trackpaused' : 'trackresumed', { participant, track });
  }

  setMuted(participantId, trackId, muted) {
    const participant = this.participants.get(participantId);
    const track = participant?.tracks.get(trackId);
    if (!track || track.muted === muted) return;
    track.muted = muted;
    this.#emit(muted ? 'trackmuted' : 'trackunmuted', { participant, track });
  }
}
