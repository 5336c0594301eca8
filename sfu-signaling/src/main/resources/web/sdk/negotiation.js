import { acceptLayers, preferCodec } from './codecs.js';
import { ConnectionRecovery } from './connection-recovery.js';
import { SluiceError } from './errors.js';
import { setLocalOffer } from './round-trip.js';

/**
 * The media half of a room: one RTCPeerConnection, for which the client always makes the offers.
 * What should be sent (`add`, `remove`) and received (`want`) is noted at once and made true by the
 * next offer. One offer is in flight at a time; all that changes meanwhile goes into the one after.
 */
export class Negotiation {
  peerConnection = null;

  #channel;
  #configuration;
  #observer;
  #recovery = null;

  #localTracks = new Set();
  /** Transceivers whose publication has ended by an answered offer: free for the next one. */
  #idleSenders = [];
  /** Ended publications that no answered offer has told the server of yet. */
  #endedSenders = [];
  #wanted = [];
  /** {transceiver, entry, announced}: which subscription each receiving transceiver is for. */
  #receivers = [];

  #running = false;
  #changed = false;
  #waiting = [];

  /**
   * `iceTransportPolicy`: `relay` for nothing but TURN.
   * `observer`: subscribed(entry, receiver), unsubscribed(entry), stateChanged(state), lost(), report(error).
   */
  constructor(channel, { iceTransportPolicy }, observer) {
    this.#channel = channel;
    this.#configuration = { bundlePolicy: 'max-bundle', iceTransportPolicy };
    this.#observer = observer;
    this.reset();
  }

  /** Starts with a new RTCPeerConnection, to which everything published is added again. */
  reset() {
    this.close();
    for (const receiver of this.#receivers) this.#retract(receiver);
    this.#receivers = [];
    this.#idleSenders = [];
    this.#endedSenders = [];
    this.#wanted = [];
    for (const track of this.#localTracks) {
      track.transceiver = null;
      track.id = null;
    }
    const pc = new RTCPeerConnection(this.#configuration);
    this.peerConnection = pc;
    pc.addEventListener('icecandidate', ({ candidate }) => {
      // An empty candidate ends one generation only; null ends the gathering.
      if (pc !== this.peerConnection || candidate?.candidate === '') return;
      this.#channel.notify({ type: 'candidate', candidate: candidate?.toJSON() ?? null });
    });
    pc.addEventListener('connectionstatechange', () => {
      if (pc === this.peerConnection) this.#observer.stateChanged(pc.connectionState);
    });
    this.#recovery = new ConnectionRecovery(pc, {
      restart: () => this.restartIce(),
      giveUp: () => this.#observer.lost(),
    });
  }

  /** From the next gathering of candidates on; credentials for TURN may end. */
  useIceServers(iceServers) {
    this.#configuration.iceServers = iceServers;
    this.peerConnection.setConfiguration(this.#configuration);
  }

  close() {
    this.#recovery?.stop();
    this.peerConnection?.close();
  }

  get localTracks() {
    return [...this.#localTracks];
  }

  /** Publishes; resolves when the server has accepted the track. */
  async add(track) {
    this.#localTracks.add(track);
    try {
      await this.negotiate();
    } catch (error) {
      this.#forget(track);
      throw error;
    }
    if (track.stopped) throw new SluiceError('stopped', 'The track was stopped while publishing.');
    if (track.id === null) {
      this.#forget(track);
      throw new SluiceError(
        'not-accepted',
        `The server did not accept the ${track.kind} track; it may support none of its codecs.`
      );
    }
  }

  /** Ends a publication. */
  async remove(track) {
    if (!this.#localTracks.has(track)) return;
    this.#forget(track);
    await this.negotiate();
  }

  /** Takes the server's whole list of what is to be received. */
  want(entries) {
    this.#wanted = entries;
    const ids = new Set(entries.map((entry) => entry.track));
    for (const receiver of this.#receivers) {
      if (receiver.entry && !ids.has(receiver.entry.track)) {
        this.#retract(receiver);
        receiver.entry = null;
      }
    }
    this.negotiate().catch((error) => this.#observer.report(error));
  }

  /** Drops what has just ceased to exist, ahead of the server's next list. */
  forgetWanted(isGone) {
    if (this.#wanted.some(isGone)) this.want(this.#wanted.filter((entry) => !isGone(entry)));
  }

  restartIce() {
    this.peerConnection.restartIce();
    return this.negotiate();
  }

  onRemoteFailure() {
    this.#recovery.onRemoteFailure();
  }

  /** Resolves when an offer that holds all changes made so far was answered and applied. */
  negotiate() {
    this.#changed = true;
    const done = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    if (!this.#running) this.#run();
    return done;
  }

  async #run() {
    this.#running = true;
    // Changes made in the same turn (camera and microphone, say) share one offer.
    await null;
    while (this.#changed) {
      this.#changed = false;
      const served = this.#waiting.splice(0);
      const pc = this.peerConnection;
      try {
        await this.#round(pc);
        for (const { resolve } of served) resolve();
      } catch (error) {
        if (pc.signalingState === 'have-local-offer') {
          await pc.setLocalDescription({ type: 'rollback' });
        }
        // Whatever changed meanwhile may be the very reason (a track that ended just then, a new
        // session), so the next offer decides.
        if (this.#changed || pc !== this.peerConnection) {
          this.#changed = true;
          this.#waiting.unshift(...served);
        } else {
          for (const { reject } of served) reject(error);
        }
      }
    }
    this.#running = false;
  }

  async #round(pc) {
    if (pc.signalingState === 'closed') throw new SluiceError('closed', 'The room was left.');
    for (const track of this.#localTracks) await this.#placeSender(pc, track);
    this.#placeReceivers(pc);
    if (pc.getTransceivers().length === 0) return;

    const ended = this.#endedSenders.splice(0);
    const sending = this.localTracks.filter((track) => track.transceiver);
    const receiving = this.#receivers
      .filter((receiver) => receiver.entry)
      .map((receiver) => ({ receiver, entry: receiver.entry }));
    await setLocalOffer(pc, await pc.createOffer());
    if (pc !== this.peerConnection) throw new SluiceError('session-lost', 'A new session began.');
    const answer = await this.#channel.request({
      type: 'offer',
      sdp: pc.localDescription.sdp,
      publish: sending.map(({ mid, source, name }) => ({ mid, source, name })),
      receive: receiving.map(({ receiver, entry }) => ({
        mid: receiver.transceiver.mid,
        track: entry.track,
      })),
    });
    await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });

    this.#idleSenders.push(...ended.filter((transceiver) => !isStopped(transceiver)));
    this.#receivers = this.#receivers.filter(({ transceiver }) => !isStopped(transceiver));
    const ids = new Map((answer.published ?? []).map(({ mid, track }) => [mid, track]));
    for (const track of sending) track.id = ids.get(track.mid) ?? null;
    for (const { receiver, entry } of receiving) this.#announce(receiver, entry);
  }

  async #placeSender(pc, track) {
    if (track.transceiver) return;
    const { sender } = (track.transceiver = this.#senderFor(pc, track));
    if (track.paused) await sender.replaceTrack(null);
    else if (sender.track !== track.mediaStreamTrack) {
      await sender.replaceTrack(track.mediaStreamTrack);
    }
  }

  #senderFor(pc, { kind, codec, encodings, mediaStreamTrack }) {
    // How many encodings a sender has can't be changed later, and their layers belong to the codec.
    const idle = this.#idleSenders.findIndex(({ receiver, sender }) => {
      const present = sender.getParameters().encodings;
      return (
        receiver.track.kind === kind &&
        present.length === encodings.length &&
        present.every((each, i) => each.scalabilityMode === encodings[i].scalabilityMode)
      );
    });
    let transceiver;
    if (idle >= 0) {
      [transceiver] = this.#idleSenders.splice(idle, 1);
      transceiver.direction = 'sendonly';
      transceiver.setCodecPreferences([]);
    } else {
      transceiver = pc.addTransceiver(mediaStreamTrack, {
        direction: 'sendonly',
        sendEncodings: encodings,
        streams: [new MediaStream([mediaStreamTrack])],
      });
    }
    // Checked when publishing, so that a wrong name fails there and not in here.
    if (codec) preferCodec(transceiver, kind, codec);
    return transceiver;
  }

  #placeReceivers(pc) {
    const placed = new Set(this.#receivers.map(({ entry }) => entry?.track));
    for (const entry of this.#wanted) {
      if (placed.has(entry.track)) continue;
      let receiver = this.#receivers.find(
        (each) => !each.entry && each.transceiver.receiver.track.kind === entry.kind
      );
      if (!receiver) {
        const transceiver = pc.addTransceiver(entry.kind, { direction: 'recvonly' });
        acceptLayers(transceiver);
        receiver = { transceiver, entry: null, announced: null };
        this.#receivers.push(receiver);
      }
      receiver.entry = entry;
    }
    for (const { transceiver, entry } of this.#receivers) {
      transceiver.direction = entry ? 'recvonly' : 'inactive';
    }
  }

  #announce(receiver, entry) {
    // Unwanted again since the offer was made, or not accepted by the server: nothing to show.
    if (receiver.entry !== entry || receiver.announced) return;
    if (receiver.transceiver.currentDirection !== 'recvonly') return;
    receiver.announced = entry;
    this.#observer.subscribed(entry, receiver.transceiver.receiver);
  }

  #retract(receiver) {
    if (receiver.announced) this.#observer.unsubscribed(receiver.announced);
    receiver.announced = null;
  }

  #forget(track) {
    if (!this.#localTracks.delete(track)) return;
    const { transceiver } = track;
    if (!transceiver || isStopped(transceiver)) return;
    transceiver.sender.replaceTrack(null).catch((error) => this.#observer.report(error));
    // Another track may be sent in its place, and begins with all encodings.
    track.heedDemand([]).catch((error) => this.#observer.report(error));
    if (transceiver.mid === null) {
      // Never part of an answered offer, so stopping it leaves no trace in the next one.
      transceiver.stop();
    } else {
      transceiver.direction = 'inactive';
      this.#endedSenders.push(transceiver);
    }
  }
}

/** `currentDirection` is the word of webrtc-pc; `direction` says it earlier in some browsers. */
function isStopped({ currentDirection, direction }) {
  return currentDirection === 'stopped' || direction === 'stopped';
}
