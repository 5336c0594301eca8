const STREAM_OF_SOURCE = {
  camera: 'person',
  microphone: 'person',
  screen: 'screen',
  'screen-audio': 'screen',
};

/** The tracks that are received: what belongs to each, in which quality it comes, and is wanted. */
export class Received {
  /** All by track id. */
  subscriptions = new Map();
  /** As the server said last. */
  layers = new Map();
  /** As last asked for. */
  preferences = new Map();

  #participants;
  #emit;
  #streams = new Map();

  /** `participants` are those in the room, by id. */
  constructor(participants, emit) {
    this.#participants = participants;
    this.#emit = emit;
  }

  add(entry, receiver) {
    const participant = this.#participants.get(entry.participant) ?? {
      id: entry.participant,
      name: '',
      metadata: {},
      tracks: new Map(),
    };
    const track = participant.tracks.get(entry.track) ?? {
      id: entry.track,
      kind: entry.kind,
      source: entry.source,
      paused: false,
    };
    const stream = this.#streamFor(entry);
    stream.addTrack(receiver.track);
    const subscription = { participant, track, mediaStreamTrack: receiver.track, stream, receiver };
    this.subscriptions.set(entry.track, subscription);
    this.#emit('tracksubscribed', subscription);
  }

  remove(entry) {
    const subscription = this.subscriptions.get(entry.track);
    for (const byTrack of [this.subscriptions, this.preferences, this.layers]) byTrack.delete(entry.track);
    const { stream, mediaStreamTrack } = subscription;
    stream.removeTrack(mediaStreamTrack);
    if (stream.getTracks().length === 0) {
      for (const [key, each] of this.#streams) if (each === stream) this.#streams.delete(key);
    }
    this.#emit('trackunsubscribed', subscription);
  }

  hearLayer({ type, track, ...layer }) {
    this.layers.set(track, layer);
    this.#emit('layerchanged', { track, layer });
  }

  /** What belongs together is played together: a camera with its microphone, a screen with its sound. */
  #streamFor({ participant, track, source }) {
    const key = `${participant} ${STREAM_OF_SOURCE[source] ?? track}`;
    const stream = this.#streams.get(key) ?? new MediaStream();
    this.#streams.set(key, stream);
    return stream;
  }
}
