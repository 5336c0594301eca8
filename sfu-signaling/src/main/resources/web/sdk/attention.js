/**
 * Who speaks in the room, who is left out for it, and who is shown all the same. Told anew by the
 * server after every join and resume, in so far as there is something to tell.
 */
export class Attention {
  /** Those who speak first, then those who have, the latest first. */
  speakers = [];
  /** 0: everybody is shown. */
  lastN = 0;
  /** Ids of tracks. */
  leftOut = new Set();
  /** Ids of participants, as asked for here. */
  pinned = new Set();

  #emit;

  constructor(emit) {
    this.#emit = emit;
  }

  /** What was known is out of date; who isn't there any more can't be pinned. */
  reset(isPresent) {
    for (const id of this.pinned) if (!isPresent(id)) this.pinned.delete(id);
    if (this.speakers.length > 0) this.hearSpeakers([]);
    if (this.lastN > 0) this.hearLastN({ n: 0, leftOut: [] });
  }

  hearSpeakers(speakers) {
    this.speakers = speakers.map(({ participant, speaking }) => ({ id: participant, speaking }));
    this.#emit('speakers', { speakers: this.speakers });
  }

  hearLastN({ n, leftOut }) {
    this.lastN = n;
    this.leftOut = new Set(leftOut);
    this.#emit('lastn', { n, leftOut: this.leftOut });
  }
}
