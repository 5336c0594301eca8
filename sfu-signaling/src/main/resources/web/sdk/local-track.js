/** A track this participant publishes. Made by `Room.publish`. */
export class LocalTrack extends EventTarget {
  /** The server's id of the track; another one after the room had to be joined anew. */
  id = null;
  source;
  name;
  kind;
  codec;
  /** RTCRtpEncodingParameters, least first. */
  encodings;
  /** What is being captured; goes on while paused. */
  mediaStreamTrack;
  paused;
  /** By a moderator: what is sent reaches nobody. */
  muted = false;
  stopped = false;
  /** The transceiver that sends the track, once an offer was made for it. */
  transceiver = null;

  #owner;
  #wanted = null;
  #heeding = false;
  #isLimited = false;

  /** `owner` carries the track's wishes to the server: announcePause, unpublish, report. */
  constructor(
    owner,
    mediaStreamTrack,
    { source, name, codec, maxBitrate, simulcast, scalabilityMode, paused = false }
  ) {
    super();
    this.#owner = owner;
    this.mediaStreamTrack = mediaStreamTrack;
    this.kind = mediaStreamTrack.kind;
    this.source = source ?? (this.kind === 'audio' ? 'microphone' : 'camera');
    this.name = name;
    this.codec = codec;
    this.encodings = encodingsOf({
      isLayered: simulcast ?? (this.kind === 'video' && this.source === 'camera'),
      maxBitrate,
      scalabilityMode,
    });
    this.paused = paused;
    this.#watchEnd(mediaStreamTrack);
  }

  get mid() {
    return this.transceiver?.mid ?? null;
  }

  /** What the server says about it. */
  showMuted(muted) {
    if (this.muted === muted) return;
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'muted' : 'unmuted'));
  }

  async pause() {
    if (this.paused || this.stopped) return;
    this.paused = true;
    // Nothing is sent while paused, whatever the server does: a mute must not depend on others.
    await this.transceiver?.sender.replaceTrack(null);
    await this.#owner.announcePause(this);
  }

  async resume() {
    if (!this.paused || this.stopped) return;
    this.paused = false;
    await this.transceiver?.sender.replaceTrack(this.mediaStreamTrack);
    await this.#owner.announcePause(this);
  }

  async replace(mediaStreamTrack) {
    if (mediaStreamTrack.kind !== this.kind) {
      throw new TypeError(`A ${this.kind} track cannot be replaced by ${mediaStreamTrack.kind}.`);
    }
    this.mediaStreamTrack = mediaStreamTrack;
    this.#watchEnd(mediaStreamTrack);
    if (!this.paused) await this.transceiver?.sender.replaceTrack(mediaStreamTrack);
  }

  /**
   * Sends only those encodings that somebody watches, and with no more than reaches them, as the
   * server says; those not named too.
   */
  async heedDemand(wanted) {
    if (!this.#isLimited && wanted.every(({ active, maxBitrate }) => active && !maxBitrate)) return;
    this.#isLimited = true;
    this.#wanted = wanted;
    if (this.#heeding) return;
    this.#heeding = true;
    try {
      // Parameters can be set only one after the other; what comes meanwhile is taken up after.
      while (this.#wanted && this.transceiver) {
        const wantedByRid = new Map(this.#wanted.map((each) => [each.rid, each]));
        this.#wanted = null;
        await this.#encodeAs(wantedByRid);
      }
    } finally {
      this.#heeding = false;
    }
  }

  /** Where there is one encoding, it has no RID. */
  async #encodeAs(wantedByRid) {
    const { sender } = this.transceiver;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) {
      const { active = true, maxBitrate = Infinity } = wantedByRid.get(encoding.rid ?? '') ?? {};
      const own = this.encodings.find(({ rid }) => rid === encoding.rid)?.maxBitrate ?? Infinity;
      const limit = Math.min(own, maxBitrate);
      encoding.active = active;
      if (limit === Infinity) delete encoding.maxBitrate;
      else encoding.maxBitrate = limit;
    }
    await sender.setParameters(parameters);
  }

  stop() {
    return this.#owner.unpublish(this);
  }

  /** A device that was unplugged, or a screen share ended from the browser's own bar. */
  #watchEnd(mediaStreamTrack) {
    mediaStreamTrack.addEventListener('ended', () => {
      if (this.mediaStreamTrack === mediaStreamTrack && !this.stopped) {
        this.stop().catch((error) => this.#owner.report(error));
      }
    });
  }
}

/**
 * One stream of the layers asked for, or three sizes of one picture, so that every viewer gets the
 * one that suits its tile and network.
 */
function encodingsOf({ isLayered, maxBitrate, scalabilityMode }) {
  const limit = maxBitrate && { maxBitrate };
  if (scalabilityMode) return [{ ...limit, scalabilityMode }];
  if (!isLayered) return [{ ...limit }];
  const layered = { scalabilityMode: 'L1T3' };
  return [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000, ...layered },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000, ...layered },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 2_500_000, ...limit, ...layered },
  ];
}
